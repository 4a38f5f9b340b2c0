# Recipes are POSIX sh; what users read is Chinese. PYTHON=… picks the Python.
# pip shows its progress in a terminal only; `make setup V=1` makes it talk anywhere.

.DELETE_ON_ERROR:
.PHONY: run setup setup-all test check index eval lock bundle

PYTHON ?= python3.11 python3
V ?=
QUIET := $(if $(V),,$(shell test -t 2 || echo -qq))
LOCK := requirements.lock
BUNDLE ?= dist/均衡助手离线安装
PY := .venv/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --no-input $(QUIET) --constraint $(LOCK)

run: setup
	@$(PY) -m assistant serve

setup: .stamps/base

setup-all: .stamps/all

# Several processes, each with whole files: half the time on two cores. `pytest` alone runs them one after the other.
test: setup-all
	@$(PY) -m pytest -q -rs -n logical --maxprocesses 4 --dist loadgroup

# All three always run, so that one look shows everything there is to mend.
check: setup-all
	@status=0; \
	$(PY) -m ruff check || status=1; \
	$(PY) -m ruff format --check || status=1; \
	$(PY) -m mypy || status=1; \
	exit $$status

index: setup
	@$(PY) -m assistant index

eval: setup
	@$(PY) -m eval

# Wheels on a stick, for machines without a network; `make bundle BUNDLE=folder` puts them elsewhere.
bundle: setup
	@echo "正在取组件，约需几分钟，请等一等……"
	@$(PY) scripts/bundle.py --to '$(BUNDLE)'

lock: .venv/pyvenv.cfg
	@$(PY) -m pip install --disable-pip-version-check --no-input -qq --upgrade pip
	@$(PY) scripts/lock.py
	@echo "已写好 $(LOCK)，请运行 make test 核对。"

# Nothing is ever uninstalled: the base is a part of everything, and the stamps only say which was last asked for.
.stamps/base: PROJECT = .
.stamps/all: PROJECT = .[models,mcp,dev]

.stamps/base: .venv/pyvenv.cfg pyproject.toml $(LOCK)
	@echo "正在安装均衡助手要用的组件，第一次约需几分钟，请等一等……"
	@$(install)
	@mkdir -p .stamps && touch $@

.stamps/all: .venv/pyvenv.cfg pyproject.toml $(LOCK)
	@echo "正在安装全部组件（含模型和开发工具），第一次约需几分钟，请等一等……"
	@$(install)
	@mkdir -p .stamps && touch .stamps/base $@

# pip first (older ones take minutes to resolve this set), then the build backend from the lock, so that building
# the project fetches nothing of its own.
install = { $(PIP) --upgrade pip && $(PIP) hatchling && $(PIP) --no-build-isolation --editable '$(PROJECT)'; } || { \
	echo "安装没有成功。请检查网络和磁盘空间后再运行一次；想看详细过程，请运行 make setup V=1。" >&2; exit 1; }

.venv/pyvenv.cfg:
	@for python in $(PYTHON); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  "$$python" -c 'import ensurepip' >/dev/null 2>&1 || { \
	    echo "找到了 $$python，但它缺少 venv 组件。Debian、Ubuntu 请先运行：apt install python3-venv" >&2; exit 1; }; \
	  "$$python" -m venv .venv; exit; \
	done; \
	echo "没有找到 Python 3.11 或更新的版本。请先安装 Python（3.11 或以上），再运行一次。" >&2; exit 1
