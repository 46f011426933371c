# From a bare checkout: git, make, and curl or pip. Everything else is fetched into this folder.
.DEFAULT_GOAL := help
.PHONY: help demo test lint soak assets docs setup
BIN := .venv/bin

help:
	@echo "make demo    start everything with the demo city at http://localhost:8000 (PORT=… for another port)"
	@echo "make test    install what the tests need, and run them"
	@echo "make lint    check style, types, layers, migrations, templates and translations"
	@echo "make soak    the tests that kill, flood and fill"
	@echo "make assets  build style sheets, scripts and translations"
	@echo "make docs    write the pages of docs/ that repeat what the code knows"

setup:
	@scripts/setup

assets: setup
	@$(BIN)/python tools/assets.py
	@$(BIN)/python tools/messages.py --compile
	@$(BIN)/python tools/collect.py

docs: setup
	@$(BIN)/python tools/docs_pages.py

demo: assets
	@$(BIN)/commonhall demo $(if $(PORT),--port $(PORT))

test: assets
	@scripts/find-chromium
	@$(BIN)/pytest -n 2 --dist loadfile -m "not soak"

soak: assets
	@$(BIN)/pytest -m soak

lint: assets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/test_house.py
	$(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings tests.settings
	$(BIN)/python tools/messages.py --check
	$(BIN)/python tools/docs_pages.py --check
