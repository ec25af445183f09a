# What a contributor runs. "make test" is all that must hold before a change is taken.
LINT     := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
REDOCLY  := npx --yes @redocly/cli@2.11.1
GENERATED := api/openapi/openapi.gen.go
export REDOCLY_TELEMETRY := off

.NOTPARALLEL:
.PHONY: help run test setup format vet lint tidy generated contract build tests generate fix bench

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve the form and the API on 127.0.0.1:8080
	go run .

test: setup format vet lint tidy generated contract build tests ## everything that is checked, with its own set-up

setup:
	@echo "── set-up"
	@.ci/setup

format:
	@echo "── formatting"
	@$(LINT) fmt --diff

vet:
	@echo "── go vet"
	@go vet ./...
	@go vet ./.ci/summary

lint: ## the linter, fences between packages among it
	@echo "── linter"
	@$(LINT) run ./...

tidy:
	@echo "── go.mod"
	@go mod tidy -diff

generated:
	@echo "── generated code is that of openapi.yaml"
	@before=$$(mktemp) && cp $(GENERATED) $$before && go generate ./... && \
		{ diff -u $$before $(GENERATED) || { echo "run make generate and keep what it changes" >&2; rm -f $$before; exit 1; }; } && rm -f $$before

contract:
	@echo "── openapi.yaml"
	@$(REDOCLY) lint openapi.yaml

build:
	@echo "── build without cgo"
	@CGO_ENABLED=0 go build -trimpath -o build/twoway .

tests: ## the tests alone
	@echo "── tests"
	@go test -race -shuffle=on -json ./... | go run ./.ci/summary

generate: ## make the generated code anew from openapi.yaml
	go generate ./...

fix: ## format, and mend what the linter can mend by itself
	$(LINT) fmt
	$(LINT) run --fix ./...

bench: ## the benchmarks
	go test -run '^$$' -bench . -benchmem ./...
