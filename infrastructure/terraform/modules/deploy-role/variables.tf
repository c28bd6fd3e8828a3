variable "name" {
  description = "Name of the role."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", var.name))
    error_message = "IAM takes letters, digits and + = , . @ _ -, at most 64 of them."
  }
}

variable "github_repository" {
  description = "The repository of GitHub whose workflows may have the role, as OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "One repository, as OWNER/NAME, without a pattern: with * every repository of GitHub could deploy."
  }
}

variable "github_environments" {
  description = "Environments of that repository whose jobs may have the role. One with required reviewers is the safest way in."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for environment in var.github_environments : can(regex("^[^*?:]+$", environment))])
    error_message = "Names of environments, without a pattern: with * any workflow that names an environment of its own could deploy."
  }
}

variable "github_branches" {
  description = "Branches of that repository whose workflows may have the role. Whoever may push to one may deploy."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for branch in var.github_branches : can(regex("^[^*?: ]+$", branch)) && !startswith(branch, "refs/")])
    error_message = "Names of branches, such as main, without a pattern and without refs/heads/: with * any branch could deploy."
  }
}

variable "create_oidc_provider" {
  description = "Whether GitHub is made known to this account as a provider of identities. An account can have it once; where it is there, say false and name it in oidc_provider_arn."
  type        = bool
  default     = true
}

variable "oidc_provider_arn" {
  description = "The provider that is there."
  type        = string
  default     = null

  validation {
    condition     = var.oidc_provider_arn == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:oidc-provider/token.actions.githubusercontent.com$", var.oidc_provider_arn))
    error_message = "arn:aws:iam::ACCOUNT:oidc-provider/token.actions.githubusercontent.com"
  }
}

variable "repository_arn" {
  description = "The ECR repository that images are pushed to."
  type        = string
}

variable "repository_url" {
  description = "Its URL, without a tag: the images that a start may choose by IMAGE_URI."
  type        = string

  validation {
    condition     = can(regex("^[^:*?@]+(:[0-9]+)?/[^:*?@]+$", var.repository_url))
    error_message = "The URL without tag and pattern, such as 123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway."
  }
}

variable "codebuild" {
  description = "The runner in CodeBuild that may be started: project_arn and log_group_arn of the module codebuild-runner."
  type        = object({ project_arn = string, log_group_arn = string })
  default     = null
}

variable "ecs" {
  description = "The runner in ECS that may be started: outputs of the module ecs-runner by the same names."
  type = object({
    cluster_arn                = string
    task_definition_family_arn = string
    execution_role_arn         = string
    task_role_arn              = string
    log_group_arn              = string
  })
  default = null
}

variable "settings" {
  description = "Variables that a start in CodeBuild may set: the modes, the image within the repository, and settings that lead to no other database and no other secret."
  type        = set(string)
  default = [
    "CONNECT_TIMEOUT", "IMAGE_URI", "LOCK_DEADLINE", "LOCK_TIMEOUT", "MIGRATIONS_STRICT", "REPORT_LINE",
    "RUN_LOCK_TIMEOUT", "RUN_MIGRATIONS", "RUN_ROLES", "RUN_SEED", "RUN_TIMEOUT", "SEED_COMMIT_PER", "SEED_ENV", "SNAPSHOT",
    "SNAPSHOT_TIMEOUT", "STATEMENT_TIMEOUT", "WAIT_FOR_QUIET",
  ]

  validation {
    condition     = alltrue([for name in var.settings : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !can(regex("^(DATABASE_|DB_|ROLES_|AWS_|FLYWAY_|DRIFT_)", upper(name)))])
    error_message = "Whole names, and none that leads to another database or another login: DATABASE_, DB_, ROLES_, FLYWAY_, DRIFT_ and AWS_ stay with the project."
  }
}

variable "max_session_seconds" {
  description = "How long the role may be had at a time: longer than the longest run that is followed."
  type        = number
  default     = 7200

  validation {
    condition     = var.max_session_seconds >= 3600 && var.max_session_seconds <= 43200
    error_message = "3600 to 43200."
  }
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}
