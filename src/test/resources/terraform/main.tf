# Both examples, and the modules with what the examples leave out.

variable "name" { type = string }

locals {
  secrets = "arn:aws:secretsmanager:us-east-1:123456789012:secret"
  key     = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}

module "complete" {
  source = "../examples/complete"

  name                     = var.name
  github_repository        = "example/shop"
  github_oidc_provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  starter_role_arns        = ["arn:aws:iam::123456789012:role/people"]
  failure_emails           = ["oncall@example.com"]
}

resource "aws_vpc" "existing" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "existing" {
  count = 2

  vpc_id            = aws_vpc.existing.id
  availability_zone = "us-east-1${["a", "b"][count.index]}"
  cidr_block        = cidrsubnet(aws_vpc.existing.cidr_block, 4, count.index)
}

module "existing_vpc" {
  source = "../examples/existing-vpc"

  name                       = "${var.name}-short"
  vpc_id                     = aws_vpc.existing.id
  subnet_ids                 = aws_subnet.existing[*].id
  database_security_group_id = aws_security_group.database.id
  database_url_secret_arn    = "${local.secrets}:slipway/url-AbCdEf"
}

# The stand-in does not find an instance of RDS by its resource id, so that this one stands for it.
resource "aws_security_group" "database" {
  name   = "${var.name}-existing"
  vpc_id = aws_vpc.existing.id
}

module "network_endpoints" {
  source = "../modules/network-endpoints"

  name                    = "${var.name}-more"
  vpc_id                  = aws_vpc.existing.id
  subnet_ids              = [aws_subnet.existing[0].id]
  route_table_ids         = [aws_vpc.existing.main_route_table_id]
  allowed_security_groups = { runner = module.codebuild_runner.security_group_id }
  more_services           = ["codebuild", "kms", "sts"]
  readable_buckets        = ["arn:aws:s3:::shop-seeds"]
}

module "codebuild_runner" {
  source = "../modules/codebuild-runner"

  name                       = "${var.name}-more"
  vpc_id                     = aws_vpc.existing.id
  subnet_ids                 = aws_subnet.existing[*].id
  image_uri                  = "123456789012.dkr.ecr.us-east-1.amazonaws.com/slipway:1"
  repository_arn             = "arn:aws:ecr:us-east-1:123456789012:repository/slipway"
  database_secret_arn        = "${local.secrets}:rds!db-AbCdEf"
  secret_kms_key_arns        = [local.key]
  environment                = { DB_HOST = "shop.internal", DB_NAME = "shop" }
  seed_objects               = ["arn:aws:s3:::shop-seeds/production/*"]
  snapshot_source            = { kind = "instance", identifier = "shop" }
  database_security_group_id = aws_security_group.database.id
  create_failure_topic       = false
  failure_topic_arn          = "arn:aws:sns:us-east-1:123456789012:oncall"
}

module "ecs_runner" {
  source = "../modules/ecs-runner"

  name                       = "${var.name}-more"
  vpc_id                     = aws_vpc.existing.id
  subnet_ids                 = aws_subnet.existing[*].id
  image_uri                  = "123456789012.dkr.ecr.us-east-1.amazonaws.com/slipway:1"
  repository_arn             = "arn:aws:ecr:us-east-1:123456789012:repository/slipway"
  create_cluster             = false
  cluster_arn                = "arn:aws:ecs:us-east-1:123456789012:cluster/tools"
  database_url_secret_arn    = "${local.secrets}:slipway/url-AbCdEf"
  secret_kms_key_arns        = [local.key]
  roles_secret_arn           = "${local.secrets}:rds!db-AbCdEf"
  seed_objects               = ["arn:aws:s3:::shop-seeds/production/*"]
  snapshot_source            = { kind = "instance", identifier = "shop" }
  database_security_group_id = aws_security_group.database.id
  create_failure_topic       = false
  failure_topic_arn          = "arn:aws:sns:us-east-1:123456789012:oncall"
}

output "slipway_yaml" {
  value = module.complete.slipway_yaml
}

output "start_policy_json" {
  value = module.complete.start_policy_json
}
