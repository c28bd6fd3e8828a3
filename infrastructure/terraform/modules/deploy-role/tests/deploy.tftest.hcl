mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-central-1" }
  }
}

variables {
  name                 = "deploy"
  github_repository    = "example/shop"
  github_environments  = ["production"]
  create_oidc_provider = false
  oidc_provider_arn    = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
  repository_arn       = "arn:aws:ecr:eu-central-1:123456789012:repository/slipway"
  repository_url       = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway"
  codebuild = {
    project_arn   = "arn:aws:codebuild:eu-central-1:123456789012:project/slipway"
    log_group_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/slipway/slipway/codebuild"
  }
}

run "only_the_named_environment_gets_the_role" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition == {
      StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = ["repo:example/shop:environment:production"]
      }
    }
    error_message = "Others may have the role."
  }
}

run "a_start_overrides_nothing_but_settings" {
  command = plan

  assert {
    condition = length(setsubtract(
      ["codebuild:source.buildspec", "codebuild:environment.image", "codebuild:environment.type", "codebuild:environment.privilegedMode", "codebuild:serviceRole"],
      flatten([for statement in jsondecode(aws_iam_role_policy.start.policy).Statement : keys(statement.Condition.Null) if statement.Effect == "Deny" && can(statement.Condition.Null)]),
    )) == 0
    error_message = "An override that leads to the secret is not refused."
  }
  assert {
    condition     = length(aws_iam_role_policy.start.policy) < 6144 && output.start_policy_json == aws_iam_role_policy.start.policy
    error_message = "It does not fit into a policy for people, or is another one."
  }
}

run "a_branch_and_ecs" {
  command = plan

  variables {
    github_environments = []
    github_branches     = ["main"]
    codebuild           = null
    ecs = {
      cluster_arn                = "arn:aws:ecs:eu-central-1:123456789012:cluster/slipway"
      task_definition_family_arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/slipway"
      execution_role_arn         = "arn:aws:iam::123456789012:role/slipway-ecs-execution"
      task_role_arn              = "arn:aws:iam::123456789012:role/slipway-ecs-task"
      log_group_arn              = "arn:aws:logs:eu-central-1:123456789012:log-group:/slipway/slipway/ecs"
    }
  }

  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"] == ["repo:example/shop:ref:refs/heads/main"]
    error_message = "Others may have the role."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.start.policy, "codebuild:")
    error_message = "It may start something in CodeBuild."
  }
}

run "nobody_named_is_refused" {
  command = plan

  variables {
    github_environments = []
    codebuild           = null
  }

  expect_failures = [aws_iam_role.this]
}

run "patterns_are_refused" {
  command = plan

  variables {
    github_repository   = "example/*"
    github_environments = ["*"]
    github_branches     = ["refs/heads/main", "release-*"]
    repository_url      = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/*"
    settings            = ["RUN_SEED", "DATABASE_URL"]
  }

  expect_failures = [var.github_repository, var.github_environments, var.github_branches, var.repository_url, var.settings]
}
