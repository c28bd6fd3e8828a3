output "cluster_name" {
  description = "The cluster, for slipway start --cluster."
  value       = local.cluster_name
}

output "cluster_arn" {
  description = "ARN of the cluster, for the policy of those who start runs."
  value       = local.cluster_arn
}

output "task_definition_family" {
  description = "The task definition, for slipway start --task-definition; without a revision it is the newest."
  value       = aws_ecs_task_definition.this.family
}

output "task_definition_family_arn" {
  description = "ARN of the task definition without its revision, for the policy of those who start runs."
  value       = local.family_arn
}

output "task_definition_arn" {
  description = "ARN of this revision."
  value       = aws_ecs_task_definition.this.arn
}

output "subnet_ids" {
  description = "The subnets, for slipway start --subnets."
  value       = var.subnet_ids
}

output "security_group_id" {
  description = "The runner's security group, for slipway start --security-groups and for the database to admit."
  value       = module.access.security_group_id
}

output "execution_role_arn" {
  description = "The role by which ECS starts a run, for the repository's policy."
  value       = aws_iam_role.execution.arn
}

output "task_role_arn" {
  description = "The role that a run has."
  value       = aws_iam_role.task.arn
}

output "task_role_name" {
  description = "Its name, to attach more rights to."
  value       = aws_iam_role.task.name
}

output "log_group_name" {
  description = "Where the log is; its streams begin with slipway/slipway/."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_group_arn" {
  description = "ARN of the log group, for the policy of those who read it."
  value       = aws_cloudwatch_log_group.this.arn
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
    on              = "ecs"
    region          = local.region
    cluster         = local.cluster_name
    task-definition = aws_ecs_task_definition.this.family
    subnets         = var.subnet_ids
    security-groups = [module.access.security_group_id]
    public-ip       = false
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
