.DEFAULT_GOAL := help

PYTHON  ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3.14 python3))
PORT    ?= 8000
WORKERS ?= 2

BIN     := .venv/bin
REGIONS := moscow vladimir astrakhan
SOURCES := pyproject.toml $(REGIONS:%=plugins/%/pyproject.toml)
# The long tests come first, and whoever is ready takes over what another has not begun.
PYTEST  := $(BIN)/pytest -n $(WORKERS) --dist worksteal
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet
# --use-pep517: docopt (num2words needs it) comes as source only, and pip warns of its old builder.
LOCKED  := --require-hashes --use-pep517
# --no-deps: the lock file alone decides what is installed.
OURS    := $(PIP) install --no-deps --no-build-isolation -e . $(REGIONS:%=-e plugins/%)

.PHONY: help install dev demo run test coverage check lint format docs clean lock regions

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null || \
	 sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' $(MAKEFILE_LIST)

install: .venv/.installed ## everything needed to run the portal, into .venv

dev: .venv/.installed-dev ## the same and everything needed to work on it

demo: install ## a portal with sample data on http://127.0.0.1:8000 (PORT=8000)
	@$(BIN)/portal demo --port $(PORT)

run: install ## the development server with reloading
	$(BIN)/portal run --debug --port $(PORT)

test: dev ## all tests, browser journeys included
	@scripts/ensure-browser
	$(PYTEST)

coverage: dev ## tests with coverage: every branch of the law, 90 % elsewhere
	@scripts/ensure-browser
	$(PYTEST) --cov --cov-report=
	$(BIN)/coverage report
	$(BIN)/coverage report --fail-under=100 --include='portal/domain/*,portal/regions/*,plugins/*/portal_*/*'

lint: dev ## format, style, types and layers, without tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@for tests in $(wildcard plugins/*/tests); do \
	  echo "$(BIN)/mypy $$tests"; $(BIN)/mypy $$tests || exit 1; done
	$(BIN)/lint-imports

regions: dev ## prove the law of every region, each constant nudged, and keep the results
	@for code in federal $(REGIONS); do $(BIN)/portal regions check $$code --write || exit 1; done

check: lint test ## what must be green before a commit: lint, then test

format: dev ## rewrite the code in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: dev ## the manual as a site in build/docs
	$(BIN)/mkdocs build --strict --site-dir build/docs

lock: dev ## resolve the dependencies anew and write both lock files
	scripts/lock

clean: ## remove the environment and everything built
	rm -rf .venv build *.egg-info plugins/*/*.egg-info .mypy_cache .ruff_cache .pytest_cache

# A new interpreter version in .venv means a new .venv, so this depends on no file.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; install it (Debian: apt install python3 python3-venv) or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) comes without venv; install it first (Debian: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock $(SOURCES) | $(BIN)/python
	$(PIP) install $(LOCKED) -r requirements.lock
	$(OURS)
	@touch $@

# The development lock holds the other one, so both stamps become fresh.
.venv/.installed-dev: requirements-dev.lock requirements.lock $(SOURCES) | $(BIN)/python
	$(PIP) install $(LOCKED) -r requirements-dev.lock
	$(OURS)
	@touch .venv/.installed $@
