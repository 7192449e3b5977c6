# One root in two environments: `terraform apply -var-file env/dev.tfvars`, and the same with `prod.tfvars`.

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
  name = "orders-${var.environment}"
}

resource "aws_rds_cluster_parameter_group" "orders" {
  name        = local.name
  description = "Parameters of the orders cluster"
  family      = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = var.force_ssl
  }

  parameter {
    name  = "ssl_ciphers"
    value = "ECDHE-RSA-AES256-GCM-SHA384,ECDHE-RSA-AES128-GCM-SHA256"
  }
}

resource "aws_rds_cluster" "orders" {
  cluster_identifier                  = local.name
  engine                              = "aurora-postgresql"
  engine_version                      = "16.11"
  master_username                     = "orders_admin"
  db_cluster_parameter_group_name     = aws_rds_cluster_parameter_group.orders.name
  iam_database_authentication_enabled = true
  manage_master_user_password         = true
  storage_encrypted                   = true
  deletion_protection                 = var.environment == "prod"
  final_snapshot_identifier           = "${local.name}-final"
}

resource "aws_rds_cluster_instance" "orders" {
  count = var.instances

  identifier         = "${local.name}-${count.index}"
  cluster_identifier = aws_rds_cluster.orders.id
  engine             = aws_rds_cluster.orders.engine
  instance_class     = var.instance_class
}
