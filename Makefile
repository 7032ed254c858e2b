# Two commands set everything up on a fresh Debian or Ubuntu machine: `make demo` and `make test`.
SHELL := /bin/sh
BIN := .venv/bin
DEMO ?= demo
LETTERS ?= 34
CORES ?= 2
LABELLED ?= bench/labelled.jsonl bench/development.jsonl

.PHONY: help demo test check architecture course reference format year documents bench bench-read bench-rules bench-desk scans lock samples messages clean

help:
	@echo "make demo    sample complaints through the whole road, then the desk in the browser, in ./$(DEMO) (SQLite)"
	@echo "make test    every test: a real Dovecot, PostgreSQL and LibreOffice on this machine"
	@echo "make check   ruff (bandit's rules too), mypy, import-linter; the CycloneDX list of dependencies, in build/"
	@echo "make format  ruff format and the fixes it is sure of"
	@echo "make documents    the documents of simulated cases of every kind, checked by machine, on contact sheets in build/"
	@echo "make year    a simulated year of 12 projects and 6 000 complaints, each clock compared with a reckoning apart"
	@echo "make bench   speed and memory, beside other programs"
	@echo "make bench-read  reading alone: formats, charset traps, OCR of scans (LETTERS=34)"
	@echo "make bench-rules  accuracy on labelled letters (LABELLED=\"FILE.jsonl …\"), speed beside other engines"
	@echo "make bench-desk  queue, search and then every page and API read at 100 000 cases, on SQLite and PostgreSQL"
	@echo "make scans   scans to develop reading on, in ./scans, each with its truth"
	@echo "make lock    requirements.lock again, from pyproject.toml"
	@echo "make samples the demo's PDF letters again, from their texts"
	@echo "make architecture  docs/images/architecture.svg again, from the code"
	@echo "make course        docs/images/course.svg again, from the table of a case's course"
	@echo "make reference     docs/reference.md and reference.zh.md again: every setting, command, page, key, event, API path"
	@echo "make messages  the desk's catalogue again, from what pages and code say"

demo:
	@tools/setup demo
	@$(BIN)/huihan demo $(DEMO)

test:
	@tools/setup test
	$(BIN)/python -m pytest -n $(CORES) --dist worksteal $(PYTEST_ARGS)

check:
	@tools/setup demo
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/python tools/list_dependencies.py

format:
	@tools/setup demo
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

documents:
	@cd tests && PYTHONPATH=.:.. ../$(BIN)/python -m documents ../build/documents $(CASES)

year:
	@tools/setup demo
	@cd tests && PYTHONPATH=.:.. ../$(BIN)/python -m year $(COMPLAINTS)

bench:
	@tools/setup bench
	@missed=""; for script in bench/bench_*.py; do echo "== $$script"; $(BIN)/python "$$script" || missed="$$missed $$script"; done; \
		[ -z "$$missed" ] || { echo "short of an aim:$$missed"; exit 1; }

bench-read:
	@tools/setup bench
	@$(BIN)/python bench/bench_read.py
	@$(BIN)/python bench/bench_formats.py; formats=$$?; \
		$(BIN)/python bench/bench_scans.py --letters $(LETTERS) && exit $$formats

bench-rules:
	@tools/setup demo
	@$(BIN)/python bench/bench_rules.py --labelled $(LABELLED)

bench-desk:
	@tools/setup bench
	@$(BIN)/python bench/large_desk.py; desk=$$?; $(BIN)/python bench/large_pages.py && exit $$desk

scans:
	@tools/setup bench
	@$(BIN)/python tools/make_scans.py scans

lock:
	@tools/setup demo
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --extra dev pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header -c requirements.lock pyproject.toml \
		-o docker/requirements.lock

samples:
	@tools/setup demo
	$(BIN)/python tools/make_sample_pdfs.py

architecture:
	@tools/setup demo
	$(BIN)/python tools/draw_architecture.py

course:
	@tools/setup demo
	$(BIN)/python tools/draw_course.py

reference:
	@tools/setup demo
	$(BIN)/python tools/write_reference.py

messages:
	@tools/setup demo
	$(BIN)/python tools/messages.py

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .import_linter_cache .hypothesis
