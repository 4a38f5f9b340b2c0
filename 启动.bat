@echo off
rem Starts the assistant on Windows, where there is no make. UTF-8 without BOM, CRLF, no labels:
rem the command interpreter loses its place in UTF-8 files with LF or with goto.
chcp 65001 >nul
setlocal
rem pushd, not cd: a folder of the network (\\server\share) gets a drive letter for as long as this runs.
pushd "%~dp0" || (
  echo 打不开本文件所在的文件夹。请把它复制到 D 盘再双击。
  pause
  exit /b 1
)
rem Python 3.11 reads .pth files in the machine's code page unless told otherwise; folders here have Chinese names.
set "PYTHONUTF8=1"
set "VENV=.venv\Scripts\python.exe"
set "PIP=%VENV% -m pip install --disable-pip-version-check --no-input --constraint requirements.lock"

set "FOUND="
py -3.11 -c "import venv" >nul 2>&1 && set "FOUND=py -3.11"
if not defined FOUND py -3 -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set "FOUND=py -3"
if not defined FOUND python -c "import sys; sys.exit(sys.version_info < (3, 11))" >nul 2>&1 && set "FOUND=python"

if not exist "%VENV%" (
  if not defined FOUND (
    echo 没有找到 Python 3.11 或更新的版本。
    echo 请到 Python 官网下载安装，安装时勾选“Add python.exe to PATH”，装好后再双击本文件。
    pause
    popd
    exit /b 1
  )
  echo 正在准备运行环境……
  %FOUND% -m venv .venv || (
    echo 运行环境没有建成。请把本文件夹放到能写入的位置（比如 D 盘），再双击本文件。
    pause
    popd
    exit /b 1
  )
)

rem What was installed last is kept beside it; anything else means installing again.
fc /b requirements.lock .venv\installed.lock >nul 2>&1 && fc /b pyproject.toml .venv\installed.toml >nul 2>&1
if errorlevel 1 (
  echo 正在安装均衡助手要用的组件，第一次约需几分钟，请等一等……
  %VENV% -m ensurepip >nul 2>&1
  %PIP% --upgrade pip && %PIP% hatchling && %PIP% --no-build-isolation --editable . || (
    echo 安装没有成功。请检查网络和磁盘空间，再双击本文件。
    pause
    popd
    exit /b 1
  )
  copy /y requirements.lock .venv\installed.lock >nul
  copy /y pyproject.toml .venv\installed.toml >nul
)

%VENV% -m assistant serve %* || (
  echo 均衡助手已停止。如果不是您自己关掉的，请把上面的提示发给维护的人。
  pause
  popd
  exit /b 1
)
popd
