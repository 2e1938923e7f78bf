# Luodi: `make run` does the main job, `make test` runs everything; each sets up what it needs.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-dev
BENCH  := .venv-bench
CORE   := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help run test coverage lint docs bench verify score setup clean

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(CORE) ## set up, then the check-up of a sample enterprise, then the site (PORT=8000; Ctrl+C ends it)
	@$(BIN)/luodi check examples/growing-firm.yaml
	@$(BIN)/luodi serve --port $(or $(PORT),8000)

test: $(STAMP) ## set up, then the whole test suite
	@$(BIN)/python -m pytest

coverage: $(STAMP) ## the same, telling which lines of the engine were not reached (half as fast again)
	@$(BIN)/python -m pytest --cov --cov-report=term

lint: $(STAMP) ## ruff, mypy --strict, the layer contract, the generated pages
	@$(BIN)/ruff check src tests bench docs
	@$(BIN)/ruff format --check src tests bench docs
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python docs/generate.py --check

docs: $(STAMP) ## write the generated reference pages
	@$(BIN)/python docs/generate.py

verify: $(CORE) ## check every encoded policy against the documents in DOCUMENTS=…
	@$(BIN)/luodi policies verify --documents $(or $(DOCUMENTS),../shared/corpus)

score: $(CORE) ## score the drafts against hand labels: GOLD=… DOCUMENTS=… (MISSES=1 lists every miss)
	@drafts=$$(mktemp -d) && $(BIN)/luodi extract $(or $(DOCUMENTS),../shared/corpus) --out $$drafts >/dev/null \
	  && $(BIN)/python $(or $(GOLD),../shared/gold)/score.py $(or $(GOLD),../shared/gold) $(or $(DOCUMENTS),../shared/corpus) $$drafts $(if $(MISSES),--misses); \
	  code=$$?; rm -rf $$drafts; exit $$code

bench: $(BENCH)/.installed $(STAMP) ## measure beside the peers, in one run (WRITE=1 writes docs/benchmarks/)
	@$(BENCH)/bin/python bench/one_enterprise.py $(if $(WRITE),--write)
	@$(BENCH)/bin/python bench/documents.py $(if $(WRITE),--write)
	@$(BENCH)/bin/python bench/extraction.py $(if $(WRITE),--write)
	@$(BENCH)/bin/python bench/population.py $(if $(WRITE),--write)
	@$(BENCH)/bin/python bench/best.py $(if $(WRITE),--write)
	@$(BENCH)/bin/python bench/million.py $(if $(WRITE),--write)
	@$(BENCH)/bin/python bench/population_rules.py $(if $(WRITE),--write)
	@$(BIN)/python bench/site.py $(if $(WRITE),--write)

setup: $(STAMP) ## only set up

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) $(BENCH) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新版本" >&2; exit 1; }

$(CORE): $(VENV)/bin/python pyproject.toml
	@echo "正在安装 Luodi（只需一次）…"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[site]'
	@touch $@

$(STAMP): $(VENV)/bin/python pyproject.toml
	@echo "正在安装 Luodi 与测试工具（只需一次）…"
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev,tables,site]'
	@touch $@ $(CORE)

# The peers pin what they need (NumPy and others), so they live in an environment of their own.
$(BENCH)/.installed: pyproject.toml
	@$(PYTHON) -m venv $(BENCH) || python3 -m venv $(BENCH)
	@echo "正在为测速安装 Luodi 与同类软件（只需一次）…"
	@$(BENCH)/bin/pip install --quiet --disable-pip-version-check -e '.[tables]'
	@$(BENCH)/bin/pip install --quiet --disable-pip-version-check -e '.[bench]' || echo "同类软件没有装上，结果里会写明" >&2
	@touch $@
