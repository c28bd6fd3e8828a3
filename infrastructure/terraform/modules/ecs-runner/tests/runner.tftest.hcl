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
  database_url_secret_key    = "url"
  database_security_group_id = "sg-1"
  create_cluster             = false
  cluster_arn                = "arn:aws:ecs:eu-central-1:123456789012:cluster/tools"
  architecture               = "arm64"
}

run "the_task_as_described" {
  command = plan

  assert {
    condition = jsondecode(aws_ecs_task_definition.this.container_definitions)[0] == {
      name                   = "slipway"
      image                  = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/slipway:1"
      command                = ["run"]
      essential              = true
      user                   = "10001:10001"
      readonlyRootFilesystem = true
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      stopTimeout            = 120
      environment = [
        { name = "RUN_MIGRATIONS", value = "false" },
        { name = "RUN_ROLES", value = "false" },
        { name = "RUN_SEED", value = "false" },
      ]
      secrets = [{ name = "DATABASE_URL", valueFrom = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:slipway/url-AbCdEf:url::" }]
      logConfiguration = {
        logDriver = "awslogs"
        options   = { awslogs-group = "/slipway/slipway/ecs", awslogs-region = "eu-central-1", awslogs-stream-prefix = "slipway" }
      }
    }
    error_message = "The container is another one."
  }
  assert {
    condition     = aws_ecs_task_definition.this.cpu == "512" && aws_ecs_task_definition.this.memory == "1024" && aws_ecs_task_definition.this.runtime_platform[0].cpu_architecture == "ARM64" && aws_ecs_task_definition.this.network_mode == "awsvpc"
    error_message = "The task is another one."
  }
  assert {
    condition     = output.cluster_name == "tools" && length(aws_ecs_cluster.this) == 0 && aws_cloudwatch_log_group.this.retention_in_days == 90
    error_message = "The given cluster is not used, or the log is for ever."
  }
}

run "what_does_not_go_together_is_refused" {
  command = plan

  variables {
    create_cluster       = true
    memory               = 5000
    create_failure_topic = false
  }

  expect_failures = [aws_ecs_task_definition.this, aws_cloudwatch_event_target.failed]
}

run "wrong_values_are_refused" {
  command = plan

  variables {
    cluster_arn          = "tools"
    cpu                  = 500
    memory               = 1
    stop_timeout_seconds = 300
    environment          = { DATABASE_URL = "postgresql://app:secret@db/shop" }
    image_uri            = "slipway"
  }

  expect_failures = [var.cluster_arn, var.cpu, var.memory, var.stop_timeout_seconds, var.environment, var.image_uri]
}
