# Two commands on a fresh machine: `make serve` and `make test`. Both do nothing twice, and work without a network
# once everything is there.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
UV := .cache/uv/bin/uv

# Debian has every package under these names; Ubuntu, which has apt-get too, has neither browser.
DEBIAN := $(shell . /etc/os-release 2>/dev/null; test "$$ID" = debian && echo yes)
DEBIAN_PACKAGES := chromium chromium-headless-shell firefox-esr webkit2gtk-driver xvfb poppler-utils fonts-noto-cjk fonts-cns11643-kai libreoffice-writer-nogui libreoffice-calc-nogui

.PHONY: serve build test bench bench-trial bench-lock test-tools requirements runtime-lock record-start clean help

help:
	@echo "make serve         build the site and serve it on a loopback port (PORT=$(PORT))"
	@echo "make test          set up everything that the tests need, a browser included, and run them"
	@echo "make build         write the site to public/"
	@echo "make bench         measure first verdict, keystroke, papers and scale beside JavaScript libraries; writes docs/bench.md"
	@echo "make bench-trial   the same, each once, to see that it works; writes .cache/bench/report"
	@echo "make bench-lock    pin the npm packages of tests/bench/peers/package.json anew"
	@echo "make requirements  pin the Python packages of pyproject.toml anew"
	@echo "make runtime-lock  pin the npm packages of pyodide_app/runtime/package.json anew"
	@echo "make record-start  record anew what a start calls, after a change of Pyodide, pydantic, Typst or PyScript"
	@echo "make clean         remove the virtual environment, the caches and the built site"

serve: $(INSTALLED)
	$(RUN) build.py --serve --port $(PORT)

build: $(INSTALLED)
	$(RUN) build.py

# Firefox ESR and WebKitGTK are Debian's: elsewhere only Chromium is driven.
ELSEWHERE := $(if $(DEBIAN),,--ignore=tests/browser/test_engines.py)

# Two files at a time. The site is built before them, so that an empty cache is filled once.
test: $(INSTALLED) test-tools build
	$(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ELSEWHERE)

bench: $(INSTALLED) test-tools
	$(RUN) -m pytest -s -o python_files='bench_*.py' tests/bench --to docs

bench-trial: $(INSTALLED) test-tools
	$(RUN) -m pytest -s -o python_files='bench_*.py' tests/bench --rounds 1 --lines 1

bench-lock: $(INSTALLED)
	cd tests/bench/peers && ../../../$(VENV)/bin/npm install --package-lock-only --ignore-scripts \
	  --omit-lockfile-registry-resolved --no-audit --no-fund

$(INSTALLED): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Makefile: $(PYTHON) is older than Python 3.11. Install a newer one and say: make PYTHON=python3.11"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV) \
	  || { echo "Makefile: $(PYTHON) cannot make a virtual environment. On Debian install python3-venv."; exit 1; }
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt \
	  || { echo "requirements.txt: the Python packages could not be installed. Connect to the network once and try again."; exit 1; }
	@touch $@

# Browsers to drive, poppler to look into PDF files, LibreOffice to open what is editable, fonts; on Debian they are installed where they are missing.
ifdef DEBIAN
test-tools:
	@missing=; \
	for package in $(DEBIAN_PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; done; \
	test -z "$$missing" && exit 0; \
	as_root=; test "$$(id -u)" = 0 || as_root="sudo -n"; \
	echo "make test: installing$$missing"; \
	$$as_root apt-get update -qq \
	  && $$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing \
	  || { echo "make test: still missing. As root: apt-get install$$missing"; exit 1; }
else
test-tools:
	@missing=" a Chromium browser"; \
	for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && missing=; done; \
	for tool in pdftotext pdfinfo pdftoppm soffice; do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	test -z "$$missing" \
	  || { echo "make test: missing:$$missing. Install Chromium, poppler's tools and LibreOffice, then try again."; exit 1; }
endif

requirements: $(UV)
	{ sed '/^#/!d' requirements.txt; \
	  $(UV) pip compile pyproject.toml --group build --group papers --group test --universal --python-version 3.11 \
	    --generate-hashes --no-header --quiet; } > requirements.new
	mv requirements.new requirements.txt

$(UV):
	$(PYTHON) -m venv .cache/uv
	.cache/uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

record-start: $(INSTALLED) test-tools
	$(RUN) -m tests.browser.record_start

runtime-lock: $(INSTALLED)
	cd pyodide_app/runtime && ../../$(VENV)/bin/npm install --package-lock-only --ignore-scripts \
	  --omit-lockfile-registry-resolved --no-audit --no-fund

clean:
	rm -rf $(VENV) .cache
	find public -mindepth 1 ! -name .gitignore -delete
