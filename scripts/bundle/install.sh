#!/bin/sh
# Installs the assistant from this folder, without a network: sh install.sh [folder to install into]
set -eu
target=${1:-${XDG_DATA_HOME:-$HOME/.local/share}/junheng-program}
case $target in /*) ;; *) target=$PWD/$target ;; esac
cd "$(dirname "$0")"

for python in ${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3} none; do
  [ "$python" != none ] || {
    echo "没有找到合用的 Python。这份安装包要用的版本：$(tr '\n' ' ' <python.txt)" >&2; exit 1; }
  "$python" -c 'import sys, venv; sys.exit(".".join(map(str, sys.version_info[:2])) not in open("python.txt").read().split())' \
    >/dev/null 2>&1 && break
done

echo "正在安装，约需几分钟，请等一等……"
"$python" -m venv "$target/.venv" || {
  echo "运行环境没有建成。请换一个能写入的文件夹：sh install.sh 文件夹；Debian、Ubuntu 还要先装 python3-venv。" >&2; exit 1; }
"$target/.venv/bin/python" -m pip install --isolated --disable-pip-version-check --no-input -q \
  --no-index --find-links wheels --constraint requirements.lock --upgrade junheng || {
  echo "安装没有成功。请检查磁盘空间；这份安装包也许不是给这种电脑做的。" >&2; exit 1; }
cat >"$target/open.sh" <<'END'
#!/bin/sh
exec "$(dirname "$0")/.venv/bin/python" -m assistant serve "$@"
END
chmod +x "$target/open.sh"
echo "装好了。要打开，请运行：$target/open.sh"
