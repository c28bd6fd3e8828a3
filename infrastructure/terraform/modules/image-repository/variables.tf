variable "name" {
  description = "Name of the repository, as it stands in the image's URI."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.name)) && length(var.name) <= 256
    error_message = "ECR takes lower-case letters, digits and single . _ - / between them, e.g. slipway or shop/slipway."
  }
}

variable "pull_role_arns" {
  description = "Roles that may pull: the runners', and those of whoever looks at the image before a start. While the list is empty the repository has no policy, and the account's own IAM policies decide alone."
  type        = list(string)
  default     = []

  # An unknown ARN is judged when it is known.
  validation {
    condition     = alltrue([for arn in var.pull_role_arns : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/[^*?]+$", arn))])
    error_message = "Give whole ARNs of roles, such as arn:aws:iam::123456789012:role/slipway-codebuild; a pattern would admit roles that do not exist yet."
  }
}

variable "immutable_tags" {
  description = "Whether a tag, once pushed, names the same image for ever. With false a push may replace what a run was tested with."
  type        = bool
  default     = true
}

variable "keep_tagged_images" {
  description = "How many tagged images are kept, the newest. Older ones cannot be run any more, and so are no way back."
  type        = number
  default     = 30

  validation {
    condition     = var.keep_tagged_images >= 2 && floor(var.keep_tagged_images) == var.keep_tagged_images
    error_message = "Keep at least 2: the image that runs and the one to go back to."
  }
}

variable "expire_untagged_after_days" {
  description = "Days after which an image without a tag is deleted."
  type        = number
  default     = 7

  validation {
    condition     = var.expire_untagged_after_days >= 1 && floor(var.expire_untagged_after_days) == var.expire_untagged_after_days
    error_message = "Give whole days, at least 1."
  }
}

variable "kms_key_arn" {
  description = "A customer's own KMS key that encrypts the images; null takes ECR's AES-256."
  type        = string
  default     = null
}

variable "force_delete" {
  description = "Whether destroying the repository deletes the images in it."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}
