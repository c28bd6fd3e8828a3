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
  name                       = "slipway"
  vpc_id                     = "vpc-1"
  subnet_ids                 = ["subnet-1"]
  image_uri                  = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway:1"
  repository_arn             = "arn:aws:ecr:eu-central-1:123456789012:repository/slipway"
  database_url_secret_arn    = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:slipway/url-AbCdEf"
  database_security_group_id = "sg-1"
}

run "the_project_as_described" {
  command = plan

  assert {
    condition     = aws_codebuild_project.this.concurrent_build_limit == 1 && aws_codebuild_project.this.build_timeout == 60 && aws_codebuild_project.this.queued_timeout == 30
    error_message = "Two runs may run at once, or for too long."
  }
  assert {
    condition = { for variable in aws_codebuild_project.this.environment[0].environment_variable : variable.name => "${variable.type} ${variable.value}" } == {
      DATABASE_URL   = "SECRETS_MANAGER arn:aws:secretsmanager:eu-central-1:123456789012:secret:slipway/url-AbCdEf"
      IMAGE_URI      = "PLAINTEXT 123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway:1"
      RUN_MIGRATIONS = "PLAINTEXT false"
      RUN_ROLES      = "PLAINTEXT false"
      RUN_SEED       = "PLAINTEXT false"
    }
    error_message = "The variables are others."
  }
  assert {
    condition     = aws_codebuild_project.this.source[0].type == "NO_SOURCE" && aws_codebuild_project.this.source[0].buildspec == file("../../../../buildspec.yml")
    error_message = "The buildspec is not the repository's."
  }
  assert {
    condition     = aws_codebuild_project.this.environment[0].type == "LINUX_CONTAINER" && aws_codebuild_project.this.environment[0].image == "aws/codebuild/standard:7.0" && aws_codebuild_project.this.environment[0].privileged_mode
    error_message = "The build's machine is another one, or cannot run docker."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this.name == "/slipway/slipway/codebuild" && aws_cloudwatch_log_group.this.retention_in_days == 90
    error_message = "The log is elsewhere, or for ever."
  }
  assert {
    condition     = aws_codebuild_report_group.this.name == "slipway-slipway"
    error_message = "The report's group is not the one that CodeBuild looks for."
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_event_rule.failed.event_pattern).detail == { build-status = ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"], project-name = ["slipway"] }
    error_message = "Somebody is told of something else."
  }
  assert {
    condition     = yamldecode(output.slipway_yaml) == { environments = { production = { on = "codebuild", region = "eu-central-1", project = "slipway" } } }
    error_message = "slipway.yaml is wrong."
  }
}

run "the_image_itself_as_environment_on_arm64" {
  command = plan

  variables {
    use_image_as_environment = true
    architecture             = "arm64"
    database_url_secret_arn  = null
    iam_authentication       = { resource_id = "cluster-1", user = "migrator" }
    environment              = { DB_HOST = "db.internal", DB_NAME = "shop" }
  }

  assert {
    condition     = aws_codebuild_project.this.environment[0].image == var.image_uri && !aws_codebuild_project.this.environment[0].privileged_mode && aws_codebuild_project.this.environment[0].image_pull_credentials_type == "SERVICE_ROLE" && aws_codebuild_project.this.environment[0].type == "ARM_CONTAINER"
    error_message = "It is not the image itself, or it is privileged."
  }
  assert {
    condition     = contains([for variable in aws_codebuild_project.this.environment[0].environment_variable : "${variable.name} ${variable.value}"], "DB_IAM_AUTH true") && aws_codebuild_project.this.source[0].buildspec == file("../../../codebuild/buildspec-direct.yml")
    error_message = "It does not log in with tokens, or has another buildspec."
  }
}

run "arm64_has_its_own_image_of_codebuild" {
  command = plan

  variables {
    architecture            = "arm64"
    database_url_secret_key = "url"
    buildspec               = "version: 0.2"
  }

  assert {
    condition     = aws_codebuild_project.this.environment[0].type == "ARM_CONTAINER" && aws_codebuild_project.this.environment[0].image == "aws/codebuild/amazonlinux-aarch64-standard:3.0"
    error_message = "It would not run on arm64."
  }
  assert {
    condition     = contains([for variable in aws_codebuild_project.this.environment[0].environment_variable : variable.value], "arn:aws:secretsmanager:eu-central-1:123456789012:secret:slipway/url-AbCdEf:url")
    error_message = "The key within the secret is not named."
  }
  assert {
    condition     = aws_codebuild_project.this.source[0].buildspec == "version: 0.2"
    error_message = "A buildspec of one's own is not taken."
  }
}

run "two_ways_to_log_in_are_refused" {
  command = plan

  variables {
    database_secret_arn  = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-AbCdEf"
    create_failure_topic = false
  }

  expect_failures = [aws_codebuild_project.this, aws_cloudwatch_event_target.failed]
}

run "wrong_values_are_refused" {
  command = plan

  variables {
    name                    = "slip way"
    subnet_ids              = []
    image_uri               = "slipway"
    architecture            = "amd64"
    database_url_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:*"
    iam_authentication      = { resource_id = "cluster-1", user = "*" }
    seed_objects            = ["arn:aws:s3:::*"]
    snapshot_source         = { kind = "instance", identifier = "*" }
    secret_kms_key_arns     = ["*"]
    compute_type            = "BUILD_LAMBDA_1GB"
    build_timeout_minutes   = 4
    environment             = { RUN_SEED = "true" }
  }

  expect_failures = [
    var.name, var.subnet_ids, var.image_uri, var.architecture, var.database_url_secret_arn, var.iam_authentication,
    var.seed_objects, var.snapshot_source, var.secret_kms_key_arns, var.compute_type, var.build_timeout_minutes, var.environment,
  ]
}
