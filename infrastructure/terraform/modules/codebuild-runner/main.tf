data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  account   = data.aws_caller_identity.current.account_id

  project_arn = "arn:${local.partition}:codebuild:${local.region}:${local.account}:project/${var.name}"
  ec2         = "arn:${local.partition}:ec2:${local.region}:${local.account}"

  # The one file of the repository, so that what is tested there is what runs here.
  buildspec = var.buildspec != null ? var.buildspec : file(
    var.use_image_as_environment
    ? "${path.module}/../../../codebuild/buildspec-direct.yml"
    : "${path.module}/../../../../buildspec.yml"
  )

  variables = concat(
    [for name, value in merge(var.environment, {
      IMAGE_URI       = var.image_uri
      RUN_ROLES       = "false"
      RUN_MIGRATIONS  = "false"
      RUN_SEED        = "false"
      DATABASE_SECRET = var.database_secret_arn
      ROLES_SECRET    = var.roles_secret_arn
      }, var.iam_authentication == null ? {} : {
      DB_IAM_AUTH = "true"
      DB_USER     = var.iam_authentication.user
    }) : { name = name, value = value, type = "PLAINTEXT" } if value != null],
    # CodeBuild reads it and masks it in the log.
    var.database_url_secret_arn == null ? [] : [{
      name  = "DATABASE_URL"
      value = join(":", compact([var.database_url_secret_arn, var.database_url_secret_key]))
      type  = "SECRETS_MANAGER"
    }],
  )
}

module "access" {
  source = "../run-access"

  name                       = "${var.name}-codebuild"
  vpc_id                     = var.vpc_id
  secret_arns                = [for arn in [var.database_url_secret_arn, var.database_secret_arn, var.roles_secret_arn] : arn if arn != null]
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

# ---- log and report ----

resource "aws_cloudwatch_log_group" "this" {
  name              = "/slipway/${var.name}/codebuild"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.log_kms_key_arn
  tags              = var.tags
}

# The buildspec's report is called slipway; CodeBuild puts the project's name before it. Made here, so that the role
# needs no right to make any.
resource "aws_codebuild_report_group" "this" {
  name           = "${var.name}-slipway"
  type           = "TEST"
  delete_reports = true
  tags           = var.tags

  export_config {
    type = "NO_EXPORT"
  }
}

# ---- the role ----

resource "aws_iam_role" "this" {
  name        = "${var.name}-codebuild"
  description = "What a run of ${var.name} in CodeBuild may do"
  tags        = var.tags

  # CodeBuild for this project alone: another account's project cannot have it assumed.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "codebuild.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = local.account
          "aws:SourceArn"     = local.project_arn
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "run"
  role = aws_iam_role.this.id

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
      {
        Sid    = "WriteTheReport"
        Effect = "Allow"
        Action = [
          "codebuild:BatchPutTestCases",
          "codebuild:CreateReport",
          "codebuild:UpdateReport",
        ]
        Resource = "arn:${local.partition}:codebuild:${local.region}:${local.account}:report-group/${var.name}-*"
      },
      # CodeBuild refuses a project in a VPC whose role has these on less than *.
      {
        Sid    = "HaveANetworkInterface"
        Effect = "Allow"
        Action = [
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeDhcpOptions",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSecurityGroups",
          "ec2:DescribeSubnets",
          "ec2:DescribeVpcs",
        ]
        Resource = "*"
      },
      {
        Sid      = "LendItToCodeBuild"
        Effect   = "Allow"
        Action   = "ec2:CreateNetworkInterfacePermission"
        Resource = "${local.ec2}:network-interface/*"
        Condition = {
          StringEquals = {
            "ec2:AuthorizedService" = "codebuild.amazonaws.com"
            "ec2:Subnet"            = [for subnet in var.subnet_ids : "${local.ec2}:subnet/${subnet}"]
          }
        }
      },
    ], module.access.statements)
  })
}

# ---- the project ----

resource "aws_codebuild_project" "this" {
  name         = var.name
  description  = "Migrates and seeds the database from inside its network"
  service_role = aws_iam_role.this.arn
  tags         = var.tags

  # A second start-build beside a running one is then an error. None is tried again by itself: CodeBuild's default.
  concurrent_build_limit = 1
  build_timeout          = var.build_timeout_minutes
  queued_timeout         = var.queued_timeout_minutes

  source {
    type      = "NO_SOURCE"
    buildspec = local.buildspec
  }

  artifacts {
    type = "NO_ARTIFACTS"
  }

  environment {
    type         = var.architecture == "arm64" ? "ARM_CONTAINER" : "LINUX_CONTAINER"
    compute_type = var.compute_type
    image = (
      var.use_image_as_environment ? var.image_uri
      : var.architecture == "arm64" ? "aws/codebuild/amazonlinux-aarch64-standard:3.0"
      : "aws/codebuild/standard:7.0"
    )
    image_pull_credentials_type = var.use_image_as_environment ? "SERVICE_ROLE" : "CODEBUILD"
    # Docker needs it.
    privileged_mode = !var.use_image_as_environment

    dynamic "environment_variable" {
      for_each = local.variables

      content {
        name  = environment_variable.value.name
        value = environment_variable.value.value
        type  = environment_variable.value.type
      }
    }
  }

  vpc_config {
    vpc_id             = var.vpc_id
    subnets            = var.subnet_ids
    security_group_ids = [module.access.security_group_id]
  }

  logs_config {
    cloudwatch_logs {
      status     = "ENABLED"
      group_name = aws_cloudwatch_log_group.this.name
    }
    s3_logs {
      status = "DISABLED"
    }
  }

  lifecycle {
    precondition {
      condition     = length([for given in [var.database_url_secret_arn, var.database_secret_arn, try(var.iam_authentication.user, null)] : given if given != null]) == 1
      error_message = "Say how to log in to the database, in exactly one of database_url_secret_arn, database_secret_arn and iam_authentication."
    }
    precondition {
      condition     = var.iam_authentication == null || (contains(keys(var.environment), "DB_HOST") && contains(keys(var.environment), "DB_NAME"))
      error_message = "With iam_authentication, give DB_HOST and DB_NAME in environment."
    }
  }

  # Created earlier, it would be refused: "Not authorized to perform DescribeSecurityGroups".
  depends_on = [aws_iam_role_policy.this]
}

# ---- who is told ----

resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}-codebuild-failed"
  description = "A run of ${var.name} failed or was stopped"
  tags        = var.tags

  event_pattern = jsonencode({
    source      = ["aws.codebuild"]
    detail-type = ["CodeBuild Build State Change"]
    detail = {
      project-name = [var.name]
      build-status = ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"]
    }
  })
}

module "failure_topic" {
  source = "../failure-topic"
  count  = var.create_failure_topic ? 1 : 0

  name      = "${var.name}-codebuild-failed"
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
      build   = "$.detail.build-id"
      log     = "$.detail.additional-information.logs.deep-link"
      region  = "$.region"
      status  = "$.detail.build-status"
      time    = "$.time"
    }
    # One line of mail each; EventBridge wants each in quotes.
    input_template = chomp(<<-EOT
      "Slipway: a run of ${var.name} ended with <status>."
      "When: <time>, account <account>, region <region>"
      "Which: <build>"
      "Log: <log>"
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
