# The shortest way in, as docs/aws.md has it, and a runner in ECS beside it, with databases that are there.

variable "name" { type = string }
variable "image_uri" { type = string }
variable "database_url" { type = string }
variable "other_database_url" { type = string }

resource "aws_vpc" "existing" {
  cidr_block = "10.40.0.0/16"
}

resource "aws_subnet" "existing" {
  count = 2

  vpc_id            = aws_vpc.existing.id
  availability_zone = "us-east-1${["a", "b"][count.index]}"
  cidr_block        = cidrsubnet(aws_vpc.existing.cidr_block, 4, count.index)
}

resource "aws_security_group" "database" {
  name   = "${var.name}-database"
  vpc_id = aws_vpc.existing.id
}

resource "aws_secretsmanager_secret" "url" {
  for_each = { one = var.database_url, other = var.other_database_url }

  name = "${var.name}/${each.key}"
}

resource "aws_secretsmanager_secret_version" "url" {
  for_each = aws_secretsmanager_secret.url

  secret_id     = each.value.id
  secret_string = { one = var.database_url, other = var.other_database_url }[each.key]
}

module "existing_vpc" {
  source = "../examples/existing-vpc"

  name                       = var.name
  vpc_id                     = aws_vpc.existing.id
  subnet_ids                 = aws_subnet.existing[*].id
  database_security_group_id = aws_security_group.database.id
  database_url_secret_arn    = aws_secretsmanager_secret.url["one"].arn
  image_uri                  = var.image_uri
}

module "ecs_runner" {
  source = "../modules/ecs-runner"

  name                       = var.name
  vpc_id                     = aws_vpc.existing.id
  subnet_ids                 = aws_subnet.existing[*].id
  image_uri                  = var.image_uri
  repository_arn             = "arn:aws:ecr:us-east-1:123456789012:repository/slipway"
  database_url_secret_arn    = aws_secretsmanager_secret.url["other"].arn
  database_security_group_id = aws_security_group.database.id
  slipway_environment        = "fargate"
}

output "slipway_yaml" {
  value = module.existing_vpc.slipway_yaml
}

output "ecs_slipway_yaml" {
  value = module.ecs_runner.slipway_yaml
}
