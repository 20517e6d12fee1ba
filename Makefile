# make serve           build the index from corpus/ and serve it       (PORT=8000)
# make check           linters, types, and the tests without a browser, the real model, and servers
# make test            every test, linters and types included               (ARGS="-k name": some)
# make coverage        every test, and which lines and branches they reach
# make bench           what a query costs, beside the encoder's own forward pass (INDEXES="FOLDER=QUERIES.jsonl")
# make load            several workers under load              (LOAD=overload|scale INDEXES="FOLDER=QUERIES.jsonl")
# make fuzz            generated input, ten minutes for each of three targets  (SECONDS=600)
# make crash           builds killed and on full disks; every file of an index damaged
# make sbom            what is installed to serve: licences, and CycloneDX in sbom.json
# make constraints     the newest versions of all that serving installs, with their digests
# make screenshots     a picture of each page and state, in both themes and three widths (SCREENSHOTS=DIR)
# make bench-size      build, folder, memory and queries at several sizes, beside others (SIZES="--size 5000")
# make cluster         three OpenSearch nodes on this machine, until Ctrl-C (VERSION, NODES, CLUSTER_PORT)
# make cluster-down    end them from elsewhere
# make bench-quality   how well each fusion ranks, and what int8 costs      (BENCH=--all)

PYTHON ?= python3
PORT   ?= 8000
VENV   := .venv
BIN    := $(VENV)/bin
INDEX  ?= .alongside
CLUSTER_PORT ?= 9200
NODES  ?= 3
VERSION ?= 2.19.1
BENCH  ?= --precision
LOAD   ?= load
SECONDS ?= 600
SIZES  ?=
SCREENSHOTS ?= /tmp/alongside-screenshots
TORCH  := 2.13.0
# Where PyTorch itself publishes its builds for machines without a GPU; empty: it is not asked.
TORCH_CPU ?= https://download.pytorch.org/whl/cpu
# A worker for each core, a file on one worker, what takes longest first (tests/conftest.py).
WORKERS ?= auto
# Bytecode is kept between runs whatever the shell says: the suite starts many a Python.
export PYTHONDONTWRITEBYTECODE :=
# A build flushes each of its files: in memory, where there is room, no test waits for a disk.
MEMORY := $(shell df --output=avail /dev/shm 2>/dev/null | awk 'NR > 1 && $$1 > 4000000 {print "/dev/shm"}')
check test coverage: export TMPDIR := $(or $(MEMORY),$(TMPDIR),/tmp)
PYTEST := -m pytest --numprocesses $(WORKERS) --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help

.PHONY: help serve index check test coverage load fuzz crash sbom constraints bench bench-quality bench-size screenshots cluster cluster-down clean

help:
	@sed -n 's/^# make/make/p' Makefile

# PyTorch comes first and as its CPU build, so that nothing pulls the one with CUDA (3.4 GB that a
# machine without one never uses): from its own index where that is named and answers, else from the
# one that pip asks, where the plain build of the same version serves as well.
$(VENV)/torch: Makefile
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@{ test -n "$(TORCH_CPU)" && $(BIN)/python -m pip install --quiet --no-deps --retries 0 \
	  --timeout 5 --index-url "$(TORCH_CPU)" "torch==$(TORCH)+cpu" 2>/dev/null; } || \
	$(BIN)/python -m pip install --quiet "torch==$(TORCH)+cpu" 2>/dev/null || \
	$(BIN)/python -m pip install --quiet "torch==$(TORCH)"
	@touch $@

$(VENV)/build: $(VENV)/torch pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[build]"
	@touch $@

$(VENV)/test: $(VENV)/build pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[build,test]"
	@touch $@

$(VENV)/bench: $(VENV)/test pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[build,test,bench]"
	@touch $@

# Built again only where the corpus or the engine changed, so that a second `make serve` is quick.
$(INDEX)/current: $(VENV)/build $(wildcard corpus/*) $(shell find indexer -name '*.py')
	@$(BIN)/alongside index corpus --to $(INDEX)
	@touch $@

index: $(INDEX)/current

serve: index
	@exec $(BIN)/alongside serve --index $(INDEX) --port $(PORT)

# What starts servers and kills processes takes seconds each.
SLOW := tests/browser tests/cluster tests/test_killing.py tests/test_deploying.py \
  tests/webapp/test_described.py tests/webapp/test_http_server.py tests/webapp/test_server.py \
  tests/indexer/test_live.py tests/indexer/read/test_sites.py

# Fewer generated examples and requests than `make test` tries.
check: $(VENV)/test
	ALONGSIDE_CASES=1 ALONGSIDE_EXAMPLES=5 $(BIN)/python $(PYTEST) -m "not browser and not model" $(SLOW:%=--ignore=%) $(ARGS)

test: $(VENV)/test
	$(BIN)/python $(PYTEST) $(ARGS)

coverage: $(VENV)/test
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run $(PYTEST) $(ARGS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --skip-covered

bench: $(VENV)/test
	$(BIN)/python tests/bench/served.py $(INDEXES)
	$(BIN)/python tests/bench/endpoint.py $(INDEXES)
	PYTHONPATH=. $(BIN)/python tests/bench/collaborators.py $(INDEXES)

bench-quality: $(VENV)/test
	$(BIN)/python tests/bench/quality.py $(BENCH)

bench-size: $(VENV)/bench
	$(BIN)/python tests/bench/size.py run $(SIZES)

cluster:
	@exec deploy/cluster.sh up $(VERSION) $(NODES) $(CLUSTER_PORT)

cluster-down:
	@deploy/cluster.sh down

load: $(VENV)/test index
	@for one in $(or $(INDEXES),$(INDEX)=corpus/judgements.jsonl); do \
	  PYTHONPATH=. $(BIN)/python tests/bench/load.py $(LOAD) "$${one%%=*}" "$${one#*=}" || exit 1; \
	done

# Needs atheris, which has builds for Linux only: what it found is tried by every `make test`.
fuzz: $(VENV)/test
	$(BIN)/python -m pip install --quiet "atheris>=3"
	@for one in splitter query manifest; do $(BIN)/python -m tests.fuzz.run $$one $(SECONDS) || exit 1; done

crash: $(VENV)/test
	$(BIN)/python tests/bench/crash.py
	$(BIN)/python tests/bench/faults.py

# In an environment of their own, so that nothing of theirs is among what is listed.
$(VENV)-tools:
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet cyclonedx-bom pip-licenses pip-tools

constraints: $(VENV)-tools
	CUSTOM_COMPILE_COMMAND="make constraints" $(VENV)-tools/bin/pip-compile --quiet --upgrade \
	  --generate-hashes --strip-extras --no-annotate --no-emit-options \
	  --output-file constraints.txt pyproject.toml

sbom: $(VENV)-tools $(VENV)/build
	$(VENV)-tools/bin/cyclonedx-py requirements constraints.txt --output-file sbom.json
	$(VENV)-tools/bin/pip-licenses --python $(BIN)/python --format markdown --order license \
	  --packages $$(sed -n 's/==.*//p' constraints.txt)

screenshots: $(VENV)/test index
	$(BIN)/python -m tests.browser.screenshots $(INDEX) $(SCREENSHOTS)

clean:
	rm -rf $(VENV) $(VENV)-tools $(INDEX)
