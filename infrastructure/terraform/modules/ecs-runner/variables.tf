variable "name" {
  description = "Name of the task definition and, unless one is given, of the cluster, and the beginning of all other names."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{1,46}$", var.name))
    error_message = "2 to 47 letters, digits, _ and -, beginning with a letter or digit, e.g. slipway-staging."
  }
}

variable "vpc_id" {
  description = "The VPC that the database lives in."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets to run in. They need a NAT gateway, or the endpoints that the module network-endpoints makes."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 1
    error_message = "Name at least one subnet."
  }
}

variable "image_uri" {
  description = "The image to run, as it was pushed."
  type        = string

  validation {
    condition     = can(regex("^[^ ]+/[^ ]+(:[^/ ]+|@sha256:[0-9a-f]{64})$", var.image_uri))
    error_message = "The whole URI with a tag or a digest, such as 123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway:1.4.0."
  }
}

variable "repository_arn" {
  description = "The ECR repository of the image, the only one that is pulled from."
  type        = string
}

variable "architecture" {
  description = "What the image is built for: x86_64 (linux/amd64) or arm64 (linux/arm64)."
  type        = string
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "Either x86_64 or arm64."
  }
}

# ---- the database ----

variable "database_url_secret_arn" {
  description = "A secret that holds the URL of the database. AWS reads it when the run begins, and hands it over as DATABASE_URL."
  type        = string
  default     = null

  validation {
    condition     = var.database_url_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:*?]+$", var.database_url_secret_arn))
    error_message = "The whole ARN of a secret, with the six characters at its end; a key within it goes to database_url_secret_key."
  }
}

variable "database_url_secret_key" {
  description = "The key that holds the URL, if that secret is JSON."
  type        = string
  default     = null
}

variable "database_secret_arn" {
  description = "In place of it: a secret with user and password, such as RDS makes it, or with the URL. Slipway reads it by itself, anew when it rotates. What it lacks, DB_HOST and DB_NAME, goes to environment."
  type        = string
  default     = null

  validation {
    condition     = var.database_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:*?]+$", var.database_secret_arn))
    error_message = "The whole ARN of a secret, with the six characters at its end."
  }
}

variable "iam_authentication" {
  description = "In place of a secret: log in with tokens of IAM as user, to the database with this resource id (DbClusterResourceId or DbiResourceId). DB_HOST and DB_NAME go to environment."
  type        = object({ resource_id = string, user = string })
  default     = null

  validation {
    condition     = var.iam_authentication == null || can(regex("^[A-Za-z0-9_-]+$", var.iam_authentication.user))
    error_message = "The user is one user's name; a pattern such as * would let in the master, too."
  }
}

variable "roles_secret_arn" {
  description = "The master's secret, for RUN_ROLES: Slipway reads it as ROLES_SECRET."
  type        = string
  default     = null

  validation {
    condition     = var.roles_secret_arn == null || can(regex("^arn:[a-z-]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:*?]+$", var.roles_secret_arn))
    error_message = "The whole ARN of a secret, with the six characters at its end."
  }
}

variable "secret_kms_key_arns" {
  description = "Customers' own KMS keys that encrypt the secrets above. A secret under AWS's key needs none."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.secret_kms_key_arns : can(regex("^arn:[a-z-]+:kms:[^:]+:[0-9]{12}:key/[^*?]+$", arn))])
    error_message = "Whole ARNs of keys, such as arn:aws:kms:eu-central-1:123456789012:key/1234abcd-…; an alias says nothing in a policy."
  }
}

variable "database_security_group_id" {
  description = "The database's security group: where the runner may connect to."
  type        = string
}

variable "database_port" {
  description = "The database's port."
  type        = number
  default     = 5432

  validation {
    condition     = var.database_port >= 1 && var.database_port <= 65535
    error_message = "A port is 1 to 65535."
  }
}

variable "admit_to_database" {
  description = "Whether the database's security group gets a rule that admits the runner. With the module database, say false here and name the runner in its allowed_security_groups."
  type        = bool
  default     = true
}

# ---- what a run may do beyond ----

variable "environment" {
  description = "More settings in the clear, such as { DB_HOST = \"…\", DB_NAME = \"shop\", SEED_ENV = \"staging\" }. Whoever may look at the task definition reads them."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "Names of variables are letters, digits and _."
  }
  validation {
    condition     = alltrue([for name in keys(var.environment) : !can(regex("PASSWORD|DATABASE_UR[LI]|^FLYWAY_URL$|^DRIFT_SERVER$|TOKEN|ACCESS_KEY", upper(name)))])
    error_message = "A password or a URL must not stand there in the clear: put it into Secrets Manager, and name the secret in database_url_secret_arn or database_secret_arn."
  }
  validation {
    condition     = length(setintersection(keys(var.environment), ["IMAGE_URI", "RUN_ROLES", "RUN_MIGRATIONS", "RUN_SEED", "DATABASE_SECRET", "ROLES_SECRET", "DB_IAM_AUTH"])) == 0
    error_message = "IMAGE_URI, DATABASE_SECRET, ROLES_SECRET and DB_IAM_AUTH follow from this module's own variables; RUN_ROLES, RUN_MIGRATIONS and RUN_SEED are false here, and true only where a run is started."
  }
}

variable "seed_objects" {
  description = "Objects in S3 that hold seeds, by ARN, such as arn:aws:s3:::shop-seeds/production/*."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.seed_objects : can(regex("^arn:[a-z-]+:s3:::[a-z0-9.-]+/.+$", arn))])
    error_message = "An object, or objects by the beginning of their keys, of one bucket: arn:aws:s3:::BUCKET/KEY or arn:aws:s3:::BUCKET/PREFIX/*."
  }
}

variable "snapshot_source" {
  description = "The cluster or instance that SNAPSHOT=true may take snapshots of. Null: no right to take any."
  type        = object({ kind = string, identifier = string })
  default     = null

  validation {
    condition     = var.snapshot_source == null || can(regex("^(cluster|instance)$", var.snapshot_source.kind)) && can(regex("^[a-z][a-z0-9-]*$", var.snapshot_source.identifier))
    error_message = "kind is cluster or instance, and identifier that cluster's or instance's own, such as { kind = \"instance\", identifier = \"shop\" }."
  }
}

# ---- the network ----

variable "https_cidr_blocks" {
  description = "Where HTTPS may go: everywhere, through a NAT gateway. With endpoints: [], and the two below."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for block in var.https_cidr_blocks : can(cidrhost(block, 0))])
    error_message = "Blocks of addresses, such as 0.0.0.0/0 or 10.0.0.0/16."
  }
}

variable "https_security_groups" {
  description = "Security groups that HTTPS may go to, by a name of your own for each: that of the endpoints."
  type        = map(string)
  default     = {}
}

variable "https_prefix_lists" {
  description = "Prefix lists that HTTPS may go to, by a name of your own for each: that of the S3 gateway endpoint, where ECR's layers come from."
  type        = map(string)
  default     = {}
}

# ---- logs and failures ----

variable "log_retention_days" {
  description = "For how many days the log is kept."
  type        = number
  default     = 90

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "log_kms_key_arn" {
  description = "A customer's own KMS key that encrypts the log; null takes CloudWatch's."
  type        = string
  default     = null
}

variable "create_failure_topic" {
  description = "Whether a topic is made that tells of runs that failed or were stopped. With false, name one in failure_topic_arn."
  type        = bool
  default     = true
}

variable "failure_topic_arn" {
  description = "A topic of your own in its place. Its policy, and its key's, must let EventBridge publish for the rule that the output failure_rule_arn names."
  type        = string
  default     = null
}

variable "failure_emails" {
  description = "Addresses that the topic made here tells; each has to confirm the mail that SNS sends first."
  type        = set(string)
  default     = []
}

variable "slipway_environment" {
  description = "Name of this environment in slipway.yaml, for slipway start --env."
  type        = string
  default     = "production"

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]*$", var.slipway_environment))
    error_message = "Letters, digits, _ and -, e.g. staging."
  }
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}

# ---- the task ----

variable "create_cluster" {
  description = "Whether a cluster is made. With false, name one in cluster_arn."
  type        = bool
  default     = true
}

variable "cluster_arn" {
  description = "A cluster of your own in its place."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_arn == null || can(regex("^arn:[a-z-]+:ecs:[^:]+:[0-9]{12}:cluster/[^*?]+$", var.cluster_arn))
    error_message = "The whole ARN, such as arn:aws:ecs:eu-central-1:123456789012:cluster/tools."
  }
}

variable "cpu" {
  description = "The task's CPU: 1024 is one."
  type        = number
  default     = 512

  validation {
    condition     = contains([256, 512, 1024, 2048, 4096, 8192, 16384], var.cpu)
    error_message = "Fargate has 256, 512, 1024, 2048, 4096, 8192 and 16384."
  }
}

variable "memory" {
  description = "The task's memory in MiB."
  type        = number
  default     = 1024

  validation {
    condition     = var.memory >= 512 && var.memory <= 122880
    error_message = "512 to 122880 MiB, as Fargate pairs it with cpu."
  }
}

variable "stop_timeout_seconds" {
  description = "How long a run that is stopped may take to roll back, before it is killed."
  type        = number
  default     = 120

  validation {
    condition     = var.stop_timeout_seconds >= 2 && var.stop_timeout_seconds <= 120
    error_message = "2 to 120 seconds: Fargate waits no longer."
  }
}
