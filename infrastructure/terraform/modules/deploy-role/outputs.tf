output "role_arn" {
  description = "The role, for role-to-assume in the workflow, and for the repository's policy."
  value       = aws_iam_role.this.arn
}

output "role_name" {
  description = "Its name."
  value       = aws_iam_role.this.name
}

output "start_policy_json" {
  description = "The policy for a person who starts runs: the role's own, without the right to push. Attach it to a permission set or a group."
  value       = local.start
}
