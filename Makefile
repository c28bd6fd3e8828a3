# What is done with this repository, by name: `make help` lists it.
#
# Written for GNU make 3.81, which macOS has, and newer.

# The image as it is pushed and run: REGISTRY/REPOSITORY:TAG.
IMAGE_URI ?=
# The environment of slipway.yaml in which a run is started.
ENV ?= staging
# What the image is built for: the runner's architecture, not this machine's.
PLATFORM ?= linux/amd64
TF_DIR ?= infrastructure/terraform/examples/existing-vpc
# tofu does as well.
TERRAFORM ?= terraform
# More for the command of migrate (also within deploy), seed, ecs-db-migrate, local, plan and apply.
ARGS ?=
ENV_FILE ?= .env.production
BENCH ?= all

# A recipe that names this stops before anything is done when IMAGE_URI is missing.
needs_image_uri = $(if $(strip $(IMAGE_URI)),,$(error IMAGE_URI is missing: make $@ IMAGE_URI=REGISTRY/REPOSITORY:TAG))
registry = $(firstword $(subst /, ,$(IMAGE_URI)))
terraform = $(if $(strip $(IMAGE_URI)),TF_VAR_image_uri='$(IMAGE_URI)' )$(TERRAFORM) -chdir='$(TF_DIR)'

.DEFAULT_GOAL := help
.PHONY: help image push plan apply migrate seed deploy ecs-db-migrate b64-encode-prod-env local test bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-20s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo 'Variables: IMAGE_URI=$(IMAGE_URI) ENV=$(ENV) PLATFORM=$(PLATFORM)'
	@echo '           TF_DIR=$(TF_DIR) TERRAFORM=$(TERRAFORM) ARGS=$(ARGS)'

image: ## build the image for PLATFORM and keep it here, as IMAGE_URI or else as slipway
	docker buildx build --platform '$(PLATFORM)' -t '$(or $(strip $(IMAGE_URI)),slipway)' --load .

# Builds as well: an image for more than one platform cannot be kept here, only pushed.
push: ## build the image and push it as IMAGE_URI, with a login when the registry is ECR
	$(needs_image_uri)$(if $(findstring .dkr.ecr,$(registry)),aws ecr get-login-password --region '$(word 4,$(subst ., ,$(registry)))' | docker login --username AWS --password-stdin '$(registry)')
	docker buildx build --platform '$(PLATFORM)' -t '$(IMAGE_URI)' --push .

plan: ## show what Terraform would change in TF_DIR
	$(terraform) init -input=false
	$(terraform) plan $(ARGS)

apply: ## let Terraform change it, after it has asked
	$(terraform) init -input=false
	$(terraform) apply $(ARGS)

migrate: ## start the migrations in ENV and follow them to their end
	./slipway start migrate --env '$(ENV)' $(ARGS)

seed: ## start the seeds in ENV and follow them to their end
	./slipway start seed --env '$(ENV)' $(ARGS)

# One after the other, with -j too: a migration must not start before its image is there.
deploy: ## build and push, apply, migrate, in this order; the first that fails ends it
	$(needs_image_uri)$(MAKE) --no-print-directory push
	$(MAKE) --no-print-directory apply ARGS=
	$(MAKE) --no-print-directory migrate

ecs-db-migrate: ## the migrations as a task of ECS
	./slipway start migrate --on ecs --env '$(ENV)' $(ARGS)

b64-encode-prod-env: ## ENV_FILE for the deploy workflow: to the clipboard on macOS, else printed
	@encoded=$$(infrastructure/github/production-env encode '$(ENV_FILE)') || exit $$?; \
	if [ "$$(uname -s)" = Darwin ]; then \
	  printf %s "$$encoded" | pbcopy && echo '$(ENV_FILE) is in the clipboard, encoded'; \
	else \
	  printf '%s\n' "$$encoded"; \
	fi

local: ## migrate and seed an embedded PostgreSQL, then remove it
	./slipway local $(ARGS)

test: ## build and test
	mvn verify

bench: ## measure beside peers: BENCH=image, start-up, fresh, local, seed or all
	bench/run '$(BENCH)'
