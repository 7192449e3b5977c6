# The same cluster with one mistake for each policy.

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

  # No hardware is shared with other accounts.
  instance_tenancy = "dedicated"
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

  # Clients that do not ask for TLS connect in clear text.
  parameter {
    name  = "rds.force_ssl"
    value = 0
  }

  # The last suite has no forward secrecy.
  parameter {
    name  = "ssl_ciphers"
    value = "ECDHE-RSA-AES256-GCM-SHA384,TLS_RSA_WITH_AES_256_CBC_SHA"
  }

  # A deprecated version of TLS is allowed.
  parameter {
    name  = "ssl_min_protocol_version"
    value = "TLSv1.1"
  }

  # The stored hash of a password is enough to log in.
  parameter {
    name  = "password_encryption"
    value = "md5"
  }
}

# It belongs to the cluster's group: here it has no effect.
resource "aws_db_parameter_group" "orders" {
  name        = "orders"
  description = "Parameters of the orders instances"
  family      = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = 1
  }
}

resource "aws_security_group" "orders" {
  name        = "orders"
  description = "The orders cluster"
  vpc_id      = aws_vpc.database.id

  # Whoever has a route to the cluster can try to log in.
  ingress {
    description = "PostgreSQL"
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

  # IAM database authentication is off unless it is turned on.
  manage_master_user_password = true
}

# A burstable class in a VPC of dedicated tenancy, which Aurora PostgreSQL does not support.
resource "aws_rds_cluster_instance" "orders" {
  count = 2

  identifier         = "orders-${count.index}"
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = aws_rds_cluster.orders.engine
  instance_class     = "db.t3.medium"

  # Its certificates have expired, so that clients cannot verify them.
  ca_cert_identifier = "rds-ca-2019"

  db_parameter_group_name = aws_db_parameter_group.orders.name
}
