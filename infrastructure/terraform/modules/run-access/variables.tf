# What these mean to people, and what they may hold, stands in the modules codebuild-runner and ecs-runner.

variable "name" {
  description = "The runner's name."
  type        = string
}

variable "vpc_id" {
  description = "The VPC that it runs in."
  type        = string
}

variable "secret_arns" {
  description = "Secrets that its role reads."
  type        = list(string)
}

variable "secret_kms_key_arns" {
  description = "Customers' own keys that encrypt them."
  type        = list(string)
}

variable "iam_authentication" {
  description = "The database and the user that it logs in as with tokens of IAM."
  type        = object({ resource_id = string, user = string })
}

variable "seed_objects" {
  description = "Objects in S3 that hold seeds."
  type        = list(string)
}

variable "snapshot_source" {
  description = "The cluster or instance that it may take snapshots of."
  type        = object({ kind = string, identifier = string })
}

variable "database_security_group_id" {
  description = "The database's security group."
  type        = string
}

variable "database_port" {
  description = "The database's port."
  type        = number
}

variable "admit_to_database" {
  description = "Whether that group gets a rule that admits the runner."
  type        = bool
}

variable "https_cidr_blocks" {
  description = "Where HTTPS may go, by address."
  type        = list(string)
}

variable "https_security_groups" {
  description = "Where HTTPS may go, by security group."
  type        = map(string)
}

variable "https_prefix_lists" {
  description = "Where HTTPS may go, by prefix list."
  type        = map(string)
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
}
