# Motcua: `make` alone lists what can be made. Every target sets itself up in .venv (Python 3.11+, make, git; the package index).
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo dev test check docs soak mutants chaos storm bench fairness lock clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /  make \1|/' | column -t -s '|' 2>/dev/null || grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST)

setup: $(READY) ## install the locked distributions into .venv

# The lock pins and hashes everything; the project itself is linked in place (its wheel holds no code).
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Motcua needs Python 3.11 or later: make PYTHON=/path/to/python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## run the main job from nothing: dossiers from receipt to result, and a late one apologises
	@$(BIN)/python -m motcua.demo

dev: $(READY) ## embedded servers and a worker in the foreground
	@$(BIN)/motcua dev

test: $(READY) ## every test, with small budgets
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: $(READY) ## lint, types, layers, lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(READY) ## write the reference pages of docs/ anew from the code they describe
	@$(BIN)/python -m motcua.reference

soak: $(READY) ## the deep forms of the tests [SOAK="-n 3 --dist loadfile": side by side, without the tables]
	$(BIN)/python -m pytest -m soak $(SOAK)

mutants: $(READY) ## every mutant of the engine against the rule that must find it, as a table
	$(BIN)/python -m pytest -m soak tests/rehearsal/test_mutants.py

chaos: $(READY) ## dossiers under kills, stalls, full disks, wrong clocks, two builds, then every invariant [SEED=1 DOSSIERS=2000]
	@$(BIN)/python -m tests.chaos --seed $(or $(SEED),1) --dossiers $(or $(DOSSIERS),2000)

storm: $(READY) ## ten thousand deadlines in one second while officers go on working [DOSSIERS=10000]
	@$(BIN)/python -m tests.chaos.storm --dossiers $(or $(DOSSIERS),10000)

bench: $(READY) ## the whole lifecycle beside bare Temporal and DBOS, as ratios of one run (BENCH_OPEN=50000: among so many)
	$(BIN)/python -m benchmarks

fairness: $(READY) ## one agency's burst, and how long another's single dossier waits in it
	$(BIN)/python -m benchmarks.fairness

lock: ## resolve the lock anew (needs uv)
	uv pip compile --universal --python-version 3.11 --group dev --generate-hashes --no-emit-index-url --no-header --no-annotate -q pyproject.toml -o requirements.lock

clean: ## remove caches, never data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
