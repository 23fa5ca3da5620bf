# OpenStudio: `make run` starts everything, `make test` checks everything, `make help` tells the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
CARGO := .ci/cargo
PROGRAMS := -p server -p sidecar -p musician -p bundle
URL ?= http://127.0.0.1:3000
ROOM ?= demojams

.PHONY: help run demo test bench faults watch site programs wasm wasm-dev setup fmt lint clean-data

help: ## Show this
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | awk -F'\t' '{printf "make %-12s %s\n", $$1, $$2}'

run: site ## Build what changed and start OpenStudio (Ctrl-C stops everything)
	@exec target/debug/server

demo: programs ## Let three musicians play in the demo room of a running OpenStudio (URL=…, ROOM=…)
	@exec target/debug/musician band --url $(URL) --room $(ROOM)

test: ## Run every check and test, as continuous integration does
	@.ci/test

bench: setup ## Measure the sidecar, full rooms and a crowd (latency, CPU, memory), and what row-level security costs
	$(CARGO) build --release -p server -p sidecar -p musician
	@mkdir -p target/bench
	target/release/musician bench --json target/bench/sidecar.json
	target/release/musician bench-rooms --json target/bench/rooms.json
	$(CARGO) run -p test_kit --bin policy_bench

faults: programs ## Kill server, sidecar, database and network 50 times in a live room; time how people come back
	$(CARGO) build -p faults
	target/debug/faults --faults 40 --seed $${FAULTS_SEED:-1}
	target/debug/faults --faults 10 --seed $${FAULTS_SEED:-1} --processes 2 --only server --only edge

watch: setup ## Rebuild and restart on every edit (unoptimised wasm)
	@.ci/watch

site: wasm programs ## Build the programs and the site folder
	target/debug/bundle

programs: setup
	$(CARGO) build $(PROGRAMS)

# Never in one command with the server: cargo would give both halves the features of both.
wasm: setup
	CARGO_TARGET_DIR=target/web $(CARGO) build -p frontend --target wasm32-unknown-unknown --profile wasm-release

wasm-dev: setup
	CARGO_TARGET_DIR=target/web $(CARGO) build -p frontend --target wasm32-unknown-unknown --profile wasm-dev

setup: ## Install what is missing to build and run
	@.ci/setup

fmt: ## Format the Rust code
	cargo fmt --all

lint: setup ## Format check, clippy on both halves, dependency and licence checks
	@.ci/test format lint wasm-lint dependencies licences

clean-data: ## Delete the database and secrets of `make run` (asks first)
	@read -r -p "Delete .data with all accounts and rooms? [y/N] " answer && [[ $$answer == y ]] && rm -rf .data
