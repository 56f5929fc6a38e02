# Needs make and Python 3.11 or newer; everything else is put into .venv. `make` lists the commands.

export PYTHON ?= python3
# Or every process compiles 1,700 modules anew where the machine's settings forbid Python to keep them.
export PYTHONDONTWRITEBYTECODE :=
bin := .venv/bin
example := examples/kediri
simulated := .venv/simulated

.DEFAULT_GOAL := help
.PHONY: help setup demo cluster-demo gallery test bench proof lock

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile

setup: ## make .venv and install what a run needs
	@scripts/setup.sh

demo: setup $(simulated) ## simulate the Kediri example, run October and November 2021
	@CAKUPAN_HOME=$(example) CAKUPAN_OUTPUT="$(CURDIR)/output" $(bin)/cakupan run 2021-10 2021-11

cluster-demo: setup $(simulated) ## the same two months on a Dask cluster with s3 and PostgreSQL, compared with one machine
	@scripts/setup.sh test
	@$(bin)/python -m tests.cluster_demo

$(simulated): $(example)/simulation.toml $(if $(wildcard $(example)/inbox),,gone) | setup
	@$(bin)/cakupan simulate $(example)/simulation.toml $(example)/inbox
	@touch $@

.PHONY: gone
gone:

gallery: ## every kind of bulletin as PDF and pictures, side by side in output/gallery/index.html
	@scripts/setup.sh test
	@$(bin)/python -m tests.gallery

test: ## format, lint, types, data dictionary, methodology, translations, tests
	@scripts/setup.sh test
	@$(bin)/ruff format --check --quiet .
	@$(bin)/ruff check --quiet .
	@$(bin)/mypy
	@$(bin)/python -m schemas.dictionary --check && $(bin)/python -m schemas.methodology --check
	@$(bin)/python -m flows.translations --check
	@$(bin)/pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder

bench: ## how long and how much memory (tests/benchmarks); SCALE=national measures a whole nation
	@scripts/setup.sh bench
	@for script in tests/benchmarks/bench_*.py; do PYTHONPATH=. $(bin)/python "$$script" || exit; done

proof: ## what is promised when things go wrong: kills, stops, broken files, attackers
	@scripts/setup.sh test
	@$(bin)/pytest --quiet --every-byte --every-call --documents 100 --hypothesis-profile proof tests/flows
	@$(bin)/python -m tests.operations --check
	@$(bin)/pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder tests/proofs/*.py
	@echo "Pictures of Prefect's pages are in $(CURDIR)/output/proof"
	@$(bin)/pytest --quiet --numprocesses 2 --hypothesis-profile proof --countries 200 tests/transforms

lock: $(bin)/uv ## write requirements.lock anew after a change in pyproject.toml (upgrade=--upgrade)
	@$(bin)/uv pip compile --quiet $(upgrade) --universal --python-version 3.11 --all-extras \
		--generate-hashes --no-header --output-file requirements.lock pyproject.toml

$(bin)/uv:
	@scripts/setup.sh
