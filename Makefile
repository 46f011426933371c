# From a bare checkout: git, make, and curl or pip. Everything else is fetched into this folder.
.DEFAULT_GOAL := help
.PHONY: help setup assets docs demo test soak benchmarks lint style types layers house migrations translations pages
BIN := .venv/bin
# Empty is unset: where an image forbids compiled files, each of hundreds of processes would compile anew.
export PYTHONDONTWRITEBYTECODE :=

help:
	@echo "make demo    start everything with the demo city at http://localhost:8000 (PORT=… for another port, RESIDENTS=0 for none)"
	@echo "make test    install what the tests need, and run them"
	@echo "make lint    check style, types, layers, migrations, templates and translations"
	@echo "make soak    the tests that kill, flood and fill"
	@echo "make benchmarks  measure every budget, and write one table (MANY=… requests instead of a million, MINUTES=… to build them)"
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
	@$(BIN)/commonhall demo $(if $(PORT),--port $(PORT)) $(if $(RESIDENTS),--residents $(RESIDENTS))

test: assets
	@scripts/find-chromium
	@scripts/find-nginx
	@scripts/find-postfix
	@scripts/find-kannel
	@scripts/find-systemd
	@$(BIN)/pytest -n 2 --dist loadfile -m "not soak"

soak: assets
	@$(BIN)/pytest -m soak

benchmarks: assets
	@$(BIN)/python benchmarks $(if $(MANY),--many $(MANY)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(PEOPLE),--people $(PEOPLE)) $(ONLY)

lint: style types layers house migrations translations pages

style: assets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: assets
	$(BIN)/mypy

layers: assets
	$(BIN)/lint-imports --no-logo

house: assets
	$(BIN)/pytest --quiet tests/test_house.py tests/web/test_templates.py

migrations: assets
	$(BIN)/python -W ignore -m django makemigrations --check --dry-run --settings tests.settings

translations: assets
	$(BIN)/python tools/messages.py --check

pages: setup
	$(BIN)/python tools/docs_pages.py --check
