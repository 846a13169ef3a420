# Each target creates what it needs, once: a virtual environment and what setup.cfg says must be in it.
# Needed beforehand: Python 3.11 or later and make. Where `uv` is on the PATH it installs, else venv and pip do.

PYTHON ?= python3
VENV   ?= .venv
LOWEST ?= .venv-lowest
#: More arguments for pytest (`make test ARGS="-k cors"`) or the names of benchmarks (`make bench ARGS=line`).
ARGS   ?=
#: How many cases `make fuzz` plays, and the number of the first ones, where they are to be the same as before.
EXAMPLES ?= 1000000
SEED     ?=
#: Tests that take long and cannot tell how the package was put together.
LONG     := planted or fuzz or suite or checklist or httplint or repeating

#: How many rows `make soak` streams, and how many values `make fuzz-auth` plays, if it is said.
COUNT    ?= 1000000

#: How long `make fuzz-http` plays.
SECONDS  ?= 600

UV := $(shell command -v uv 2>/dev/null)
ifdef UV
create  = $(UV) venv --quiet --python $(PYTHON) $(1)
install = $(UV) pip install --quiet --python $(1)/bin/python
else
create  = $(PYTHON) -m venv $(1)
install = $(1)/bin/python -m pip install --quiet --disable-pip-version-check
endif

CHECK := build/check

.NOTPARALLEL:
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: help demo test coverage test-lowest lint types format docs bench fuzz fuzz-auth fuzz-http fuzz-models load soak dist check-dist clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: $(VENV)/.with-demo ## serve the example blog (PORT=, SEED=, DATABASE_URL=)
	$(VENV)/bin/python -m examples.blog

test: $(VENV)/.with-test ## run the tests of the package and of the examples
	$(VENV)/bin/python -m pytest -n auto --dist worksteal $(ARGS)

coverage: $(VENV)/.with-test ## run the tests and tell which branches they leave out
	$(VENV)/bin/python -m pytest -n auto --dist worksteal --cov --cov-report=term-missing $(ARGS)

test-lowest: $(LOWEST)/.with-test ## run the tests with the lowest supported version of each dependency
	$(LOWEST)/bin/python -m pytest -n auto --dist worksteal tests $(ARGS)

lint: $(VENV)/.with-lint ## check format, style and types
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/ruff check
	$(VENV)/bin/mypy
	$(VENV)/bin/pyright --pythonpath $(VENV)/bin/python

types: $(VENV)/.with-lint ## tell which public names lack a type
	PYTHONPATH=. $(VENV)/bin/pyright --verifytypes flask_resty --ignoreexternal --pythonpath $(VENV)/bin/python

format: $(VENV)/.with-lint ## write the code as lint wants it
	$(VENV)/bin/ruff check --fix
	$(VENV)/bin/ruff format

docs: $(VENV)/.with-docs ## build the docs, warnings as errors
	$(VENV)/bin/sphinx-build --quiet --nitpicky --fail-on-warning --keep-going --fresh-env docs build/docs
	@echo "The docs are in build/docs/index.html"

bench: $(VENV)/.with-bench ## measure against a bare Flask view and against peers
	$(VENV)/bin/python -m benchmarks $(ARGS)

fuzz: $(VENV)/.with-test ## compare compiled schemas with marshmallow on a million random cases (EXAMPLES=, SEED=)
	PYTHONPATH=tests $(VENV)/bin/python -m schemafuzz $(EXAMPLES) $(SEED)

fuzz-http: $(VENV)/.with-fuzz ## send hostile requests for ten minutes: no 5xx, and no answer slower than a second (SECONDS=, SEED=)
	PYTHONPATH=tests $(VENV)/bin/python -m fuzz_http $(SECONDS) $(SEED)

fuzz-models: COUNT := 50000
fuzz-models: $(VENV)/.with-test ## ask lists and items what nobody may see: no 5xx, and no answer tells it (COUNT=, SEED=)
	PYTHONPATH=tests $(VENV)/bin/python -m models.fuzz $(COUNT) $(SEED)

fuzz-auth: COUNT := 50000
fuzz-auth: $(VENV)/.with-test ## send hostile credentials of all schemes: no 5xx, and nobody is let in (COUNT=, SEED=)
	PYTHONPATH=tests $(VENV)/bin/python -m fuzz_auth $(COUNT) $(SEED)

load: $(VENV)/.with-test ## have forty clients ask four processes at once: as many pass as the limit says, in each of ten runs
	PYTHONPATH=tests:. $(VENV)/bin/python -m throttling

soak: $(VENV)/.with-test ## stream a million rows through a server, both ways, in 3 MB of memory (COUNT=)
	PYTHONPATH=tests $(VENV)/bin/python -m soak $(COUNT)

dist: $(VENV)/.with-dist ## build the wheel and the source distribution into dist/, and look into them
	rm -rf dist
	$(VENV)/bin/python -m build --quiet
	$(VENV)/bin/python tools/check_dist.py dist

check-dist: dist ## try dist/: the wheel in an environment of its own, the tests from the source distribution
	rm -rf $(CHECK)
	$(call create,$(CHECK)/venv)
	$(call install,$(CHECK)/venv) dist/*.whl
	$(CHECK)/venv/bin/python -I tools/hello.py
	$(call install,$(CHECK)/venv) "$$(echo dist/*.whl)[test]"
	tar -xzf dist/*.tar.gz -C $(CHECK)
	cd $(CHECK)/flask_resty_api-*/ && ../venv/bin/python -m pytest -n auto --dist worksteal -k "not ($(LONG))" $(ARGS)

clean: ## remove all that was made
	rm -rf $(VENV) $(LOWEST) build dist *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

%/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is too old or missing. Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	$(call create,$*)
	@touch $@

$(VENV)/.with-%: setup.cfg pyproject.toml | $(VENV)/.created
	$(call install,$(VENV)) --editable '.[$*]'
	@touch $@

$(LOWEST)/.with-test: setup.cfg pyproject.toml tools/lowest.py | $(LOWEST)/.created
	@mkdir -p build
	$(LOWEST)/bin/python tools/lowest.py > build/lowest.txt
	$(call install,$(LOWEST)) --constraint build/lowest.txt --editable '.[test]'
	@touch $@
