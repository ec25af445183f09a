# What a contributor runs. "make test" is all that must hold before a change is taken.
LINT     := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
REDOCLY  := npx --yes @redocly/cli@2.11.1
GENERATED := api/openapi/openapi.gen.go
export REDOCLY_TELEMETRY := off

# A pipe fails when any part of it fails: a killed "go test" must not look like a passed one.
SHELL := bash
.SHELLFLAGS := -o pipefail -c

# $(call step,heading,command) runs one step of "make test", and tells how long it took or where things stopped.
define step
@echo '── $(1)'; start=$$(date +%s); { $(2); } || { echo 'Stopped at: $(1)' >&2; exit 1; }; \
	echo "   $$(($$(date +%s) - start)) s"
endef

.NOTPARALLEL:
.PHONY: help run test setup format vet lint tidy generated contract build tests races generate tortured torture fix lint-report bench cover

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve the form and the API on 127.0.0.1:8080
	go run .

test: setup format vet lint tidy generated contract build tests races tortured ## everything that is checked, with its own set-up

setup:
	$(call step,set-up,.ci/setup)

format:
	$(call step,formatting,$(LINT) fmt --diff)

vet:
	$(call step,go vet,go vet ./...)

lint: ## the linter, fences between packages among it
	$(call step,linter,$(LINT) run ./...)

tidy:
	$(call step,go.mod,go mod tidy -diff)

generated:
	$(call step,generated code is that of openapi.yaml,$(regenerate))

define regenerate
before=$$(mktemp) && trap 'rm -f "$$before"' EXIT && cp $(GENERATED) "$$before" && go generate ./... && \
	{ diff -u "$$before" $(GENERATED) || { echo 'Run "make generate" and keep what it changes.' >&2; false; }; }
endef

contract:
	$(call step,openapi.yaml,$(REDOCLY) lint --config .ci/redocly.yaml openapi.yaml)

build:
	$(call step,build without cgo,CGO_ENABLED=0 go build -trimpath -o build/twoway .)

tests: ## the tests alone
	@echo '── tests'; go test -timeout 30m -shuffle=on -json ./... | go run ./internal/testsummary

# The whole program is watched in those tests alone in which it does several things at once.
RACED := MainJob|Replicas|InFlight
# What only reads texts and data, one after the other, has nothing to race with.
UNRACED := Manual|Shipped|SetsOwe|Shortfall|Covered|Conjunct|Dead|KitIsTheSame|Guarded|AdminOperations|Paging|Filters

races: ## the tests of what runs at the same time, watched for races
	@echo '── races'; { go test -race -skip '$(UNRACED)' -shuffle=on -json ./api ./release ./store ./web && \
		go test -race -run '$(RACED)' -json . && \
		go test -race -run UnderAnyLoad -json ./rules; } | go run ./internal/testsummary

tortured:
	$(call step,torture in its short form,go run ./internal/torture -short)

torture: ## kill it, take its database away, and look whether anything is lost: ten minutes
	go run ./internal/torture

generate: ## make the generated code anew from openapi.yaml
	go generate ./...

fix: ## format, and mend what the linter can mend by itself
	$(LINT) fmt
	$(LINT) run --fix ./...

lint-report: ## the lint of wording on labelled questions, against what it must reach
	go run ./internal/lintreport

bench: ## the engine on synthetic banks, against what it must not exceed, and beside other engines
	@missed=0; go run ./internal/bench || missed=1; go -C internal/peers run . || missed=1; exit $$missed

cover: ## what the tests reach, as build/cover.html
	@mkdir -p build
	go test -coverpkg=./... -coverprofile=build/cover.out ./...
	go tool cover -html build/cover.out -o build/cover.html
	@go tool cover -func build/cover.out | tail -n 1
