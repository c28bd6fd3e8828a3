variable "name" {
  description = "Name of the topic and of its key's alias."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,240}$", var.name))
    error_message = "SNS takes letters, digits, _ and -, at most 240 of them."
  }
}

variable "rule_arns" {
  description = "The EventBridge rules that may publish to the topic, by their ARNs."
  type        = list(string)
}

variable "emails" {
  description = "Addresses that are told; each has to confirm the mail that SNS sends first."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "Each must be an address of e-mail, such as oncall@example.com."
  }
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}
