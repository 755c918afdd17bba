# Needs Python 3.11 or later and make; all else is installed into .venv, in the versions of requirements.lock.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# What the tests are spread over: the cores that there are, or say WORKERS=0 to see prints.
WORKERS ?= auto
BIN := .venv/bin
READY := .venv/.ready

.PHONY: assets demo picture test test-wheel score scores lint format bench bench-full lock clean

demo: $(READY)  ## the graph of seeds/ in out/
	$(BIN)/kg-builder build seeds --out out

picture: demo  ## docs/seed.svg, drawn from the graph in out/
	$(BIN)/python docs/picture.py

test: $(READY)  ## every test of this checkout
	$(BIN)/python -m pytest -n $(WORKERS)

test-wheel: $(READY)  ## the same tests on the built wheel, under each newer Python that is installed
	$(BIN)/python .ci/test_wheel.py

# Figures by set: tests/devset was there to learn from; tests/telegrams was written apart from the rules.
SETS := devset telegrams

score: $(READY)  ## how well the texts of the tests are read; fails if a figure fell
	@for set in $(SETS); do \
	  $(BIN)/kg-builder build "tests/$$set" --out "build/$$set" >/dev/null 2>&1 || exit 1; \
	  echo "== tests/$$set"; \
	  $(BIN)/kg-builder evaluate "build/$$set" --texts "tests/$$set" --gold "tests/$$set" --against "tests/scores/$$set.json" >"build/$$set.txt" \
	    || { cat "build/$$set.txt"; exit 1; }; \
	  grep -E '^[A-Z]+ +P ' "build/$$set.txt"; \
	done

scores: $(READY)  ## keep the figures of now as those that may not fall
	@for set in $(SETS); do \
	  $(BIN)/kg-builder build "tests/$$set" --out "build/$$set" >/dev/null 2>&1 || exit 1; \
	  $(BIN)/kg-builder evaluate "build/$$set" --texts "tests/$$set" --gold "tests/$$set" --save "tests/scores/$$set.json" >"build/$$set.txt" || exit 1; \
	  echo "== tests/$$set"; grep -E '^[A-Z]+ +P ' "build/$$set.txt"; \
	done

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

PEERS := build/bench-venv

bench: $(READY) $(PEERS)/.ready  ## measurements against peers; each prints its own table
	$(BIN)/python benchmarks/corpus_bench.py --results benchmarks/results/corpus.json
	$(BIN)/python benchmarks/extract_bench.py
	$(BIN)/python benchmarks/validate_bench.py

bench-full: $(READY) $(PEERS)/.ready  ## the corpus up to 100,000 documents; takes hours
	$(BIN)/python benchmarks/corpus_bench.py --sizes 1 100 1000 10000 100000 --results build/bench-full.json

# What the mapping is measured against, in a place of its own.
$(PEERS)/.ready: benchmarks/requirements.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt
	touch $@

assets:  ## editor, type and coasts of the explorer, by npm as package-lock.json has them; pages do without
	npm ci --ignore-scripts --no-audit --no-fund --silent
	$(PYTHON) docs/assets.py

lock:  ## requirements.lock anew, from what pyproject.toml asks for
	rm -rf .venv-lock
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check '.[dev,evaluate]'
	{ echo '# Made by `make lock`: every package of the program and of its tests, in the versions that CI uses.'; \
	  .venv-lock/bin/python -m pip freeze --exclude kg-builder; } > requirements.lock
	rm -rf .venv-lock

# Anew when the lock or the metadata change. --no-deps: a package missing from the lock is a fault, and `pip check` tells it.
$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	touch $@

clean:
	rm -rf node_modules kg_builder/explorer/assets .venv .venv-lock build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache out/run
