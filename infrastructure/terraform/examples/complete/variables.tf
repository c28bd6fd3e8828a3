variable "name" {
  description = "Beginning of all names."
  type        = string
  default     = "slipway"
}

variable "image_tag" {
  description = "Tag of the image to run, once it is pushed."
  type        = string
  default     = "1"
}

variable "github_repository" {
  description = "The repository of GitHub that deploys, as OWNER/NAME."
  type        = string
}

variable "github_environment" {
  description = "Its environment, whose reviewers approve a deployment."
  type        = string
  default     = "production"
}

variable "github_oidc_provider_arn" {
  description = "GitHub as a provider of identities, where this account has it already; null makes it."
  type        = string
  default     = null
}

variable "starter_role_arns" {
  description = "Roles of the people who push images and start runs by hand."
  type        = list(string)
  default     = []
}

variable "failure_emails" {
  description = "Who is told when a run fails."
  type        = set(string)
  default     = []
}

variable "vpc_cidr" {
  description = "Addresses of the new VPC."
  type        = string
  default     = "10.20.0.0/16"
}

variable "prevent_destroy" {
  description = "Whether the database is kept from being destroyed: by RDS, and by a plan that fails."
  type        = bool
  default     = true
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}
