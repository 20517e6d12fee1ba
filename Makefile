# make serve           build the index from corpus/ and serve it       (PORT=8000)
# make test            every test, linters and types included
# make bench           what a query costs, beside the encoder's own forward pass (INDEXES="FOLDER=QUERIES.jsonl")
# make screenshots     a picture of each page and state, in both themes and three widths (SCREENSHOTS=DIR)
# make bench-quality   how well each fusion ranks, and what int8 costs      (BENCH=--all)

PYTHON ?= python3
PORT   ?= 8000
VENV   := .venv
BIN    := $(VENV)/bin
INDEX  ?= .alongside
BENCH  ?= --precision
SCREENSHOTS ?= /tmp/alongside-screenshots
TORCH  := 2.13.0

.DEFAULT_GOAL := help
.PHONY: help serve index test bench bench-quality screenshots clean

help:
	@sed -n 's/^# make/make/p' Makefile

# PyTorch comes first and as its CPU build, so that nothing pulls the one with CUDA; where the
# package index has no such build, the plain one of the same version serves as well.
$(VENV)/torch: Makefile
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet "torch==$(TORCH)+cpu" || \
	$(BIN)/python -m pip install --quiet "torch==$(TORCH)"
	@touch $@

$(VENV)/build: $(VENV)/torch pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[build]"
	@touch $@

$(VENV)/test: $(VENV)/build pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[build,test]"
	@touch $@

# Built again only where the corpus or the engine changed, so that a second `make serve` is quick.
$(INDEX)/current: $(VENV)/build $(wildcard corpus/*) $(shell find indexer -name '*.py')
	@$(BIN)/alongside index corpus --to $(INDEX)
	@touch $@

index: $(INDEX)/current

serve: index
	@exec $(BIN)/alongside serve --index $(INDEX) --port $(PORT)

test: $(VENV)/test
	$(BIN)/python -m pytest

bench: $(VENV)/test
	$(BIN)/python tests/bench/served.py $(INDEXES)
	$(BIN)/python tests/bench/endpoint.py $(INDEXES)
	PYTHONPATH=. $(BIN)/python tests/bench/company.py $(INDEXES)

bench-quality: $(VENV)/test
	$(BIN)/python tests/bench/quality.py $(BENCH)

screenshots: $(VENV)/test index
	$(BIN)/python -m tests.browser.screenshots $(INDEX) $(SCREENSHOTS)

clean:
	rm -rf $(VENV) $(INDEX)
