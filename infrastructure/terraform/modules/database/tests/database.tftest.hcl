mock_provider "aws" {
  # Two zones for the subnets below.
  override_data {
    target = data.aws_subnet.given[0]
    values = { availability_zone = "eu-central-1a", vpc_id = "vpc-1" }
  }
  override_data {
    target = data.aws_subnet.given[1]
    values = { availability_zone = "eu-central-1b", vpc_id = "vpc-1" }
  }
}

variables {
  name                    = "shop"
  vpc_id                  = "vpc-1"
  subnet_ids              = ["subnet-1", "subnet-2"]
  allowed_security_groups = { runner = "sg-1" }
}

run "aurora_is_safe_by_default" {
  command = plan

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.this) == 1 && aws_vpc_security_group_ingress_rule.this["runner"].referenced_security_group_id == "sg-1" && aws_vpc_security_group_ingress_rule.this["runner"].from_port == 5432 && aws_vpc_security_group_ingress_rule.this["runner"].cidr_ipv4 == null
    error_message = "Others are let in."
  }
  assert {
    condition     = aws_rds_cluster.this[0].deletion_protection && !aws_rds_cluster.this[0].skip_final_snapshot && can(regex("^20[0-9]{12}$", terraform_data.made.input))
    error_message = "It can be deleted, or without a snapshot of its own name."
  }
  assert {
    condition     = length(terraform_data.guard) == 1
    error_message = "A plan may destroy it."
  }
  assert {
    condition     = aws_rds_cluster.this[0].storage_encrypted && aws_rds_cluster.this[0].iam_database_authentication_enabled && aws_rds_cluster.this[0].manage_master_user_password
    error_message = "Encryption, IAM authentication or the managed password is missing."
  }
  assert {
    condition     = [for parameter in aws_rds_cluster_parameter_group.this[0].parameter : parameter.value if parameter.name == "rds.force_ssl"] == ["1"]
    error_message = "It can be reached without TLS."
  }
  assert {
    condition     = aws_rds_cluster.this[0].backup_retention_period == 7 && aws_rds_cluster.this[0].copy_tags_to_snapshot && contains(aws_rds_cluster.this[0].enabled_cloudwatch_logs_exports, "postgresql")
    error_message = "Backups or logs are missing."
  }
  assert {
    condition     = length(aws_rds_cluster_instance.this) == 2 && alltrue([for instance in aws_rds_cluster_instance.this : !instance.publicly_accessible && instance.performance_insights_enabled && instance.auto_minor_version_upgrade && instance.instance_class == "db.serverless"])
    error_message = "There is no second instance, or one is public, unobserved or not patched."
  }
  assert {
    condition     = length(aws_db_instance.this) == 0
    error_message = "An instance of RDS is made beside it."
  }
}

run "rds_is_safe_by_default" {
  command = plan

  variables {
    engine_mode = "rds-multi-az"
  }

  assert {
    condition     = aws_db_instance.this[0].multi_az && !aws_db_instance.this[0].publicly_accessible && aws_db_instance.this[0].storage_encrypted
    error_message = "It has no standby, is public, or its storage is in the clear."
  }
  assert {
    condition     = aws_db_instance.this[0].deletion_protection && !aws_db_instance.this[0].skip_final_snapshot && length(terraform_data.guard) == 1
    error_message = "It can be deleted, or without a snapshot of its own name."
  }
  assert {
    condition     = [for parameter in aws_db_parameter_group.this[0].parameter : parameter.value if parameter.name == "rds.force_ssl"] == ["1"]
    error_message = "It can be reached without TLS."
  }
  assert {
    condition     = aws_db_instance.this[0].backup_retention_period == 7 && aws_db_instance.this[0].iam_database_authentication_enabled && aws_db_instance.this[0].manage_master_user_password && aws_db_instance.this[0].performance_insights_enabled && aws_db_instance.this[0].copy_tags_to_snapshot && aws_db_instance.this[0].auto_minor_version_upgrade
    error_message = "Backups, IAM authentication, the managed password, Performance Insights or patches are missing."
  }
  assert {
    condition     = length(aws_rds_cluster.this) == 0
    error_message = "A cluster is made beside it."
  }
}

run "one_zone_is_refused" {
  command = plan

  override_data {
    target = data.aws_subnet.given[1]
    values = { availability_zone = "eu-central-1a", vpc_id = "vpc-1" }
  }

  expect_failures = [aws_db_subnet_group.this]
}

run "wrong_values_are_refused" {
  command = plan

  variables {
    name                  = "Shop"
    engine_mode           = "aurora"
    subnet_ids            = ["subnet-1"]
    backup_retention_days = 0
    postgres_version      = 14
    master_username       = "admin"
    log_retention_days    = 91
  }

  expect_failures = [
    var.name, var.engine_mode, var.subnet_ids, var.backup_retention_days, var.postgres_version, var.master_username,
    var.log_retention_days,
  ]
}
