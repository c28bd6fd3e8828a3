output "security_group_id" {
  description = "The endpoints' security group: where a runner's HTTPS goes, https_security_groups."
  value       = aws_security_group.this.id
}

output "s3_prefix_list_id" {
  description = "The addresses of S3: where a runner's HTTPS goes, too, https_prefix_lists."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}

output "endpoint_ids" {
  description = "The endpoints, by service."
  value       = merge({ for service, endpoint in aws_vpc_endpoint.service : service => endpoint.id }, { s3 = aws_vpc_endpoint.s3.id })
}
