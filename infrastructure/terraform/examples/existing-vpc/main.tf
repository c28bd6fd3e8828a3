# A PostgreSQL is there already. The secret holds its URL, the subnets are private and have a NAT gateway.
variable "vpc_id" { type = string }
variable "subnet_ids" { type = list(string) }
variable "database_security_group_id" { type = string }
variable "database_url_secret_arn" { type = string }
variable "name" { default = "slipway" }
variable "image_tag" { default = "1" }
variable "image_uri" { default = null } # in place of this repository's image_tag

module "image_repository" {
  source = "../../modules/image-repository" # from afar: git::https://HOST/OWNER/slipway.git//infrastructure/terraform/modules/…?ref=TAG
  name   = var.name
}

module "runner" {
  source                     = "../../modules/codebuild-runner"
  name                       = var.name
  vpc_id                     = var.vpc_id
  subnet_ids                 = var.subnet_ids
  database_security_group_id = var.database_security_group_id
  database_url_secret_arn    = var.database_url_secret_arn
  repository_arn             = module.image_repository.repository_arn
  image_uri                  = coalesce(var.image_uri, "${module.image_repository.repository_url}:${var.image_tag}")
}

output "repository_url" { value = module.image_repository.repository_url }
output "slipway_yaml" { value = module.runner.slipway_yaml }
