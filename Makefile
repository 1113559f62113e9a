# Two commands matter to a newcomer: `make demo` and `make test`. Both do their own set-up. `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

GO ?= go
# Packages at a time, so that their private databases do not crowd out small machines.
PARALLEL ?= 2
# For each package. The longest are the end-to-end tests with their faults.
TIMEOUT ?= 15m
# How much each fuzz target runs: a count of inputs (50000x) or a time (10s). At the end of a time go test now and then reports
# "context deadline exceeded" as if the target had failed, so the default is a count.
FUZZTIME ?= 50000x
# Where the demo listens and keeps its data (nowhere by default).
DEMO_FLAGS ?=

.PHONY: help demo test race check bench fuzz eval build

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

demo: ## set up what is missing, start everything, print the address of the sandbox page (DEMO_FLAGS="--addr … --data …")
	@deploy/setup.sh demo
	@$(GO) run ./cmd/yaoban demo $(DEMO_FLAGS)

test: ## set up what is missing and run all tests
	@deploy/setup.sh test
	$(GO) test -p $(PARALLEL) -timeout $(TIMEOUT) ./...

race: ## the tests of the packages with goroutines, under the race detector
	@deploy/setup.sh test
	$(GO) test -race -p $(PARALLEL) -timeout 30m ./bot/... ./notify/... ./jobs/... ./domain/postgres/...

check: ## format, vet, staticcheck, architecture, generated files, rules, shell scripts
	@deploy/check.sh

bench: ## throughput and latency of the whole path against private servers, beside their ceilings
	@deploy/setup.sh test
	$(GO) test -run '^$$' -bench . -benchmem -timeout 30m ./...

fuzz: ## each fuzz target for a while (FUZZTIME=50000x)
	@set -euo pipefail; \
	grep -rlE '^func Fuzz[A-Z]' --include='*_test.go' . | while read -r file; do \
		for target in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]+)\(.*/\1/p' "$$file"); do \
			echo "$$target in $$(dirname "$$file")"; \
			$(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")"; \
		done; \
	done

eval: ## how well the examples of the guide are understood: by intent, slot, channel and difficulty, and what changed
	@set -eo pipefail; out=$$(mktemp); trap 'rm -f "$$out"' EXIT; \
	$(GO) test -count=1 -v -run TestScores ./bot/understand | tee "$$out"; \
	grep -q '^=== RUN' "$$out" || { echo "make eval: nothing was measured" >&2; exit 1; }

build: ## the binary, without what only a debugger needs
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o yaoban ./cmd/yaoban
