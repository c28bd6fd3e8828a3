data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.id
  s3      = "arn:${data.aws_partition.current.partition}:s3:::"

  services = setunion(["ecr.api", "ecr.dkr", "logs", "secretsmanager"], var.more_services)
}

resource "aws_security_group" "this" {
  name        = "${var.name}-endpoints"
  description = "Who may use the endpoints of AWS services"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-endpoints" })
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = var.allowed_security_groups

  security_group_id            = aws_security_group.this.id
  description                  = "HTTPS from ${each.key}"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = each.value
  tags                         = var.tags
}

resource "aws_vpc_endpoint" "service" {
  for_each = local.services

  vpc_id              = var.vpc_id
  service_name        = "com.amazonaws.${local.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = var.subnet_ids
  security_group_ids  = [aws_security_group.this.id]
  tags                = merge(var.tags, { Name = "${var.name}-${each.key}" })

  # It grants nothing, it only says who may pass: this account's roles. Stolen keys of another account's find no way out.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "ThisAccountsRoles"
      Effect    = "Allow"
      Principal = "*"
      Action    = "${split(".", each.key)[0]}:*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalAccount" = local.account } }
    }]
  })
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = var.vpc_id
  service_name      = "com.amazonaws.${local.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = var.route_table_ids
  tags              = merge(var.tags, { Name = "${var.name}-s3" })

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      # ECR hands out signed addresses, so that the one who reads is not one of this account's.
      {
        Sid       = "LayersOfEcr"
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${local.s3}prod-${local.region}-starport-layer-bucket/*"
      },
      {
        Sid       = "ThisAccountsBuckets"
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:PrincipalAccount" = local.account
            "aws:ResourceAccount"  = local.account
          }
        }
      },
      ],
      length(var.readable_buckets) == 0 ? [] : [{
        Sid       = "BucketsOfOthers"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject", "s3:ListBucket"]
        Resource  = concat(var.readable_buckets, [for arn in var.readable_buckets : "${arn}/*"])
        Condition = { StringEquals = { "aws:PrincipalAccount" = local.account } }
      }],
    )
  })
}
