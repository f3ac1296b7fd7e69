# Everything anyone does here. `make help` lists the targets; each works from a fresh clone with Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

# Where Python is told to keep no bytecode, each kernel would compile all its packages anew: the collection takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help report new test lab refresh bench faults fuzz reproduce binder mutation audit lint lock clean install

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1|\2/' | awk -F'|' '{printf "  %-14s %s\n", $$1, $$2}'

report: install ## run every notebook and render the report to build/report/index.html; with TEXT=… [DATA=…] of your own text
	@$(RUN) -m collection report $${TEXT:+--text "$$TEXT"} $${DATA:+--data "$$DATA"}

new: install ## start on a text of your own: NAME=… TEXT=path writes own/NAME with proposals for lexicon, parts and codebook
	@$(RUN) -m collection new "$$NAME" "$$TEXT"

test: install ## run pytest and strict nbval over every notebook, in a copy under build/test
	@rm -rf build/test
	@$(RUN) -m collection copy build/test
	cd build/test && PYTHONPATH="$$PWD/lib" ../../$(RUN) -m pytest tests notebooks -n 2 --dist loadscope \
		--nbval --nbval-current-env --nbval-sanitize-with tests/nbval.conf

# Without asking other hosts for news, updates or extensions; nor its user whether to, unless a choice of theirs is saved.
lab: install ## open JupyterLab on the overview
	@mkdir -p build/lab
	@echo '{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}' > build/lab/overrides.json
	@$(RUN) -m jupyterlab --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
		--LabApp.extension_manager=readonly --LabApp.app_settings_dir=build/lab --ServerApp.root_dir=. notebooks/00-overview.ipynb

refresh: install ## run every notebook and save its outputs and result tables
	@$(RUN) -m collection refresh

bench: install ## measure what running costs
	@missed=; for file in tests/bench/*.py; do echo "$$file"; $(RUN) $$file || missed="$$missed $$file"; done; \
		test -z "$$missed" || { echo "aim missed in:$$missed"; exit 1; }

faults: install ## put some forty realistic faults into a copy, one by one: each must be seen by a test
	@PYTHONPATH=lib $(RUN) tests/faults/faults.py

fuzz: install ## give every reader of files ten thousand spoiled inputs, and as many led by coverage (FUZZ=… for another number)
	@FUZZ=$${FUZZ:-10000} $(RUN) -m pytest -q -rP tests/test_bad_input.py -k only_our
	@tests/fuzz/guided.sh $${FUZZ:-10000}

reproduce: install ## build the report in unlike folders, locales, zones and times, and compare every byte; PYTHONS="python3.12 …" for more
	@PYTHONPATH=lib $(RUN) tests/reproduce/reproduce.py $(PYTHONS)

binder: install ## build an environment as Binder would, start its server and run every notebook in it (takes minutes)
	@BINDER=1 $(RUN) -m pytest -q tests/browser/test_as_binder.py

mutation: install ## mutate the library and see which tests notice, by mutmut; MODULES="terms keyness" for some
	@tests/mutation.sh $(MODULES)

# pip-audit asks a service for known weaknesses of each locked package. An entry is a package, its version, the number of
# the weakness and the version that mends it: raise that one in pyproject.toml or with `make lock`, or note why it cannot matter here.
audit: install ## look the locked packages up among known weaknesses (asks the network)
	@test -x build/audit/bin/pip-audit || { $(PYTHON) -m venv build/audit && build/audit/bin/pip install --quiet pip-audit; }
	@build/audit/bin/pip-audit --require-hashes --disable-pip --requirement requirements.lock.txt

lint: install ## check and format the code, the notebooks' too
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .

# uv resolves for all platforms and Python versions at once; it is used where it is, else fetched into build/.
lock: ## renew requirements.lock.txt from pyproject.toml
	@command -v uv >/dev/null || test -x build/uv/bin/uv || \
		{ $(PYTHON) -m venv build/uv && build/uv/bin/pip install --quiet uv; }
	@PATH="$$PATH:$$PWD/build/uv/bin" && uv lock --upgrade && uv export --quiet --frozen --no-emit-project \
		--no-header --no-annotate --all-extras --all-groups --output-file requirements.lock.txt

clean: ## remove all that was made, but not the environment
	@rm -rf build .pytest_cache .ruff_cache .hypothesis .coverage
	@find lib tests notebooks -name __pycache__ -o -name .ipynb_checkpoints | xargs rm -rf

# The lock is whole, so pip need not resolve (--no-deps): pip before 24 would look for the newest `coverage[toml]` that pytest-cov
# asks for, and refuse it because the lock names another. `pip check` in the tests shows that nothing is missing.
# The environment is made again when the content of the lock or of pyproject.toml changes, not when git touches them, and
# for another PYTHON if one is named.
install:
	@cat requirements.lock.txt pyproject.toml | cmp -s - $(VENV)/made-from && \
		{ [ "$(origin PYTHON)" = file ] || [ "$$($(PYTHON) -V 2>&1)" = "$$($(RUN) -V)" ]; } || $(MAKE) --no-print-directory $(VENV)

.PHONY: $(VENV)
$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed, and $(PYTHON) is not; name one: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Environment: installing the locked packages into $(VENV), once"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements.lock.txt
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@cat requirements.lock.txt pyproject.toml > $(VENV)/made-from
