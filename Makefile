# Commands for contributors. "make test" runs every check that a change must pass.
LINT      := GOFLAGS= go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
REDOCLY   := npx --yes @redocly/cli@2.11.1
OASDIFF   := GOFLAGS= go run github.com/oasdiff/oasdiff@v1.38.0
RELEASED  := $(lastword $(sort $(wildcard docs/contracts/*.yaml))) # the contract of the last release
AIR       := GOFLAGS= go run github.com/air-verse/air@v1.63.4
GENERATED := api/openapi/openapi.gen.go
VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null)
BUILD     := go build -trimpath -ldflags "-s -w -X twoway/app.version=$(VERSION)"
export REDOCLY_TELEMETRY := off
# Without MessagePack, which nothing here uses, the program is a third smaller.
export GOFLAGS := -tags=nomsgpack

comma := ,

# A pipe fails when any part of it fails: a killed "go test" must not look like a passed one.
SHELL := bash
.SHELLFLAGS := -o pipefail -c

# $(call step,heading,command) runs one step of "make test", and prints how long it took or that it failed.
define step
@echo '── $(1)'; start=$$(date +%s); { $(2); } || { echo 'Failed: $(1)' >&2; exit 1; }; \
	echo "   $$(($$(date +%s) - start)) s"
endef

.NOTPARALLEL:
.PHONY: help run dev quick test setup format vet lint tidy generated contract build tests changed races generate tortured torture fix \
	fuzz-api lint-report bench bench-http cover

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve the form and the API on 127.0.0.1:8080
	go run .

dev: ## serve, and restart after each change; templates and styles are read from the sources
	$(AIR) -c .ci/air.toml

quick: ## format, vet, lint, and the quick tests of the packages that have changed
	$(call step,formatting$(comma) go vet and linter,$(LINT) fmt --diff & f=$$!; go vet ./... & v=$$!; \
		$(LINT) run --allow-parallel-runners ./... && wait $$f && wait $$v)
	@$(MAKE) --no-print-directory changed

test: setup format vet lint tidy generated contract build tests races tortured ## all checks, after installing what they need

setup:
	$(call step,set-up,.ci/setup)

format:
	$(call step,formatting,$(LINT) fmt --diff)

vet:
	$(call step,go vet,go vet ./... && go -C internal/peers vet ./...)

lint: ## the linter, which also checks the imports between packages
	$(call step,linter,$(LINT) run --allow-parallel-runners ./... && cd internal/peers && $(LINT) run --allow-parallel-runners --config ../../.golangci.yml ./...)

tidy:
	$(call step,go.mod,go mod tidy -diff && go -C internal/peers mod tidy -diff)

generated:
	$(call step,generated code matches openapi.yaml,$(regenerate))

define regenerate
before=$$(mktemp) && trap 'rm -f "$$before"' EXIT && cp $(GENERATED) "$$before" && go generate ./... && \
	{ diff -u "$$before" $(GENERATED) || { echo 'Run "make generate" and commit the result.' >&2; false; }; }
endef

contract:
	$(call step,openapi.yaml,$(REDOCLY) lint --config .ci/redocly.yaml openapi.yaml)
	$(call step,what apps rely on,$(OASDIFF) breaking --fail-on ERR --severity-levels .ci/oasdiff-levels.txt --err-ignore .ci/oasdiff-accepted.txt $(RELEASED) openapi.yaml)

build:
	$(call step,build without cgo,CGO_ENABLED=0 $(BUILD) -o build/twoway . && build/twoway version)

tests: ## only the tests
	@echo '── tests'; { go test -timeout 30m -shuffle=on -json ./... && go -C internal/peers test -json ./...; } | go run ./internal/testsummary

# The packages with Go files that changed since the last commit, or in the last commit if none have changed since.
CHANGED = $(shell { git status --porcelain | cut -c4- | grep '\.go$$' || git show --name-only --format= HEAD | grep '\.go$$'; } | \
	xargs -r -n1 dirname | sort -u | grep -v '^internal/peers' | sed 's|^|./|')

# Tests that take more than four seconds each. "make test" runs them, "make quick" does not.
SLOW := AnswersAgain|LoadIsStrict|MissingFiles|EveryMeetingIsCovered|RemovingARuleLowersTheScore|OneOfNearDuplicates|UnderAnyLoad|FormEqualsAPI|ReleaseCommands|
SLOW := $(SLOW)RulesManual|AdminManual|TestPaging|TestFilters|TestAdmin$$$$|AdminOperations|ReplicasFollow|EveryAnswerIsDeclared|MigrateTwice|MigratePublishes|
SLOW := $(SLOW)BackupWhileServing|TerminalIsNotControlled|OldExport|DeepInput|PostgresDump|StartWithoutDatabase|KitIsTheSame|StateLike|BasePath|BehindProxy|Bouncer|
SLOW := $(SLOW)DatabaseLost|OlderDatabase|DamagedDatabase|DamagedWhile|FullDisk|WithoutPermission|MoveToPostgres|TestModes|CreateNoDatabase

changed:
	$(call step,tests of $(or $(CHANGED),no package),test -z "$(CHANGED)" || go test -skip '$(SLOW)' $(CHANGED))

# Of the tests of the whole program, only these run under the race detector: they do several things at once.
RACED := MainJob|Replicas|InFlight
# These tests only read texts and data, sequentially: there is nothing to race.
UNRACED := AnswersAgain|Manual|Shipped|KitIsTheSame|RequiresToken|AdminOperations|Paging|Filters|StateLike

races: ## the tests of concurrent code, under the race detector
	@echo '── races'; { go test -timeout 30m -race -skip '$(UNRACED)' -shuffle=on -json ./api ./release/... ./store ./web/... && \
		go test -timeout 30m -race -run '$(RACED)' -json ./app && \
		go test -timeout 30m -race -run UnderAnyLoad -json ./rules; } | go run ./internal/testsummary

tortured:
	$(call step,short torture test,go run ./internal/torture -short)

torture: ## repeatedly kill the program and stop its database, and check that nothing is lost: ten minutes
	go run ./internal/torture

N    ?= 20000
SEED ?= $(shell date +%s)
fuzz-api: ## N requests made from openapi.yaml, valid and broken, each answer checked: N=20000 SEED=1
	@echo 'seed $(SEED)'; mkdir -p build
	go test -count=1 -timeout 2h -v -run EveryAnswerIsDeclared -coverpkg=./api,./release/... -coverprofile=build/fuzz.out ./internal/apifuzz \
		-args -requests $(N) -seed $(SEED)
	@awk 'NR > 1 { split($$1, at, "/[a-z_]*[.]go:"); all[at[1]] += $$2; if ($$3) ran[at[1]] += $$2 } \
		END { for (p in all) printf "%s: %.1f %% of the statements ran\n", p, 100 * ran[p] / all[p] }' build/fuzz.out | sort

generate: ## generate code from openapi.yaml
	go generate ./...

fix: ## format, and apply the linter's fixes
	$(LINT) fmt
	$(LINT) run --fix ./...

lint-report: ## precision and recall of the wording lint on labelled questions, checked against their gates
	go run ./internal/lintreport

bench: ## benchmarks of the engine and the drafts on synthetic banks, checked against their gates, and of other engines
	@missed=0; go run ./internal/bench || missed=1; go -C internal/peers run . || missed=1; exit $$missed

bench-http: ## sets a second and latencies over HTTP, beside plain programs with Gin, checked against their gates
	go run ./internal/benchhttp

cover: ## test coverage, as build/cover.html
	@mkdir -p build
	go test -coverpkg=./... -coverprofile=build/cover.out ./...
	go tool cover -html build/cover.out -o build/cover.html
	@go tool cover -func build/cover.out | tail -n 1
