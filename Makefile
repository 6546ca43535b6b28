# The verbs of this repository. `make` alone lists them.
VENV := .venv
BIN := $(VENV)/bin
SUITE ?=
ARGS ?=
TREE ?= .

.DEFAULT_GOAL := help
.PHONY: help audit test coverage lint types imports docs site matrix bench clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

audit: $(VENV)/.for-audit ## set up, then audit the example suite, or any other: make audit SUITE=path [ARGS="--python …"]
ifeq '$(SUITE)' ''
	@$(BIN)/bulkhead audit examples/harbour $(ARGS) || [ $$? -eq 1 ]
else
	@$(BIN)/bulkhead audit "$(SUITE)" $(ARGS)
endif

test: $(VENV)/.for-test lint types imports ## set up, then run all checks and tests
	$(BIN)/bulkhead check --profile strict src tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

coverage: $(VENV)/.for-test ## which lines the tests reach, in all their processes
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -p no:xdist
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

lint: $(VENV)/.for-test ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.for-test ## mypy, strict
	$(BIN)/mypy

imports: $(VENV)/.for-test ## the layers of the house
	$(BIN)/lint-imports

docs: $(VENV)/.for-test ## write the generated pages of docs/ anew
	$(BIN)/python scripts/write_docs.py

site: $(VENV)/.for-test ## the documentation as a site, in build/site
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --nitpicky --quiet docs build/site
	@echo build/site/index.html

matrix: $(VENV)/.for-test ## the tests on each Python and pytest that we support
	$(BIN)/nox

bench: .venv-bench/.for-bench ## speed and overhead beside those of the peers: make bench [TREE="path …"]
	.venv-bench/bin/python -m benchmarks $(TREE)

clean: ## remove what the other verbs made
	rm -rf $(VENV) .venv-bench .nox .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

$(VENV)/.for-audit: pyproject.toml constraints.txt scripts/make_environment.sh
	@scripts/make_environment.sh $(VENV) audit
	@touch $@

$(VENV)/.for-test: pyproject.toml constraints.txt scripts/make_environment.sh
	@scripts/make_environment.sh $(VENV) test
	@touch $@ $(VENV)/.for-audit

# Apart, since a peer that is a pytest plugin would be active in our own suite.
.venv-bench/.for-bench: pyproject.toml scripts/make_environment.sh
	@scripts/make_environment.sh .venv-bench bench
	@touch $@
