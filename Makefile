.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
AUDIT := .venv/audit/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable
UI = webapp/http/ui
DIST = webapp/http/static/dist
BUILT_FROM = pyproject.toml requirements.lock hatch_build.py $(wildcard $(UI)/*.* $(UI)/src/* $(UI)/src/*/*)
FORGET_OLD_BUNDLE = test -z "$$(find $(UI) -name node_modules -prune -o -type f -newer $(DIST)/manifest.json -print 2>/dev/null)" || rm -rf $(DIST)
.PHONY: help run test long check bench fuzz audit letters drill pictures

help: ## show these lines
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

run: .venv/run.stamp ## start the office with made-up people and cases, and say where to look
	$(BIN)/shibiyan serve --demo

test: check ## all checks and all tests
	$(BIN)/pytest --ignore tests/rules

long: .venv/test.stamp ## what `make test` samples, whole: everybody's rights, every story behind the second wall
	$(BIN)/pytest -m long

check: .venv/test.stamp ## style, types, layers and house rules: seconds
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest tests/rules

bench: .venv/test.stamp ## measure: acts a second, time of each page
	$(BIN)/python -m tests.bench

fuzz: .venv/test.stamp ## expressions and decisions at random, ten minutes
	$(BIN)/python -m tests.feel.fuzz --seconds 300
	$(BIN)/python -m tests.engine.decisions.fuzz --seconds 300

audit: .venv/test.stamp .venv/audit.stamp ## weaknesses: own rules, bandit, known ones of what it is built on
	$(BIN)/pytest -n 1 tests/attacks/test_scanners.py
	$(AUDIT)/pip-audit --requirement requirements.lock --disable-pip --no-deps --progress-spinner off --timeout 10

letters: .venv/test.stamp ## write every letter once, as PDF, DOCX and HTML, into var/letters
	$(BIN)/python -m webapp.letters var/letters

drill: .venv/test.stamp ## back up an office at work, destroy it, restore it elsewhere, prove that nothing is lost
	$(BIN)/python -m tests.drill

pictures: .venv/test.stamp ## take the pictures of the README, from the demo
	$(BIN)/python -m tests.browser.pictures

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/run.stamp: $(BUILT_FROM) | .venv/bin/python
	@$(FORGET_OLD_BUNDLE)
	$(INSTALL) .
	@touch $@

.venv/test.stamp: $(BUILT_FROM) | .venv/bin/python
	@$(FORGET_OLD_BUNDLE)
	$(INSTALL) '.[test,browser]'
	@touch $@ .venv/run.stamp

.venv/audit.stamp: tests/attacks/tools.txt | .venv/bin/python
	$(PYTHON) -m venv .venv/audit
	$(AUDIT)/python -m pip install --quiet --disable-pip-version-check --requirement tests/attacks/tools.txt
	@touch $@
