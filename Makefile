# Billing assistant. `make` alone lists what there is to do.
# Two commands matter to a newcomer: `make run` and `make test`.

PYTHON ?= python3
PORT ?= 8000
PROVIDER ?= stripe
WORKERS ?= auto
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run test check format lint types imports trust trust-tenth trust-tenth-sqlite trust-tenth-postgresql trust-tenth-files certify eval bench bench-extract lock clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/; s/\$$\(PORT\)/$(PORT)/' | expand -t 15

run: $(VENV)/.app $(BIN)/billing-assistant ## start everything with the demo world on http://127.0.0.1:$(PORT)
	@$(BIN)/billing-assistant serve --demo --port $(PORT)

test: $(VENV)/.dev $(BIN)/billing-assistant node_modules/.installed ## set up what the tests need and run them all
	$(BIN)/python -m pytest -q -n $(WORKERS) --maxprocesses 4 --dist loadfile

check: format lint types imports test trust-tenth ## what CI runs: format, lint, types, imports, tests, a tenth of trust

format: $(VENV)/.dev ## is everything formatted?
	$(BIN)/ruff format --check -q .

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff check -q .

types: $(VENV)/.dev ## mypy, strict, code and tests
	$(BIN)/mypy agent api bench billing delivery ingestion payments tools tests

imports: $(VENV)/.dev ## who may import whom
	$(BIN)/lint-imports --no-logo

trust: $(VENV)/.dev ## the reliability campaigns at full size, as a table with seeds
	$(BIN)/python -m tests.trust

TENTH := $(BIN)/python -m tests.trust --tenth --beside-tests --only G1,G2,G3 --lanes 1

# Both databases at once, each in one lane: much of a campaign is waiting.
trust-tenth: $(VENV)/.dev ## a tenth of the campaigns that kill, race, forge and send hostile files
	@$(MAKE) -s -j2 -O trust-tenth-sqlite trust-tenth-postgresql trust-tenth-files

trust-tenth-sqlite trust-tenth-postgresql: trust-tenth-%:
	$(TENTH) --database $*

# The suite reads 120 hostile files itself; here are the damaged ones.
trust-tenth-files:
	$(BIN)/python -m tests.trust --tenth --only "damaged files" --lanes 1

# The sandbox is no adapter: every adapter is judged over it, so it is judged by the official client, the
# wire formats and the kills that its own tests hold it against.
certify: $(VENV)/.dev ## judge one payment adapter, or the sandbox: make certify PROVIDER=stripe
	$(BIN)/python -m pytest -q $(if $(filter sandbox,$(PROVIDER)),tests/payments/sandbox,tests/payments/kit --provider $(PROVIDER))

eval: $(VENV)/.app $(BIN)/billing-assistant ## hold all written conversations with a model: make eval EVAL="--model openai:NAME --runs 4"
	@$(BIN)/billing-assistant eval tests/eval/scenarios --jobs 2 $(EVAL)

bench: $(VENV)/.dev ## our speed beside its rivals, in one run
	$(BIN)/python -m bench

bench-extract: $(VENV)/.dev ## how well invoices are read, and how fast, beside others; BENCH="--part held-out"
	$(BIN)/python -m bench.extract $(BENCH)

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links -q

lock: $(VENV)/.tools ## renew the locked dependencies, with hashes and without addresses
	for each in tools app dev; do $(BIN)/$(LOCK) requirements/$$each.in -o requirements/$$each.txt; done

clean: ## remove what was installed and the demo's data
	rm -rf $(VENV) node_modules .data .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	@echo "making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

# The command for people, run from this tree: nothing is built and nothing is fetched.
$(BIN)/billing-assistant: requirements/billing-assistant | $(VENV)/bin/python
	@install -m 755 $< $@

install := $(BIN)/python requirements/install.py

$(VENV)/.tools: requirements/tools.txt | $(VENV)/bin/python
	@$(BIN)/python -m pip install -q --require-hashes -r requirements/tools.txt || true
	@touch $@

$(VENV)/.app: requirements/app.txt $(VENV)/.tools
	@echo "installing the locked packages (about half a minute the first time)"
	@$(install) requirements/app.txt
	@$(BIN)/python -m compileall -q agent api billing delivery ingestion payments tools || true
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.app
	@echo "installing what the tests need"
	@$(install) requirements/dev.txt
	@touch $@

# The real AG-UI client, for one test. Where there is no Node, that test says it was not run.
node_modules/.installed: package-lock.json
	@mkdir -p node_modules
	@if command -v npm >/dev/null 2>&1; then npm ci --ignore-scripts --no-audit --no-fund --silent; \
	else echo "node: not there, the AG-UI client test will say so"; fi
	@touch $@
