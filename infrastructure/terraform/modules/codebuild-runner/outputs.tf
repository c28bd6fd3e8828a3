output "project_name" {
  description = "The project, for slipway start --project."
  value       = aws_codebuild_project.this.name
}

output "project_arn" {
  description = "ARN of the project, for the policy of those who start runs."
  value       = aws_codebuild_project.this.arn
}

output "role_arn" {
  description = "The role that a run has, for the repository's policy."
  value       = aws_iam_role.this.arn
}

output "role_name" {
  description = "Its name, to attach more rights to."
  value       = aws_iam_role.this.name
}

output "log_group_name" {
  description = "Where the log is."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_group_arn" {
  description = "ARN of the log group, for the policy of those who read it."
  value       = aws_cloudwatch_log_group.this.arn
}

output "report_group_arn" {
  description = "ARN of the group that the reports go to."
  value       = aws_codebuild_report_group.this.arn
}

output "security_group_id" {
  description = "The runner's security group, for the database to admit."
  value       = module.access.security_group_id
}

output "failure_rule_arn" {
  description = "The rule that publishes failures, for the policy of a topic of your own."
  value       = aws_cloudwatch_event_rule.failed.arn
}

output "failure_topic_arn" {
  description = "The topic that is told of failures, to subscribe to."
  value       = local.failure_topic_arn
}

locals {
  slipway_yaml_environment = {
    on      = "codebuild"
    region  = local.region
    project = aws_codebuild_project.this.name
  }
}

output "slipway_yaml_environment" {
  description = "This environment as slipway.yaml has it, to put several into one file."
  value       = local.slipway_yaml_environment
}

output "slipway_yaml" {
  description = "A slipway.yaml with this environment: terraform output -raw slipway_yaml > slipway.yaml"
  value       = yamlencode({ environments = { (var.slipway_environment) = local.slipway_yaml_environment } })
}
