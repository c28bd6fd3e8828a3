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
  name      = "failed"
  rule_arns = ["arn:aws:events:eu-central-1:123456789012:rule/failed"]
}

run "the_key_serves_this_topic_alone" {
  command = plan

  assert {
    condition     = jsondecode(aws_kms_key.this.policy).Statement[1].Condition.StringEquals["kms:EncryptionContext:aws:sns:topicArn"] == "arn:aws:sns:eu-central-1:123456789012:failed"
    error_message = "EventBridge may use the key for something else."
  }
  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key is never rotated."
  }
}

run "wrong_values_are_refused" {
  command = plan

  variables {
    name   = "failed runs"
    emails = ["oncall"]
  }

  expect_failures = [var.name, var.emails]
}
