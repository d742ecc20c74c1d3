# make run    the site with its demo, on http://localhost:8000   (PORT=…, HOST=… to change)
# make test   all tests; on PostgreSQL too where DATABASE_URL names one; in a browser too where Chromium is installed
# make bench  what the site costs at 1,000, 10,000 and 100,000 stories, into bench/RESULTS.md; takes half an hour
# make lint   style, and migrations that say what the models say
# make lock   new pinned requirements, within the ranges of pyproject.toml

PORT ?= 8000
# Only this machine: the demo's passwords are known to everybody.
HOST ?= 127.0.0.1
JOBS ?= 2
PYTHONS = $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11

export DEBUG = 1
export PYTHONUNBUFFERED = 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1

python = .venv/bin/python
spread = -n $(JOBS) --dist loadgroup
pinned = --no-emit-project --no-header --format requirements-txt --output-file
install = $(python) -m pip install --quiet --require-hashes --only-binary :all: -r

.PHONY: run test bench lint lock

run: export SITE_URL = http://localhost:$(PORT)
run: .venv/run.stamp
	@$(python) manage.py migrate --verbosity 0
	@$(python) manage.py load_demo
	@printf '\n  Readers:  $(SITE_URL)/\n  The desk: $(SITE_URL)/admin/\n'
	@printf '  Log in as writer, editor or chief, password newsdesk. Ctrl-C stops.\n\n'
	@exec $(python) manage.py runserver --noreload $(HOST):$(PORT)

test: .venv/dev.stamp
	@set -e; url=$$DATABASE_URL; unset DATABASE_URL; skipped=; \
	echo 'Tests on SQLite'; $(python) -m pytest -q $(spread); \
	if (command -v chromium || command -v chromium-browser || command -v google-chrome) >/dev/null; then \
		echo 'Tests in a browser'; $(python) -m pytest -q $(spread) -m browser; \
	else skipped="$$skipped; no browser tests, for want of Chromium"; fi; \
	case $$url in \
		postgres*) echo 'Tests on PostgreSQL'; DATABASE_URL=$$url $(python) -m pytest -q $(spread);; \
		*) skipped="$$skipped; no tests on PostgreSQL, as DATABASE_URL names none";; \
	esac; \
	echo "All tests passed$${skipped:-, on SQLite, in a browser and on PostgreSQL}."

bench: .venv/run.stamp
	@$(python) -m bench $(if $(SIZES),--sizes $(SIZES))

lint: .venv/dev.stamp
	@$(python) -m ruff check
	@$(python) -m ruff format --check
	@$(python) manage.py makemigrations --check --dry-run

lock: .venv/made
	@$(python) -m venv .venv/lock
	@.venv/lock/bin/pip install --quiet uv
	@.venv/lock/bin/uv lock --quiet --upgrade
	@.venv/lock/bin/uv export --quiet --frozen --no-dev $(pinned) requirements.txt
	@.venv/lock/bin/uv export --quiet --frozen $(pinned) requirements-dev.txt

# Stamps, so that a second run installs nothing.
.venv/made:
	@for p in $(PYTHONS); do \
		if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			$$p -m venv --clear .venv && touch $@ && exit 0; \
			exit 1; \
		fi; \
	done; echo 'Newsdesk needs Python 3.11 or later.' >&2; exit 1

.venv/run.stamp: .venv/made requirements.txt
	@$(install) requirements.txt
	@touch $@

.venv/dev.stamp: .venv/made requirements-dev.txt
	@$(install) requirements-dev.txt
	@touch $@
