variable "name" {
  description = "Identifier of the cluster or instance, and the beginning of all other names."
  type        = string

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", var.name)) && length(var.name) <= 50
    error_message = "RDS takes lower-case letters, digits and single hyphens, beginning with a letter, here at most 50, e.g. shop-staging."
  }
}

variable "engine_mode" {
  description = "aurora-serverless-v2: a cluster whose capacity follows the load. rds-multi-az: one instance with a standby in another zone."
  type        = string
  default     = "aurora-serverless-v2"

  validation {
    condition     = contains(["aurora-serverless-v2", "rds-multi-az"], var.engine_mode)
    error_message = "Either aurora-serverless-v2 or rds-multi-az."
  }
}

variable "postgres_version" {
  description = "Major version of PostgreSQL; RDS brings the minor ones. Slipway's seeds need 15 or newer."
  type        = number
  default     = 17

  validation {
    condition     = var.postgres_version >= 15 && floor(var.postgres_version) == var.postgres_version
    error_message = "A major version from 15 on, such as 17, without a minor one."
  }
}

variable "allow_major_version_upgrade" {
  description = "Whether a greater postgres_version upgrades the database. It cannot be undone, except by going back to a snapshot."
  type        = bool
  default     = false
}

variable "vpc_id" {
  description = "The VPC that the database lives in."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets for it, in at least two availability zones."
  type        = list(string)

  validation {
    condition     = length(distinct(var.subnet_ids)) >= 2
    error_message = "RDS needs at least two subnets, in different availability zones: a standby in the same zone would fall with it."
  }
}

variable "allowed_security_groups" {
  description = "Security groups that may connect, by a name of your own for each: { runner = \"sg-…\", app = \"sg-…\" }. Nothing else is let in."
  type        = map(string)
  default     = {}
}

variable "database_name" {
  description = "Name of the database that is made at the beginning."
  type        = string
  default     = "app"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_]{0,62}$", var.database_name))
    error_message = "A letter, then letters, digits and _, at most 63."
  }
}

variable "master_username" {
  description = "Name of the master, whose password RDS makes, keeps in Secrets Manager and rotates."
  type        = string
  default     = "master_user"

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_]{0,62}$", var.master_username)) && !contains(["admin", "rdsadmin"], lower(var.master_username))
    error_message = "A letter, then letters, digits and _, at most 63; admin and rdsadmin are taken."
  }
}

variable "port" {
  description = "Port that the database listens on."
  type        = number
  default     = 5432

  validation {
    condition     = var.port >= 1150 && var.port <= 65535
    error_message = "RDS takes ports from 1150 to 65535."
  }
}

variable "min_capacity" {
  description = "Least capacity of Aurora in ACU; 0 lets it pause. Only for aurora-serverless-v2."
  type        = number
  default     = 0.5

  validation {
    condition     = var.min_capacity >= 0 && var.min_capacity <= 256 && floor(var.min_capacity * 2) == var.min_capacity * 2
    error_message = "Half ACUs from 0 to 256."
  }
}

variable "max_capacity" {
  description = "Greatest capacity of Aurora in ACU. Only for aurora-serverless-v2."
  type        = number
  default     = 4

  validation {
    condition     = var.max_capacity >= 1 && var.max_capacity <= 256 && floor(var.max_capacity * 2) == var.max_capacity * 2
    error_message = "Half ACUs from 1 to 256."
  }
}

variable "aurora_instances" {
  description = "Instances of the Aurora cluster: the writer, and readers that take its place when it fails. Only for aurora-serverless-v2."
  type        = number
  default     = 2

  validation {
    condition     = var.aurora_instances >= 1 && var.aurora_instances <= 16 && floor(var.aurora_instances) == var.aurora_instances
    error_message = "1 to 16; with 1 there is none that takes over."
  }
}

variable "instance_class" {
  description = "Class of the instance. Only for rds-multi-az."
  type        = string
  default     = "db.t4g.medium"

  validation {
    condition     = can(regex("^db[.][a-z0-9-]+[.][a-z0-9]+$", var.instance_class))
    error_message = "A class of RDS, such as db.t4g.medium."
  }
}

variable "allocated_storage" {
  description = "Storage at the beginning, in GiB. Only for rds-multi-az."
  type        = number
  default     = 20

  validation {
    condition     = var.allocated_storage >= 20
    error_message = "gp3 begins at 20 GiB."
  }
}

variable "max_allocated_storage" {
  description = "How far the storage may grow by itself, in GiB. Only for rds-multi-az."
  type        = number
  default     = 200

  validation {
    condition     = var.max_allocated_storage >= 22
    error_message = "RDS wants at least a tenth more than allocated_storage."
  }
}

variable "kms_key_arn" {
  description = "A customer's own KMS key for storage, backups, Performance Insights and the master's secret; null takes AWS's."
  type        = string
  default     = null
}

variable "backup_retention_days" {
  description = "For how many days the database can be put back to any moment."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_retention_days >= 7 && var.backup_retention_days <= 35
    error_message = "7 to 35: RDS keeps no more, and less is gone before a wrong migration is noticed."
  }
}

variable "backup_window" {
  description = "When RDS makes its daily backup, in UTC."
  type        = string
  default     = "02:00-03:00"

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.backup_window))
    error_message = "Written hh:mm-hh:mm, such as 02:00-03:00."
  }
}

variable "maintenance_window" {
  description = "When RDS may patch, in UTC."
  type        = string
  default     = "sun:03:30-sun:04:30"

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance_window))
    error_message = "Written ddd:hh:mm-ddd:hh:mm, such as sun:03:30-sun:04:30."
  }
}

variable "deletion_protection" {
  description = "Whether RDS refuses to delete the database, whoever asks."
  type        = bool
  default     = true
}

variable "prevent_destroy" {
  description = "Whether a plan that would destroy or replace the database fails. Decide it when the database is made: switching it off later takes a step by hand, which the README shows."
  type        = bool
  default     = true
}

variable "log_retention_days" {
  description = "For how many days PostgreSQL's log is kept in CloudWatch."
  type        = number
  default     = 90

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "CloudWatch takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "apply_immediately" {
  description = "Whether changes are made at once instead of in the maintenance window."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of everything made here."
  type        = map(string)
  default     = {}
}
