output "host" {
  description = "The endpoint that writes: DB_HOST."
  value       = local.aurora ? one(aws_rds_cluster.this[*].endpoint) : one(aws_db_instance.this[*].address)
}

output "port" {
  description = "The port: DB_PORT."
  value       = var.port
}

output "database_name" {
  description = "The database: DB_NAME."
  value       = var.database_name
}

output "master_username" {
  description = "The master's name."
  value       = var.master_username
}

output "master_secret_arn" {
  description = "The secret with the master's user and password, which RDS makes and rotates: DATABASE_SECRET or ROLES_SECRET."
  value       = try(local.aurora ? aws_rds_cluster.this[0].master_user_secret[0].secret_arn : aws_db_instance.this[0].master_user_secret[0].secret_arn, null)
}

output "resource_id" {
  description = "What rds-db:connect names the database by: DbClusterResourceId or DbiResourceId."
  value       = local.resource_id
}

output "snapshot_source" {
  description = "What a runner needs to take snapshots of it: the kind, cluster or instance, and the identifier."
  value       = { kind = local.aurora ? "cluster" : "instance", identifier = var.name }
}

output "security_group_id" {
  description = "The database's security group."
  value       = aws_security_group.this.id
}
