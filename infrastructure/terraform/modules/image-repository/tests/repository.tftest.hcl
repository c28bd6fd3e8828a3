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
  name           = "slipway"
  pull_role_arns = ["arn:aws:iam::123456789012:role/runner"]
}

run "images_stay_what_they_are_and_nobody_else_pulls" {
  command = plan

  assert {
    condition     = aws_ecr_repository.this.image_tag_mutability == "IMMUTABLE"
    error_message = "A tag may be pushed again."
  }
  assert {
    condition     = aws_ecr_repository.this.image_scanning_configuration[0].scan_on_push
    error_message = "A pushed image is not scanned."
  }
  assert {
    condition     = !aws_ecr_repository.this.force_delete
    error_message = "Destroying the repository deletes its images."
  }
  assert {
    condition     = [for rule in jsondecode(aws_ecr_lifecycle_policy.this.policy).rules : rule.selection.countNumber] == [7, 30]
    error_message = "The lifecycle is another one."
  }
  assert {
    condition     = jsondecode(aws_ecr_repository_policy.this[0].policy).Statement[0].Principal.AWS == ["arn:aws:iam::123456789012:role/runner"]
    error_message = "Others are allowed to pull."
  }
  assert {
    condition = jsondecode(aws_ecr_repository_policy.this[0].policy).Statement[1].Condition.ArnNotLike["aws:PrincipalArn"] == [
      "arn:aws:iam::123456789012:role/runner", "arn:aws:iam::123456789012:role/aws-service-role/*",
    ]
    error_message = "Others are not kept out."
  }
}

run "wrong_values_are_refused" {
  command = plan

  variables {
    name                       = "Slip way"
    pull_role_arns             = ["arn:aws:iam::123456789012:role/*"]
    keep_tagged_images         = 1
    expire_untagged_after_days = 0
  }

  expect_failures = [var.name, var.pull_role_arns, var.keep_tagged_images, var.expire_untagged_after_days]
}
