# Two commands do all the set-up: `make demo` and `make test`. Both reuse what
# is there already.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Threads of each process.
export OMP_NUM_THREADS ?= 2

.PHONY: help install demo test test-app lint format clean
.DEFAULT_GOAL := help

help:  ## say what each target does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# The stamp is younger than setup.py once everything in it is installed.
$(VENV)/.installed: setup.py pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if (3, 10) <= v < (3, 14) else "mmavloc needs Python 3.10 to 3.13, this is %d.%d; name another: make PYTHON=python3.12 demo" % v[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip 'setuptools>=77,<82'
	@echo 'Installing mmavloc and its libraries (about 6 GB, some minutes) ...'
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --editable '.[tests]'
	@touch $@

install: $(VENV)/.installed  ## make the virtual environment

demo: install  ## train and score the two-step system on synthetic data, and draw its maps
	$(BIN)/python tools/demo.py $(DEMO)

test: install  ## check the style and run the test suite
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

test-app: install  ## add Gradio to the environment, and test the web page
	$(BIN)/python -m pip install --quiet --editable '.[tests,app]'
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 tests/test_app

lint: install  ## check the style only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: install  ## format the code in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:  ## remove caches; never data, results or the environment
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
	rm -rf .pytest_cache .ruff_cache .mypy_cache build *.egg-info
