# All of it, in a VPC without a way to the internet: an image repository, an Aurora, runners in CodeBuild and in ECS, the
# endpoints that they reach AWS by, and a role for GitHub. No password exists but the master's, which RDS makes and
# rotates: the first run, slipway start run --roles, has the role migrator made, which logs in with tokens of IAM.

terraform {
  required_version = ">= 1.8.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

data "aws_availability_zones" "available" {
  state = "available"
}

# ---- the network ----

resource "aws_vpc" "this" {
  cidr_block = var.vpc_cidr
  # The endpoints take over the names of AWS's services.
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = merge(var.tags, { Name = var.name })
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id            = aws_vpc.this.id
  availability_zone = data.aws_availability_zones.available.names[count.index]
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, count.index)
  tags              = merge(var.tags, { Name = "${var.name}-private-${count.index + 1}" })
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-private" })
}

resource "aws_route_table_association" "private" {
  count = length(aws_subnet.private)

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private.id
}

# Whoever forgets to name a group gets this one, which lets nothing through.
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-closed" })
}

locals {
  runners = {
    codebuild = module.codebuild_runner.security_group_id
    ecs       = module.ecs_runner.security_group_id
  }
}

module "network_endpoints" {
  source = "../../modules/network-endpoints"

  name                    = var.name
  vpc_id                  = aws_vpc.this.id
  subnet_ids              = aws_subnet.private[*].id
  route_table_ids         = [aws_route_table.private.id]
  allowed_security_groups = local.runners
  # For SNAPSHOT=true.
  more_services = ["rds"]
  tags          = var.tags
}

# ---- image and database ----

module "image_repository" {
  source = "../../modules/image-repository"

  name = var.name
  pull_role_arns = concat(
    [module.codebuild_runner.role_arn, module.ecs_runner.execution_role_arn, module.deploy_role.role_arn],
    var.starter_role_arns,
  )
  tags = var.tags
}

module "database" {
  source = "../../modules/database"

  name                    = var.name
  vpc_id                  = aws_vpc.this.id
  subnet_ids              = aws_subnet.private[*].id
  allowed_security_groups = local.runners
  deletion_protection     = var.prevent_destroy
  prevent_destroy         = var.prevent_destroy
  tags                    = var.tags
}

# ---- the runners ----

locals {
  image_uri = "${module.image_repository.repository_url}:${var.image_tag}"

  iam_authentication = {
    resource_id = module.database.resource_id
    user        = "migrator"
  }

  environment = {
    DB_HOST   = module.database.host
    DB_NAME   = module.database.database_name
    ROLES_IAM = "true"
    SNAPSHOT  = "true"
  }
}

module "codebuild_runner" {
  source = "../../modules/codebuild-runner"

  name           = var.name
  vpc_id         = aws_vpc.this.id
  subnet_ids     = aws_subnet.private[*].id
  image_uri      = local.image_uri
  repository_arn = module.image_repository.repository_arn

  iam_authentication         = local.iam_authentication
  roles_secret_arn           = module.database.master_secret_arn
  snapshot_source            = module.database.snapshot_source
  environment                = local.environment
  database_security_group_id = module.database.security_group_id
  admit_to_database          = false

  https_cidr_blocks     = []
  https_security_groups = { endpoints = module.network_endpoints.security_group_id }
  https_prefix_lists    = { s3 = module.network_endpoints.s3_prefix_list_id }
  failure_emails        = var.failure_emails
  tags                  = var.tags
}

module "ecs_runner" {
  source = "../../modules/ecs-runner"

  name           = var.name
  vpc_id         = aws_vpc.this.id
  subnet_ids     = aws_subnet.private[*].id
  image_uri      = local.image_uri
  repository_arn = module.image_repository.repository_arn

  iam_authentication         = local.iam_authentication
  roles_secret_arn           = module.database.master_secret_arn
  snapshot_source            = module.database.snapshot_source
  environment                = local.environment
  database_security_group_id = module.database.security_group_id
  admit_to_database          = false

  https_cidr_blocks     = []
  https_security_groups = { endpoints = module.network_endpoints.security_group_id }
  https_prefix_lists    = { s3 = module.network_endpoints.s3_prefix_list_id }
  failure_emails        = var.failure_emails
  tags                  = var.tags
}

# ---- who deploys ----

module "deploy_role" {
  source = "../../modules/deploy-role"

  name                 = "${var.name}-deploy"
  github_repository    = var.github_repository
  github_environments  = [var.github_environment]
  create_oidc_provider = var.github_oidc_provider_arn == null
  oidc_provider_arn    = var.github_oidc_provider_arn
  repository_arn       = module.image_repository.repository_arn
  repository_url       = module.image_repository.repository_url
  codebuild            = module.codebuild_runner
  ecs                  = module.ecs_runner
  tags                 = var.tags
}
