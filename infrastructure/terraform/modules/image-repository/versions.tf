terraform {
  # Terraform and OpenTofu alike: nothing here is of one of them alone.
  required_version = ">= 1.8.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}
