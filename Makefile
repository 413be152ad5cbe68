# `make demo` and `make test` need only Python 3.11+ and make: the first run builds .venv.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test bench lint install clean

demo: $(STAMP)
	$(BIN)/facet demo

test: $(STAMP)
	$(BIN)/python -m pytest -rs

bench: $(STAMP)
	$(BIN)/facet bench engine --out docs
	$(BIN)/python -m engine.network_bench --docs docs
	$(BIN)/facet bench edit

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

install: $(STAMP)

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Facet needs Python 3.11 or newer; try: make PYTHON=python3.11 " + "$(MAKECMDGOALS)")'
	@echo "Installing into $(VENV), once: some two gigabytes, which takes a few minutes."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build *.egg-info
