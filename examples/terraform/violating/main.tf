# The orders cluster as a migration left it: TLS was turned off for an old client, and the port was opened
# for the laptop that copied the data. Neither was turned back.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

locals {
  availability_zones = ["eu-central-1a", "eu-central-1b"]
}

resource "aws_vpc" "database" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "database" {
  count = length(local.availability_zones)

  vpc_id            = aws_vpc.database.id
  cidr_block        = cidrsubnet(aws_vpc.database.cidr_block, 8, count.index)
  availability_zone = local.availability_zones[count.index]
}

resource "aws_db_subnet_group" "orders" {
  name       = "orders"
  subnet_ids = aws_subnet.database[*].id
}

resource "aws_rds_cluster_parameter_group" "orders" {
  name        = "orders"
  description = "Parameters of the orders cluster"
  family      = "aurora-postgresql16"

  # The old reporting job cannot do TLS. Until it is replaced!
  parameter {
    name  = "rds.force_ssl"
    value = 0
  }

  parameter {
    name  = "ssl_ciphers"
    value = "ECDHE-RSA-AES256-GCM-SHA384,ECDHE-RSA-AES128-GCM-SHA256"
  }
}

resource "aws_security_group" "orders" {
  name        = "orders"
  description = "The orders cluster"
  vpc_id      = aws_vpc.database.id

  ingress {
    description = "Copy of the data, from home"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier              = "orders"
  engine                          = "aurora-postgresql"
  engine_version                  = "16.11"
  database_name                   = "orders"
  master_username                 = "orders_admin"
  db_subnet_group_name            = aws_db_subnet_group.orders.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.orders.name
  vpc_security_group_ids          = [aws_security_group.orders.id]
  storage_encrypted               = true
  deletion_protection             = true
  final_snapshot_identifier       = "orders-final"

  iam_database_authentication_enabled = true
  manage_master_user_password         = true
}

resource "aws_rds_cluster_instance" "orders" {
  count = 2

  identifier         = "orders-${count.index}"
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = aws_rds_cluster.orders.engine
  instance_class     = "db.r6g.large"
  ca_cert_identifier = "rds-ca-rsa2048-g1"
}
