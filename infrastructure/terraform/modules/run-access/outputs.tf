output "security_group_id" {
  description = "The runner's security group. It is there when its rules are."
  value       = aws_security_group.this.id
  depends_on = [
    aws_vpc_security_group_egress_rule.database,
    aws_vpc_security_group_egress_rule.https_addresses,
    aws_vpc_security_group_egress_rule.https_groups,
    aws_vpc_security_group_egress_rule.https_prefix_lists,
    aws_vpc_security_group_ingress_rule.database,
  ]
}

output "statements" {
  description = "What a run needs of IAM beyond what the platform needs to start it."
  value       = concat(local.read_secrets, local.decrypt_secrets, local.log_in, local.read_seeds, local.take_snapshots)
}
