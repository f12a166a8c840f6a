# Everything that is done with this repository, by one short word each. Needs Python 3.11 or newer and nothing else:
# what a word needs is installed into .venv when it is first used, and again when pyproject.toml changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHART := examples/charts/lighthouse

# The word `pip` compiles what it installs, whatever the environment says about byte code.
PIP := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip -qq --disable-pip-version-check

FUZZ := chart_files chart_loader keyring plugin_manifest provenance repository_file repository_index \
	requirements_files set_flags templates tiller_calls jinja_templates
SECONDS := 10

.PHONY: help demo test parity lint types contracts check docs site bench fuzz wheel clean

help:
	@echo 'make demo       install the example chart in the embedded cluster, upgrade it, roll it back'
	@echo 'make test       run the whole test suite'
	@echo 'make parity     replay the recorded behaviour of Helm v2.17.0 alone'
	@echo 'make lint       style            make types   types         make contracts   layers'
	@echo 'make check      lint, types and contracts'
	@echo 'make docs       write docs/reference from the code'
	@echo 'make site       build the documentation site into .build/site; warnings are errors'
	@echo 'make bench      measure          make wheel   build dist/*.whl'
	@echo 'make fuzz       feed every reader with broken input, each for SECONDS=10'
	@echo 'make clean      remove everything that these words made'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[test]'
	@touch $@ $(VENV)/.installed

$(VENV)/.installed-lint: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[test,lint]'
	@touch $@ $(VENV)/.installed-test $(VENV)/.installed

$(VENV)/.installed-docs: pyproject.toml | $(BIN)/python
	$(PIP) install --editable '.[docs]'
	@touch $@ $(VENV)/.installed

# The package under its own name, for tools that read files: the checkout's folder may be called anything.
.build/pilothouse:
	@mkdir -p .build
	@ln -sfn .. $@

# Everything happens in the embedded cluster, in a folder of its own.
demo: DEMO := env HELM_HOME=$(CURDIR)/.build/demo PILOTHOUSE_CLUSTER=sandbox $(BIN)/pilothouse
demo: $(VENV)/.installed
	@rm -rf .build/demo
	$(DEMO) install $(CHART) --name demo --set telescope.enabled=true --wait --timeout 30
	$(DEMO) status demo
	$(DEMO) upgrade demo $(CHART) --set telescope.enabled=true --set lamps=3 --wait --timeout 30
	$(DEMO) rollback demo 1
	$(DEMO) history demo
	$(DEMO) delete --purge demo

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

parity: $(VENV)/.installed-test
	$(BIN)/python -m pytest tests/parity

lint: $(VENV)/.installed-lint
	$(BIN)/ruff check .

types: $(VENV)/.installed-lint .build/pilothouse
	$(BIN)/mypy

contracts: $(VENV)/.installed-lint
	$(BIN)/lint-imports

check: lint types contracts

docs: $(VENV)/.installed
	$(BIN)/python docs/generate.py

site: $(VENV)/.installed-docs
	env NO_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --strict --quiet
	@echo 'the site is in .build/site; its search needs a server: python3 -m http.server --directory .build/site'

wheel: | $(BIN)/python
	rm -rf build dist
	$(PIP) wheel --no-deps --wheel-dir dist .

bench: $(VENV)/.installed
	$(BIN)/python bench $(BENCH)

fuzz: $(VENV)/.installed
	@for target in $(FUZZ); do \
		echo "fuzz/$$target.py"; $(BIN)/python fuzz/$$target.py --seconds $(SECONDS) || exit 1; \
	done

clean:
	rm -rf $(VENV) .build build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache bench/results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
