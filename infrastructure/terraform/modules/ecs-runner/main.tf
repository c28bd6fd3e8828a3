data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  account   = data.aws_caller_identity.current.account_id

  cluster_arn  = var.create_cluster ? one(aws_ecs_cluster.this[*].arn) : var.cluster_arn
  cluster_name = var.create_cluster ? var.name : try(element(split("/", var.cluster_arn), 1), null)
  # Every revision of it, and nothing else.
  family_arn = "arn:${local.partition}:ecs:${local.region}:${local.account}:task-definition/${var.name}"

  environment = [for name, value in merge(var.environment, {
    RUN_ROLES       = "false"
    RUN_MIGRATIONS  = "false"
    RUN_SEED        = "false"
    DATABASE_SECRET = var.database_secret_arn
    ROLES_SECRET    = var.roles_secret_arn
    }, var.iam_authentication == null ? {} : {
    DB_IAM_AUTH = "true"
    DB_USER     = var.iam_authentication.user
  }) : { name = name, value = value } if value != null]

  # In ECS a key within a secret needs all four parts.
  secrets = var.database_url_secret_arn == null ? [] : [{
    name      = "DATABASE_URL"
    valueFrom = var.database_url_secret_key == null ? var.database_url_secret_arn : "${var.database_url_secret_arn}:${var.database_url_secret_key}::"
  }]

  # What Fargate pairs with each size of CPU, in MiB.
  memory = {
    256   = { least = 512, most = 2048, step = 512 }
    512   = { least = 1024, most = 4096, step = 1024 }
    1024  = { least = 2048, most = 8192, step = 1024 }
    2048  = { least = 4096, most = 16384, step = 1024 }
    4096  = { least = 8192, most = 30720, step = 1024 }
    8192  = { least = 16384, most = 61440, step = 4096 }
    16384 = { least = 32768, most = 122880, step = 8192 }
  }[var.cpu]

  # ECS tells its account's tasks apart by no more than this.
  assumed_by_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:ecs:${local.region}:${local.account}:*" }
      }
    }]
  })
}

module "access" {
  source = "../run-access"

  name                       = "${var.name}-ecs"
  vpc_id                     = var.vpc_id
  secret_arns                = [for arn in [var.database_secret_arn, var.roles_secret_arn] : arn if arn != null]
  secret_kms_key_arns        = var.secret_kms_key_arns
  iam_authentication         = var.iam_authentication
  seed_objects               = var.seed_objects
  snapshot_source            = var.snapshot_source
  database_security_group_id = var.database_security_group_id
  database_port              = var.database_port
  admit_to_database          = var.admit_to_database
  https_cidr_blocks          = var.https_cidr_blocks
  https_security_groups      = var.https_security_groups
  https_prefix_lists         = var.https_prefix_lists
  tags                       = var.tags
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/slipway/${var.name}/ecs"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}

# ---- the roles: one for ECS, that starts the task, and one for the task itself ----

resource "aws_iam_role" "execution" {
  name               = "${var.name}-ecs-execution"
  description        = "What ECS may do to start a run of ${var.name}"
  assume_role_policy = local.assumed_by_tasks
  tags               = var.tags
}

resource "aws_iam_role_policy" "execution" {
  name = "start"
  role = aws_iam_role.execution.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = "LogInToEcr"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid    = "PullTheImage"
        Effect = "Allow"
        Action = [
          "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage",
          "ecr:GetDownloadUrlForLayer",
        ]
        Resource = var.repository_arn
      },
      {
        Sid      = "WriteTheLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.this.arn}:*"
      },
      ],
      var.database_url_secret_arn == null ? [] : [{
        Sid      = "ReadTheUrl"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = var.database_url_secret_arn
      }],
      var.database_url_secret_arn == null || length(var.secret_kms_key_arns) == 0 ? [] : [{
        Sid       = "DecryptTheUrl"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = var.secret_kms_key_arns
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${local.region}.amazonaws.com" } }
      }],
    )
  })
}

resource "aws_iam_role" "task" {
  name               = "${var.name}-ecs-task"
  description        = "What a run of ${var.name} in ECS may do"
  assume_role_policy = local.assumed_by_tasks
  tags               = var.tags
}

resource "aws_iam_role_policy" "task" {
  name = "run"
  role = aws_iam_role.task.id

  policy = jsonencode({
    Version = "2012-10-17"
    # ECS Exec, a shell in the running container beside the secrets, needs these of the task's role.
    Statement = concat(module.access.statements, [{
      Sid      = "NoShellInTheContainer"
      Effect   = "Deny"
      Action   = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]
      Resource = "*"
    }])
  })
}

# ---- cluster and task definition ----

resource "aws_ecs_cluster" "this" {
  count = var.create_cluster ? 1 : 0

  name = var.name
  tags = var.tags
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  tags                     = var.tags

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture == "arm64" ? "ARM64" : "X86_64"
  }

  container_definitions = jsonencode([{
    name                   = "slipway"
    image                  = var.image_uri
    command                = ["run"]
    essential              = true
    user                   = "10001:10001"
    readonlyRootFilesystem = true
    linuxParameters        = { capabilities = { drop = ["ALL"] } }
    stopTimeout            = var.stop_timeout_seconds
    environment            = local.environment
    secrets                = local.secrets
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.this.name
        awslogs-region        = local.region
        awslogs-stream-prefix = "slipway"
      }
    }
  }])

  lifecycle {
    precondition {
      condition     = length([for given in [var.database_url_secret_arn, var.database_secret_arn, try(var.iam_authentication.user, null)] : given if given != null]) == 1
      error_message = "Say how to log in to the database, in exactly one of database_url_secret_arn, database_secret_arn and iam_authentication."
    }
    precondition {
      condition     = var.iam_authentication == null || (contains(keys(var.environment), "DB_HOST") && contains(keys(var.environment), "DB_NAME"))
      error_message = "With iam_authentication, give DB_HOST and DB_NAME in environment."
    }
    precondition {
      condition     = var.memory >= local.memory.least && var.memory <= local.memory.most && (var.memory - local.memory.least) % local.memory.step == 0
      error_message = "With ${var.cpu} of CPU Fargate has ${local.memory.least} to ${local.memory.most} MiB in steps of ${local.memory.step}."
    }
    precondition {
      condition     = var.create_cluster == (var.cluster_arn == null)
      error_message = "Name a cluster in cluster_arn exactly when create_cluster is false."
    }
  }

  depends_on = [aws_iam_role_policy.execution, aws_iam_role_policy.task]
}

# ---- who is told ----

# A run that ended with another code than 0, and one that never began or was stopped: those have no code.
resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-ecs-failed"
  description = "A run of ${var.name} failed or was stopped"
  tags        = var.tags

  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = {
      clusterArn        = [local.cluster_arn]
      lastStatus        = ["STOPPED"]
      taskDefinitionArn = [{ prefix = "${local.family_arn}:" }]
      "$or" = [
        { containers = { exitCode = [{ anything-but = [0] }] } },
        { stopCode = [{ anything-but = ["EssentialContainerExited"] }] },
      ]
    }
  })
}

module "failure_topic" {
  source = "../failure-topic"
  count  = var.create_failure_topic ? 1 : 0

  name      = "${var.name}-ecs-failed"
  rule_arns = [aws_cloudwatch_event_rule.failed.arn]
  emails    = var.failure_emails
  tags      = var.tags
}

locals {
  failure_topic_arn = var.create_failure_topic ? one(module.failure_topic[*].topic_arn) : var.failure_topic_arn
}

resource "aws_cloudwatch_event_target" "failed" {
  rule = aws_cloudwatch_event_rule.failed.name
  arn  = local.failure_topic_arn

  input_transformer {
    input_paths = {
      account = "$.account"
      code    = "$.detail.containers[0].exitCode"
      reason  = "$.detail.stoppedReason"
      region  = "$.region"
      task    = "$.detail.taskArn"
      time    = "$.time"
    }
    # One line of mail each; EventBridge wants each in quotes.
    input_template = chomp(<<-EOT
      "Slipway: a run of ${var.name} failed: <reason>, exit code <code> (none when it never began)."
      "When: <time>, account <account>, region <region>"
      "Which: <task>"
      "Log: group ${aws_cloudwatch_log_group.this.name}"
    EOT
    )
  }

  lifecycle {
    precondition {
      condition     = var.create_failure_topic == (var.failure_topic_arn == null)
      error_message = "Name a topic in failure_topic_arn exactly when create_failure_topic is false."
    }
  }
}
