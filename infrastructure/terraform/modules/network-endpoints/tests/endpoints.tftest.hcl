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
  name                    = "slipway"
  vpc_id                  = "vpc-1"
  subnet_ids              = ["subnet-1"]
  route_table_ids         = ["rtb-1"]
  allowed_security_groups = { runner = "sg-1" }
}

run "a_run_reaches_what_it_needs" {
  command = plan

  assert {
    condition     = keys(aws_vpc_endpoint.service) == ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
    error_message = "The endpoints are others."
  }
  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.service : endpoint.private_dns_enabled && endpoint.vpc_endpoint_type == "Interface"])
    error_message = "An endpoint does not take over its service's name."
  }
  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3.route_table_ids == toset(["rtb-1"])
    error_message = "S3 has no gateway."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.this["runner"].from_port == 443 && aws_vpc_security_group_ingress_rule.this["runner"].to_port == 443 && aws_vpc_security_group_ingress_rule.this["runner"].referenced_security_group_id == "sg-1"
    error_message = "The endpoints admit something else."
  }
}

run "wrong_values_are_refused" {
  command = plan

  variables {
    subnet_ids       = []
    route_table_ids  = []
    more_services    = ["kms", "s3"]
    readable_buckets = ["*"]
  }

  expect_failures = [var.subnet_ids, var.route_table_ids, var.more_services, var.readable_buckets]
}
