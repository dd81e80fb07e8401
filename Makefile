# The only vocabulary: what people type, and what continuous integration types.
# Nothing has to be installed before; Python 3.11 or later is enough.

BIN := .venv/bin
# Files of tests are shared out between the cores.
TIER := $(BIN)/python tests/tier.py

.DEFAULT_GOAL := help
.PHONY: help run setup demo test test-sqlite test-postgres test-walks test-rest test-thorough test-nightly test-spark check check-data docs format bench lock audit clean

help:  ## What can be typed here
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

run: .bring-up-run  ## Start Bagdar on this machine and print its address
	@$(BIN)/bagdar run

setup: .bring-up-run  ## The same without starting: database, declared data, static files
	@$(BIN)/bagdar setup

demo: .bring-up-run  ## Load illustrative facts for a demonstration; then type make run
	@$(BIN)/bagdar setup
	@$(BIN)/bagdar demo

test: test-sqlite test-postgres  ## Every promise once, and on PostgreSQL what it decides

test-sqlite: .bring-up-dev  ## Every promise once, on SQLite
	@$(BIN)/python tests/needs.py
	@$(TIER)

test-postgres: .bring-up-dev  ## What PostgreSQL decides, on one of their own
	@$(BIN)/python tests/postgres.py $(TIER) -m database

test-walks: .bring-up-dev  ## Before a change lands: pages in Chromium, and the API's contract
	@$(BIN)/python tests/needs.py
	@$(TIER) --walks

test-rest: .bring-up-dev  ## What make test leaves out: widths, languages, examples, pages on PostgreSQL
	@$(BIN)/python tests/needs.py
	@$(TIER) --rest
	@$(BIN)/python tests/postgres.py $(TIER) -m database --rest

test-thorough: .bring-up-dev  ## Both at once, each test once
	@$(BIN)/python tests/needs.py
	@$(TIER) --thorough
	@$(BIN)/python tests/postgres.py $(TIER) -m database --thorough

test-nightly: .bring-up-dev  ## Thorough, and the API's contract with 500 requests an operation
	@$(BIN)/python tests/needs.py
	@$(TIER) --nightly
	@$(BIN)/python tests/postgres.py $(TIER) -m database --nightly

test-spark: .bring-up-dev  ## Every figure on Spark as on DuckDB; needs Java 17
	@sh requirements/spark.sh
	@.venv-spark/bin/python -m pytest tests/spark --thorough

check: .bring-up-dev  ## Everything that can be said without running the service
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(BIN)/bagdar check-data
	$(BIN)/bagdar docs --check
	$(BIN)/python -m pip check

check-data: .bring-up-run  ## Load every declared file and say what is wrong with it
	@$(BIN)/bagdar check-data

docs: .bring-up-run  ## Write the generated pages of the reference
	@$(BIN)/bagdar docs

format: .bring-up-dev  ## Lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .bring-up-dev  ## Measure pages, the check and the start; see benchmarks/README.md
	$(BIN)/python -m benchmarks

COOLED ?= 2026-11-15
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--generate-hashes --no-header --exclude-newer $(COOLED) --quiet

lock: .bring-up-dev  ## Resolve the dependencies again; COOLED is the last day that counts
	$(LOCK) -o requirements/run.lock
	$(LOCK) --group dev -o requirements/dev.lock
	$(LOCK) --extra spark -o requirements/spark.lock

audit: .bring-up-dev  ## Ask the advisory feed about every locked package (needs PyPI)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements/dev.lock

clean:  ## Forget the environment and everything written, records of var/ apart
	rm -rf .venv .venv-spark build src/*.egg-info .pytest_cache .ruff_cache .mypy_cache .import_linter_cache

.PHONY: .bring-up-run .bring-up-dev
.bring-up-run:
	@sh requirements/bring-up.sh run

.bring-up-dev:
	@sh requirements/bring-up.sh dev
