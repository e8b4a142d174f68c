# Two commands for a stranger: `make run` and `make test`.  `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS := $(BIN)/python -m pytest
ISLANDS := $(wildcard service/islands/*.mjs service/islands/*.json service/islands/.npmrc service/islands/build/* \
  service/islands/src/*/*.* service/islands/src/*/*/*.*)

.PHONY: help run setup check test faults mutants fuzz bench lock chromium translations islands islands-where-node-is clean
.DEFAULT_GOAL := help
.NOTPARALLEL:

help: ## This list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: $(VENV)/run.stamp translations islands-where-node-is ## Set up what is missing and serve http://127.0.0.1:8000 with demo data
	@$(BIN)/poryadok migrate
	@$(BIN)/poryadok demo
	@$(BIN)/poryadok publish
	@exec $(BIN)/poryadok serve

setup: $(VENV)/dev.stamp translations islands-where-node-is chromium ## Get everything for development and tests; nothing after it needs the network

check: $(VENV)/dev.stamp translations ## Lint, types, imports, unit tests (two minutes)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(TESTS) -n 2 -m 'not browser' tests/architecture tests/processes tests/forms

test: setup check ## Everything that must hold (half an hour on two cores)
	$(TESTS) -n 2 --dist worksteal tests/storage tests/service tests/procedures
	$(TESTS) -n 2 --dist worksteal -m browser tests/forms tests/browser
	$(TESTS) tests/faults
	$(TESTS) tests/benchmarks

faults: $(VENV)/dev.stamp translations ## Kill a real service and its database server, run random models and the simulation, at length
	FAULTS=long $(TESTS) tests/processes/test_random_models.py tests/processes/test_stock.py tests/service/test_against_a_model.py tests/procedures/test_obligations.py tests/procedures/test_demo.py tests/faults -s

mutants: $(VENV)/dev.stamp translations ## Change every element of every clause in a copy: 95 % must turn something red, 80 % a scenario or a case (an hour and a half on two cores)
	$(BIN)/python -m tests.procedures.mutants

fuzz: $(VENV)/dev.stamp translations ## Send 2,000 made-up requests to each operation of the API on each database (FUZZ=…) and 10,000 spoiled files to its readers (BORDERS=…)
	BORDERS=$${BORDERS:-10000} $(TESTS) -n 2 tests/service/borders -rP
	FUZZ=$${FUZZ:-2000} $(TESTS) -n 2 tests/service/api/test_fuzz.py -s

bench: $(VENV)/dev.stamp translations ## What everything costs beside the bare engine (JSON=file.json keeps it); compare ratios within one run
	BENCH=long $(TESTS) tests/benchmarks -s
	$(BIN)/python -m tests.benchmarks.table $(if $(JSON),--json $(JSON))

islands: service/static/islands/manifest.json ## Build the diagram editor; needs Node 18 or newer

lock: ## Write the lock files anew from setup.cfg
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet . && build/lock/bin/pip freeze --exclude poryadok > requirements.lock
	build/lock/bin/pip install --quiet '.[dev]' && build/lock/bin/pip freeze --exclude poryadok > requirements-dev.lock

clean: ## Remove the environment and the demo data
	rm -rf $(VENV) var build *.egg-info service/static/islands service/islands/node_modules

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

# The diagram editor is the only part that needs Node.  Without it everything else works, so nothing stops here.
islands-where-node-is:
	@$(MAKE) --no-print-directory islands 2>/dev/null || true

service/static/islands/manifest.json: $(ISLANDS)
	@node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null \
	  || { echo 'Редактор диаграмм не собран: нужен Node 18 или новее, затем наберите make islands / The diagram editor is not built: install Node 18 or newer, then type make islands'; exit 1; }
	@echo 'Собираю редактор диаграмм / building the diagram editor…'
	@mkdir -p build
	@cd service/islands && { npm ci --ignore-scripts --no-audit --no-fund && node build.mjs; } >$(CURDIR)/build/islands.log 2>&1 \
	  || { echo 'Редактор диаграмм не собран: см. build/islands.log, затем наберите make islands / The diagram editor is not built: see build/islands.log, then type make islands'; exit 1; }

# Whatever Chromium is there will do, and then nothing asks the network; its headless shell takes a third less time.
chromium:
	@test -n "$$PORYADOK_CHROMIUM" || command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null \
	  || command -v chromium-browser >/dev/null || { \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -qq \
	    && { apt-get install -y -qq chromium-headless-shell >/dev/null 2>&1 || apt-get install -y -qq chromium >/dev/null; }; \
	  else echo 'Нет Chromium / Chromium is missing: sudo apt install chromium-headless-shell'; exit 1; fi; }
