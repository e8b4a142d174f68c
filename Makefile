# Two commands for a stranger: `make run` and `make test`.  `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS := $(BIN)/python -m pytest

.PHONY: help run setup check test faults bench lock chromium translations clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(VENV)/run.stamp translations ## Set up what is missing and serve http://127.0.0.1:8000 with demo data
	@$(BIN)/poryadok migrate
	@$(BIN)/poryadok demo
	@$(BIN)/poryadok publish
	@exec $(BIN)/poryadok serve

setup: $(VENV)/dev.stamp translations chromium ## Get everything for development and tests; nothing after it needs the network

check: $(VENV)/dev.stamp translations ## Lint, types, imports, unit tests (under a minute)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(TESTS) -n 2 -m 'not browser' tests/architecture tests/processes tests/forms

test: setup check ## Everything that must hold (under 15 minutes on two cores)
	$(TESTS) -n 2 tests/storage tests/service tests/procedures
	$(TESTS) -m browser tests/forms
	$(TESTS) tests/browser
	$(TESTS) tests/faults
	$(TESTS) tests/benchmarks

faults: $(VENV)/dev.stamp translations ## Kill and restart a real service, at length
	FAULTS=long $(TESTS) tests/faults -s

bench: $(VENV)/dev.stamp translations ## What a click, a start and a long case cost; compare ratios within one run
	BENCH=long $(TESTS) tests/benchmarks -s

lock: ## Write the lock files anew from setup.cfg
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet . && build/lock/bin/pip freeze --exclude poryadok > requirements.lock
	build/lock/bin/pip install --quiet '.[dev]' && build/lock/bin/pip freeze --exclude poryadok > requirements-dev.lock

clean: ## Remove the environment and the demo data
	rm -rf $(VENV) var build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo 'Нужен Python 3.11 или новее / Python 3.11 or newer is needed: apt install python3'; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' \
	  || { echo 'Нет модуля venv / the venv module is missing: apt install python3-venv'; exit 1; }
	@echo 'Создаю окружение $(VENV) / making the environment…'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock setup.cfg | $(VENV)/bin/python
	@echo 'Ставлю пакеты (минута-другая) / installing packages (a minute or two)…'
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock setup.cfg | $(VENV)/bin/python
	@echo 'Ставлю пакеты для разработки (минута-другая) / installing development packages (a minute or two)…'
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(VENV)/run.stamp $@

translations: service/translations/en/LC_MESSAGES/messages.mo

%.mo: %.po
	@$(BIN)/pybabel --quiet compile -i $< -o $@

chromium:
	@test -n "$$PORYADOK_CHROMIUM" || command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq chromium >/dev/null; \
	  else echo 'Нет Chromium / Chromium is missing: sudo apt install chromium'; exit 1; fi; }
