# Everything goes through the project's own virtual environment; nothing is installed beside it.
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet pyproject.toml --extra postgres --extra pdf --group install

.DEFAULT_GOAL := help
.PHONY: help up test check bench lock clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

up: .venv/installed ## Install, create the embedded study, seed the demo, serve, and print the address and the people
	$(BIN)/edc up

test: .venv/installed-dev ## Install what the tests need (PostgreSQL, Chromium) and run them all
	$(BIN)/python tests/install_browser.py
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder  # the walks first: they take longest

check: .venv/installed-dev ## Formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: .venv/installed-dev ## Measure saves, pages, the matrix, exports and verification over HTTP on both databases
	$(BIN)/python -m tests.bench

lock: .venv/installed-dev ## Lock the versions of all dependencies anew, with hashes
	$(LOCK) --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock

clean: ## Remove the virtual environment and caches; the embedded study in instance/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

.venv/installed: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/installed-dev: requirements-dev.lock .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@
