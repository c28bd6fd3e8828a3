locals {
  github       = "token.actions.githubusercontent.com"
  provider_arn = var.create_oidc_provider ? one(aws_iam_openid_connect_provider.github[*].arn) : var.oidc_provider_arn

  subjects = concat(
    [for environment in var.github_environments : "repo:${var.github_repository}:environment:${environment}"],
    [for branch in var.github_branches : "repo:${var.github_repository}:ref:refs/heads/${branch}"],
  )

  # ---- push ----

  push = [
    {
      Sid      = "LogInToEcr"
      Effect   = "Allow"
      Action   = "ecr:GetAuthorizationToken"
      Resource = "*"
    },
    {
      Sid    = "PushTheImage"
      Effect = "Allow"
      Action = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      Resource = var.repository_arn
    },
  ]

  # ---- start ----

  # The image's manifest says for which machines it is, before anything is started.
  look_at_the_image = [{
    Sid      = "LookAtTheImage"
    Effect   = "Allow"
    Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    Resource = var.repository_arn
  }]

  # What a start-build may override beside the variables, and what would have the project's role run something else, or
  # somewhere else, and so read the secret. IAM joins the keys of one condition by and: each needs its own statement.
  overrides = [
    "environment.fleet.fleetArn",
    "environment.image",
    "environment.imagePullCredentialsType",
    "environment.privilegedMode",
    "environment.registryCredential.credential",
    "environment.type",
    "logsConfig.s3Logs.location",
    "secondarySources.location",
    "serviceRole",
    "source.buildspec",
    "source.location",
  ]

  # Through JSON, since both sides of a condition must have one type, and statements have as many as they are.
  start_codebuild = jsondecode(var.codebuild == null ? "[]" : jsonencode(concat(
    [
      {
        Sid    = "StartTheRunInCodeBuild"
        Effect = "Allow"
        Action = [
          "codebuild:BatchGetBuilds",
          "codebuild:BatchGetProjects",
          "codebuild:ListBuildsForProject",
          "codebuild:StartBuild",
          "codebuild:StopBuild",
        ]
        Resource = var.codebuild.project_arn
      },
      {
        Sid      = "ReadItsLogInCodeBuild"
        Effect   = "Allow"
        Action   = "logs:GetLogEvents"
        Resource = "${var.codebuild.log_group_arn}:log-stream:*"
      },
      {
        Sid       = "NoOtherSettings"
        Effect    = "Deny"
        Action    = "codebuild:StartBuild"
        Resource  = var.codebuild.project_arn
        Condition = { "ForAnyValue:StringNotEquals" = { "codebuild:environment.environmentVariables.name" = sort(var.settings) } }
      },
      # A negated comparison holds for a request that names no image, too: hence the second condition.
      {
        Sid      = "NoOtherImage"
        Effect   = "Deny"
        Action   = "codebuild:StartBuild"
        Resource = var.codebuild.project_arn
        Condition = {
          StringNotLike = { "codebuild:environment.environmentVariables/IMAGE_URI.value" = ["${var.repository_url}:*", "${var.repository_url}@sha256:*"] }
          Null          = { "codebuild:environment.environmentVariables/IMAGE_URI.value" = "false" }
        }
      },
    ],
    [for key in local.overrides : {
      Effect    = "Deny"
      Action    = "codebuild:StartBuild"
      Resource  = var.codebuild.project_arn
      Condition = { Null = { "codebuild:${key}" = "false" } }
    }],
  )))

  in_the_cluster = { ArnEquals = { "ecs:cluster" = try(var.ecs.cluster_arn, "") } }

  start_ecs = jsondecode(var.ecs == null ? "[]" : jsonencode([
    {
      Sid       = "StartTheRunInEcs"
      Effect    = "Allow"
      Action    = "ecs:RunTask"
      Resource  = "${var.ecs.task_definition_family_arn}:*"
      Condition = local.in_the_cluster
    },
    # ECS Exec is a shell in the running container, beside the secrets.
    {
      Sid       = "NoShellInIt"
      Effect    = "Deny"
      Action    = "ecs:RunTask"
      Resource  = "*"
      Condition = { StringEquals = { "ecs:enable-execute-command" = "true" } }
    },
    {
      Sid       = "FollowAndStopIt"
      Effect    = "Allow"
      Action    = ["ecs:DescribeTasks", "ecs:StopTask"]
      Resource  = "${replace(var.ecs.cluster_arn, ":cluster/", ":task/")}/*"
      Condition = local.in_the_cluster
    },
    # Of a task on Fargate there is no container instance, the only resource that ListTasks knows.
    {
      Sid       = "SeeWhatRuns"
      Effect    = "Allow"
      Action    = "ecs:ListTasks"
      Resource  = "*"
      Condition = local.in_the_cluster
    },
    # It knows no resource at all.
    {
      Sid      = "SeeTheTaskDefinition"
      Effect   = "Allow"
      Action   = "ecs:DescribeTaskDefinition"
      Resource = "*"
    },
    {
      Sid       = "HandItsRolesToEcs"
      Effect    = "Allow"
      Action    = "iam:PassRole"
      Resource  = [var.ecs.execution_role_arn, var.ecs.task_role_arn]
      Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
    },
    {
      Sid      = "ReadItsLogInEcs"
      Effect   = "Allow"
      Action   = "logs:GetLogEvents"
      Resource = "${var.ecs.log_group_arn}:log-stream:*"
    },
  ]))

  start = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.look_at_the_image, local.start_codebuild, local.start_ecs)
  })
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_oidc_provider ? 1 : 0

  url            = "https://${local.github}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

resource "aws_iam_role" "this" {
  name                 = var.name
  description          = "Workflows of ${var.github_repository} push the image, start the run and read its log"
  max_session_duration = var.max_session_seconds
  tags                 = var.tags

  # Whole subjects, compared as they are: no pattern that a fork or another branch could fit.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.github}:aud" = "sts.amazonaws.com"
          "${local.github}:sub" = local.subjects
        }
      }
    }]
  })

  lifecycle {
    precondition {
      condition     = length(local.subjects) > 0
      error_message = "Say who may have the role: name an environment in github_environments, or a branch in github_branches."
    }
    precondition {
      condition     = var.create_oidc_provider == (var.oidc_provider_arn == null)
      error_message = "Name a provider in oidc_provider_arn exactly when create_oidc_provider is false."
    }
    precondition {
      condition     = var.codebuild != null || var.ecs != null
      error_message = "Say what may be started: codebuild, ecs or both."
    }
  }
}

resource "aws_iam_role_policy" "push" {
  name = "push"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = local.push
  })
}

resource "aws_iam_role_policy" "start" {
  name   = "start"
  role   = aws_iam_role.this.id
  policy = local.start
}
