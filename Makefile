# make demo   play with it in the browser: no token, no account, no server needed
# make run    the same bot with your own token from .env
# make test   every test on real servers; make check: every linter

.DEFAULT_GOAL := help
.PHONY: help demo run test check test-browser test-chaos bench migration lock clean
.DELETE_ON_ERROR:

# Bytecode is written once, at installation; without it every start recompiles for seconds.
unexport PYTHONDONTWRITEBYTECODE
unexport VIRTUAL_ENV
PYTHON ?=
ARGS ?=
PY := .venv/bin/python

help:
	@sed -n '1,/^$$/s/^# //p' Makefile

demo: .venv/runtime.stamp
	@exec $(PY) -m bot demo $(ARGS)

run: .venv/runtime.stamp
	@exec $(PY) -m bot run $(ARGS)

test: .venv/tests.stamp
	$(PY) -m pytest -n 3 --dist loadgroup -m "not browser and not chaos and not bench" $(ARGS)

check: .venv/tests.stamp
	@PRE_COMMIT_HOME="$(CURDIR)/.venv/pre-commit" $(PY) -m pre_commit run --all-files $(ARGS)

test-browser: .venv/tests.stamp
	@$(CHROMIUM)
	$(PY) -m pytest -m browser $(ARGS)

test-chaos: .venv/tests.stamp
	$(PY) -m pytest -n 2 -m chaos --ignore tests/chaos $(ARGS)
	$(PY) -m pytest -m chaos tests/chaos $(ARGS)

bench: .venv/tests.stamp
	$(PY) -m pytest -q -m bench $(ARGS)

migration: .venv/tests.stamp
	@$(PY) -m bot migration "$(or $(NAME),$(error Say what it does: make migration NAME="add routes"))"

# Both lists name no package index, and hold wheels for every supported Python and platform.
LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-strip-markers
lock:
	@command -v uv >/dev/null || { echo "make lock needs uv: https://docs.astral.sh/uv" >&2; exit 1; }
	$(LOCK) pyproject.toml --output-file requirements.lock
	$(LOCK) pyproject.toml --group test --constraint requirements.lock --output-file tests/requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/made:
	@$(MAKE_VENV)
	@touch $@

.venv/runtime.stamp: requirements.lock | .venv/made
	@$(call INSTALL,requirements.lock)
	@touch $@

.venv/tests.stamp: requirements.lock tests/requirements.lock | .venv/made
	@$(call INSTALL,tests/requirements.lock)
	@touch $@ .venv/runtime.stamp

define MAKE_VENV
set -eu; stop() { echo "$$1" >&2; exit 1; }; found=; \
for name in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
  if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; \
  then found=$$name; break; fi; \
done; \
[ -n "$$found" ] || stop "CrossPoster needs Python 3.11 to 3.14, and here is $$(python3 --version 2>/dev/null || echo none). Another one: make demo PYTHON=/path/to/python"; \
mkdir -p .venv 2>/dev/null && [ -w .venv ] || stop "The folder $(CURDIR) is read-only: put CrossPoster where you may write."; \
if command -v uv >/dev/null; then uv venv --quiet --clear --python "$$found" .venv; exit; fi; \
$$found -c 'import ensurepip, venv' 2>/dev/null || stop "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; \
$$found -m venv --clear .venv || stop "The folder .venv could not be made: the lines above say why."
endef

define INSTALL
set -eu; echo "Installing the parts listed in $(1). This happens once..."; \
if command -v uv >/dev/null; then \
  uv pip install --quiet --python $(PY) --require-hashes --no-deps --only-binary :all: --compile-bytecode -r $(1); \
else \
  $(PY) -m pip install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r $(1); \
fi || { echo "The parts could not be installed: no network, or no ready-made package for this machine." >&2; exit 1; }
endef

define CHROMIUM
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi; \
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
  apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends chromium >/dev/null; \
else echo "Chromium is missing. On Debian: apt-get install chromium" >&2; exit 1; fi
endef
