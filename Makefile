# Two commands matter: `make serve` and `make test`. Everything else is made by them.
PYTHON ?= python3.11
BIN := .venv/bin
DATA := $(shell find data -type f 2>/dev/null) $(shell find graph -name '*.py')

.PHONY: serve test check bench web pins clean

serve: .venv/serve .venv/web releases/current/manifest.json
	@$(BIN)/python -m server serve

test: .venv/test .venv/web .venv/debian
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: .venv/test
	$(BIN)/ruff check .
	$(BIN)/lint-imports

# Every topic of benchmarks/, or some: make bench TOPICS=reading
bench: .venv/bench
	@$(BIN)/python -m benchmarks $(TOPICS)

releases/current/manifest.json: .venv/serve $(DATA)
	@$(BIN)/python -m server build
	@touch -h releases/current; touch releases/current/manifest.json

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "codekin needs Python 3.11 or newer; say make PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@ln -sf ../../codekin .venv/bin/codekin

.venv/serve: .venv/bin/python requirements/serve.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/serve.txt
	@touch $@

.venv/test: .venv/bin/python requirements/test.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@touch $@ .venv/serve

# Peers that only benchmarks use.
.venv/bench: .venv/serve requirements/bench.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

# GraphiQL comes from npm, held by hashes; without npm everything else works and /graphql says what is missing.
web: .venv/web
.venv/web: .venv/bin/python server/web/package-lock.json
	@if command -v npm >/dev/null; then cd server/web && npm ci --silent --no-progress; \
	else echo "no npm here: GraphiQL is left out, everything else works" >&2; fi
	@touch $@

# Tools that only tests use; a machine that cannot install them skips those tests with the reason.
.venv/debian: .venv/bin/python
	@for tool in rapper:raptor2-utils chromium:chromium; do \
	  command -v $${tool%%:*} >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  { apt-get update -qq; apt-get install -y -qq --no-install-recommends $${tool##*:}; } >/dev/null 2>&1; } || \
	  echo "$${tool##*:} cannot be installed here: its tests are skipped" >&2; done
	@touch $@

pins:
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --generate-hashes --universal --python-version 3.11 --no-header pyproject.toml -o requirements/serve.txt
	$(BIN)/uv pip compile --generate-hashes --universal --python-version 3.11 --no-header --extra test -c requirements/serve.txt pyproject.toml -o requirements/test.txt
	$(BIN)/uv pip compile --generate-hashes --universal --python-version 3.11 --no-header --extra bench -c requirements/serve.txt pyproject.toml -o requirements/bench.txt

clean:
	rm -rf .venv releases server/web/node_modules
