variable "name" {
  description = "Beginning of all names."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{1,47}$", var.name))
    error_message = "2 to 48 letters, digits, _ and -, beginning with a letter or digit."
  }
}

variable "vpc_id" {
  description = "The VPC. It must have DNS support and DNS host names, since the endpoints take over AWS's names there."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets that the endpoints have an interface in: the runners', at most one of each availability zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "Name at least one subnet."
  }
}

variable "route_table_ids" {
  description = "Route tables of those subnets, for the gateway of S3, where ECR's layers come from."
  type        = list(string)

  validation {
    condition     = length(var.route_table_ids) >= 1
    error_message = "Name at least one route table: without the gateway of S3 no image can be pulled."
  }
}

variable "allowed_security_groups" {
  description = "Security groups that may use the endpoints, by a name of your own for each: { runner = \"sg-…\" }."
  type        = map(string)
}

variable "more_services" {
  description = "Endpoints beyond ecr.api, ecr.dkr, logs and secretsmanager: kms for secrets under a customer's own key, rds for SNAPSHOT=true, sts for an AWS profile that assumes a role, codebuild for builds that call CodeBuild."
  type        = set(string)
  default     = []

  validation {
    condition     = length(setsubtract(var.more_services, ["codebuild", "kms", "rds", "sts"])) == 0
    error_message = "Any of codebuild, kms, rds and sts."
  }
}

variable "readable_buckets" {
  description = "Buckets of other accounts that may be read from through the gateway of S3, by ARN. ECR's layers and this account's own buckets always may."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.readable_buckets : can(regex("^arn:[a-z-]+:s3:::[a-z0-9.-]+$", arn))])
    error_message = "ARNs of buckets, such as arn:aws:s3:::shop-seeds."
  }
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}
