# make run | test | lint | bench | docs: each sets up what it needs.

PYTHON ?= python3
BIN := .venv/bin
INPUTS := pyproject.toml scripts/install.sh hatch_build.py \
	$(wildcard src/durf/vault/native/*.[ch])

.DEFAULT_GOAL := help
.PHONY: help run test lint bench docs lock clean

help:
	@echo "make run    set up, judge a few example posts, and serve a filled example workspace"
	@echo "make test   set up, and run the tests (PYTEST='-k words' for some of them)"
	@echo "make lint   style, types and import contracts"
	@echo "make bench  what the numbers in the README come from"
	@echo "make docs   write the generated pages and the picture anew, and check all links"
	@echo "make lock   resolve the dependencies anew"

run: .venv/ready-to-run
	@$(BIN)/python -m durf.cli.tour --brief
	@exec $(BIN)/durf demo

test: .venv/ready-to-develop
	$(BIN)/pytest -n auto --dist loadfile $(PYTEST)

lint: .venv/ready-to-develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv-bench/ready-to-bench
	.venv-bench/bin/python -m benchmarks.run

docs: .venv/ready-to-develop
	$(BIN)/python scripts/make_reference.py
	$(BIN)/python scripts/make_picture.py
	$(BIN)/pytest -q tests/test_docs.py

# The lock files are universal: one for all systems, with a hash for each file.
LOCK = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet \
	--universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-config --upgrade
lock: .venv/ready-to-run
	$(LOCK) pyproject.toml --extra server --group build --output-file requirements.lock
	$(LOCK) pyproject.toml --extra all --group dev --output-file requirements-dev.lock
	$(LOCK) pyproject.toml --extra all --group bench --output-file requirements-bench.lock
	$(LOCK) --group pyproject.toml:compiler --output-file requirements-compiler.lock

clean:
	rm -rf .venv .venv-bench .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist

.venv/ready-to-run: requirements.lock $(INPUTS)
	@PYTHON=$(PYTHON) scripts/install.sh requirements.lock .venv
	@touch $@

.venv/ready-to-develop: requirements-dev.lock $(INPUTS)
	@PYTHON=$(PYTHON) scripts/install.sh requirements-dev.lock .venv
	@touch .venv/ready-to-run $@

# Apart, so that the peers' dependencies never meet ours.
.venv-bench/ready-to-bench: requirements-bench.lock $(INPUTS)
	@PYTHON=$(PYTHON) scripts/install.sh requirements-bench.lock .venv-bench
	@touch $@
