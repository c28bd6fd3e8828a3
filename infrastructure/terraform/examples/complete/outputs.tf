output "repository_url" {
  description = "Where the image is pushed to."
  value       = module.image_repository.repository_url
}

output "deploy_role_arn" {
  description = "The role that GitHub's workflow assumes."
  value       = module.deploy_role.role_arn
}

output "start_policy_json" {
  description = "The policy for people who start runs by hand."
  value       = module.deploy_role.start_policy_json
}

output "database_host" {
  description = "The database's endpoint, for the application."
  value       = module.database.host
}

output "slipway_yaml" {
  description = "Both runners: terraform output -raw slipway_yaml > slipway.yaml"
  value = yamlencode({
    environments = {
      production     = module.codebuild_runner.slipway_yaml_environment
      production-ecs = merge(module.ecs_runner.slipway_yaml_environment, { confirm = true })
    }
  })
}
