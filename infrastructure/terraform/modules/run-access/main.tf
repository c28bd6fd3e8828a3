data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  account   = data.aws_caller_identity.current.account_id

  read_secrets = length(var.secret_arns) == 0 ? [] : [{
    Sid      = "ReadTheSecrets"
    Effect   = "Allow"
    Action   = "secretsmanager:GetSecretValue"
    Resource = var.secret_arns
  }]

  # A key that the role may use for nothing but secrets.
  decrypt_secrets = length(var.secret_arns) == 0 || length(var.secret_kms_key_arns) == 0 ? [] : [{
    Sid       = "DecryptTheSecrets"
    Effect    = "Allow"
    Action    = "kms:Decrypt"
    Resource  = var.secret_kms_key_arns
    Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.amazonaws.com" } }
  }]

  log_in = var.iam_authentication == null ? [] : [{
    Sid      = "LogInToTheDatabase"
    Effect   = "Allow"
    Action   = "rds-db:connect"
    Resource = "arn:${local.partition}:rds-db:${local.region}:${local.account}:dbuser:${var.iam_authentication.resource_id}/${var.iam_authentication.user}"
  }]

  read_seeds = length(var.seed_objects) == 0 ? [] : [{
    Sid      = "ReadTheSeeds"
    Effect   = "Allow"
    Action   = "s3:GetObject"
    Resource = var.seed_objects
  }]

  # The names that Slipway gives its snapshots begin with slipway-. AWS describes databases on * alone.
  cluster = try(var.snapshot_source.kind, "") == "cluster"
  rds     = "arn:${local.partition}:rds:${local.region}:${local.account}"
  take_snapshots = var.snapshot_source == null ? [] : [
    {
      Sid      = "FindTheDatabase"
      Effect   = "Allow"
      Action   = ["rds:DescribeDBClusters", "rds:DescribeDBInstances"]
      Resource = ["*"]
    },
    {
      Sid    = "TakeSnapshots"
      Effect = "Allow"
      Action = local.cluster ? [
        "rds:AddTagsToResource", "rds:CreateDBClusterSnapshot", "rds:DescribeDBClusterSnapshots",
        ] : [
        "rds:AddTagsToResource", "rds:CreateDBSnapshot", "rds:DescribeDBSnapshots",
      ]
      Resource = local.cluster ? [
        "${local.rds}:cluster:${var.snapshot_source.identifier}", "${local.rds}:cluster-snapshot:slipway-*",
        ] : [
        "${local.rds}:db:${var.snapshot_source.identifier}", "${local.rds}:snapshot:slipway-*",
      ]
    },
  ]
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Runs of Slipway: to the database and to AWS, from nowhere"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = var.name })
}

resource "aws_vpc_security_group_egress_rule" "database" {
  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL"
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
  referenced_security_group_id = var.database_security_group_id
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "https_addresses" {
  count = length(var.https_cidr_blocks)

  security_group_id = aws_security_group.this.id
  description       = "AWS"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.https_cidr_blocks[count.index]
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "https_groups" {
  for_each = var.https_security_groups

  security_group_id            = aws_security_group.this.id
  description                  = "AWS by ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = each.value
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "https_prefix_lists" {
  for_each = var.https_prefix_lists

  security_group_id = aws_security_group.this.id
  description       = "AWS by ${each.key}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = each.value
  tags              = var.tags
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  count = var.admit_to_database ? 1 : 0

  security_group_id            = var.database_security_group_id
  description                  = "PostgreSQL from ${var.name}"
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
  referenced_security_group_id = aws_security_group.this.id
  tags                         = var.tags
}
