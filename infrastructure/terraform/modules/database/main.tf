locals {
  aurora = var.engine_mode == "aurora-serverless-v2"
  # The exports of both engines; Aurora's upgrades are in its one log.
  logs = local.aurora ? ["postgresql"] : ["postgresql", "upgrade"]

  resource_id = local.aurora ? one(aws_rds_cluster.this[*].cluster_resource_id) : one(aws_db_instance.this[*].resource_id)
}

# ---- the network ----

data "aws_subnet" "given" {
  count = length(var.subnet_ids)

  id = var.subnet_ids[count.index]
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Where ${var.name} lives"
  subnet_ids  = var.subnet_ids
  tags        = var.tags

  lifecycle {
    precondition {
      condition     = length(distinct(data.aws_subnet.given[*].availability_zone)) >= 2
      error_message = "The subnets all lie in one availability zone; name subnets of at least two."
    }
    precondition {
      condition     = alltrue([for subnet in data.aws_subnet.given : subnet.vpc_id == var.vpc_id])
      error_message = "A subnet lies in another VPC than vpc_id says."
    }
  }
}

resource "aws_security_group" "this" {
  name        = "${var.name}-database"
  description = "Who may connect to ${var.name}"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-database" })
}

# Groups, never addresses: an address in a private subnet is anybody's tomorrow.
resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.allowed_security_groups

  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
  referenced_security_group_id = each.value
  tags                         = var.tags
}

# ---- settings ----

resource "aws_rds_cluster_parameter_group" "this" {
  count = local.aurora ? 1 : 0

  name_prefix = "${var.name}-"
  family      = "aurora-postgresql${var.postgres_version}"
  description = "No connection without TLS"
  tags        = var.tags

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_parameter_group" "this" {
  count = local.aurora ? 0 : 1

  name_prefix = "${var.name}-"
  family      = "postgres${var.postgres_version}"
  description = "No connection without TLS"
  tags        = var.tags

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# Made before RDS makes them without an end.
resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(local.logs)

  name              = "/aws/rds/${local.aurora ? "cluster" : "instance"}/${var.name}/${each.key}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

# The moment of making, so that the final snapshot's name is free when a database of this name was deleted before.
resource "terraform_data" "made" {
  input = formatdate("YYYYMMDDhhmmss", plantimestamp())

  lifecycle {
    ignore_changes = [input]
  }
}

# ---- Aurora ----

resource "aws_rds_cluster" "this" {
  count = local.aurora ? 1 : 0

  cluster_identifier = var.name
  engine             = "aurora-postgresql"
  # Serverless v2 is Aurora's ordinary mode with instances of the class db.serverless.
  engine_mode    = "provisioned"
  engine_version = tostring(var.postgres_version)
  database_name  = var.database_name
  port           = var.port

  allow_major_version_upgrade = var.allow_major_version_upgrade

  master_username               = var.master_username
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.kms_key_arn

  db_subnet_group_name            = aws_db_subnet_group.this.name
  vpc_security_group_ids          = [aws_security_group.this.id]
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.this[0].name

  storage_encrypted                   = true
  kms_key_id                          = var.kms_key_arn
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = local.logs

  backup_retention_period      = var.backup_retention_days
  preferred_backup_window      = var.backup_window
  preferred_maintenance_window = var.maintenance_window
  copy_tags_to_snapshot        = true
  skip_final_snapshot          = false
  final_snapshot_identifier    = "${var.name}-final-${terraform_data.made.output}"
  deletion_protection          = var.deletion_protection
  apply_immediately            = var.apply_immediately

  serverlessv2_scaling_configuration {
    min_capacity = var.min_capacity
    max_capacity = var.max_capacity
  }

  tags = var.tags

  lifecycle {
    precondition {
      condition     = var.min_capacity <= var.max_capacity
      error_message = "min_capacity is greater than max_capacity."
    }
  }

  depends_on = [aws_cloudwatch_log_group.this]
}

resource "aws_rds_cluster_instance" "this" {
  count = local.aurora ? var.aurora_instances : 0

  identifier         = "${var.name}-${count.index + 1}"
  cluster_identifier = aws_rds_cluster.this[0].id
  engine             = aws_rds_cluster.this[0].engine
  engine_version     = aws_rds_cluster.this[0].engine_version
  instance_class     = "db.serverless"

  publicly_accessible          = false
  auto_minor_version_upgrade   = true
  copy_tags_to_snapshot        = true
  preferred_maintenance_window = var.maintenance_window
  apply_immediately            = var.apply_immediately

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  performance_insights_kms_key_id       = var.kms_key_arn

  tags = var.tags
}

# ---- RDS ----

resource "aws_db_instance" "this" {
  count = local.aurora ? 0 : 1

  identifier     = var.name
  engine         = "postgres"
  engine_version = tostring(var.postgres_version)
  instance_class = var.instance_class
  db_name        = var.database_name
  port           = var.port
  multi_az       = true

  allow_major_version_upgrade = var.allow_major_version_upgrade

  username                      = var.master_username
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.kms_key_arn

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  parameter_group_name   = aws_db_parameter_group.this[0].name
  publicly_accessible    = false

  storage_type                        = "gp3"
  allocated_storage                   = var.allocated_storage
  max_allocated_storage               = var.max_allocated_storage
  storage_encrypted                   = true
  kms_key_id                          = var.kms_key_arn
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = local.logs

  backup_retention_period    = var.backup_retention_days
  backup_window              = var.backup_window
  maintenance_window         = var.maintenance_window
  auto_minor_version_upgrade = true
  copy_tags_to_snapshot      = true
  delete_automated_backups   = false
  skip_final_snapshot        = false
  final_snapshot_identifier  = "${var.name}-final-${terraform_data.made.output}"
  deletion_protection        = var.deletion_protection
  apply_immediately          = var.apply_immediately

  performance_insights_enabled          = true
  performance_insights_retention_period = 7
  performance_insights_kms_key_id       = var.kms_key_arn

  tags = var.tags

  lifecycle {
    precondition {
      condition     = var.max_allocated_storage >= var.allocated_storage * 1.1
      error_message = "max_allocated_storage must be at least a tenth more than allocated_storage."
    }
  }

  depends_on = [aws_cloudwatch_log_group.this]
}

# ---- the guard ----

# prevent_destroy takes no variable, and on the database itself it could not be switched off by whoever uses this module
# from afar. So it stands on this, which goes wherever the database goes: a plan that destroys the database destroys it,
# too, and one that replaces the database changes its resource id, and so replaces this. Either plan fails before
# anything is touched.
resource "terraform_data" "guard" {
  count = var.prevent_destroy ? 1 : 0

  triggers_replace = local.resource_id

  lifecycle {
    prevent_destroy = true
  }
}
