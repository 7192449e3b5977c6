"""Aurora PostgreSQL security in Terraform, CloudFormation and CDK code."""

from __future__ import annotations

__version__ = '0.1.0'
