# An Aurora PostgreSQL cluster as AWS's security page asks for it.

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

  cipher_suites = [
    "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256",
  ]
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

# A parameter that is not set has the default of the family: on 16 that is TLS offered but not required, and
# cipher suites without forward secrecy.
resource "aws_rds_cluster_parameter_group" "orders" {
  name        = "orders"
  description = "TLS required, forward-secret suites only"
  family      = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = 1
  }

  parameter {
    name  = "ssl_ciphers"
    value = join(",", local.cipher_suites)
  }
}

# What protects connections and logins belongs to the cluster's group; this one has the rest.
resource "aws_db_parameter_group" "orders" {
  name        = "orders"
  description = "Log what changes the schema"
  family      = "aurora-postgresql16"

  parameter {
    name  = "log_statement"
    value = "ddl"
  }
}

resource "aws_security_group" "application" {
  name        = "orders-application"
  description = "The application that reads and writes orders"
  vpc_id      = aws_vpc.database.id
}

# The database's port is open to the application, and to nobody else.
resource "aws_security_group" "orders" {
  name        = "orders"
  description = "The orders cluster"
  vpc_id      = aws_vpc.database.id

  ingress {
    description     = "PostgreSQL from the application"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.application.id]
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

  # Applications log in with short-lived tokens, and the only password is one that nobody knows.
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
}

# Dedicated tenancy rules out the burstable classes (db.t3, db.t4g).
resource "aws_rds_cluster_instance" "orders" {
  count = 2

  identifier         = "orders-${count.index}"
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = aws_rds_cluster.orders.engine
  instance_class     = "db.r6g.large"
  ca_cert_identifier = "rds-ca-rsa2048-g1"

  db_parameter_group_name = aws_db_parameter_group.orders.name
}
