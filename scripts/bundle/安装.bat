@echo off
rem Installs the assistant from this folder, without a network. UTF-8 without BOM, CRLF, no labels.
chcp 65001 >nul
setlocal
rem pushd, not cd: a folder of the network (\\server\share) gets a drive letter for as long as this runs.
pushd "%~dp0" || (
  echo 打不开本文件所在的文件夹。请把它复制到 D 盘再双击。
  pause
  exit /b 1
)
set "PYTHONUTF8=1"
set "TARGET=%~f1"
if "%~1"=="" set "TARGET=%LOCALAPPDATA%\Programs\junheng"
set "FITS=import sys, venv; sys.exit('.'.join(map(str, sys.version_info[:2])) not in open('python.txt').read().split())"

set "FOUND="
for %%P in ("py -3.11" "py -3.12" "py -3.13" "py -3.14" "py -3" "python") do (
  if not defined FOUND %%~P -c "%FITS%" >nul 2>&1 && set "FOUND=%%~P"
)
if not defined FOUND (
  echo 没有找到合用的 Python。这份安装包要用的版本：
  type python.txt
  echo 请先装好 Python，安装时勾选“Add python.exe to PATH”，再双击本文件。
  pause
  popd
  exit /b 1
)

echo 正在安装，约需几分钟，请等一等……
%FOUND% -m venv "%TARGET%\.venv" || (
  echo 运行环境没有建成。请检查磁盘空间和写入权限。
  pause
  popd
  exit /b 1
)
"%TARGET%\.venv\Scripts\python.exe" -m pip install --isolated --disable-pip-version-check --no-input -q --no-index --find-links wheels --constraint requirements.lock --upgrade junheng || (
  echo 安装没有成功。请检查磁盘空间；这份安装包也许不是给这种电脑做的。
  pause
  popd
  exit /b 1
)
copy /y 打开均衡助手.bat "%TARGET%\打开均衡助手.bat" >nul
copy /y 打开均衡助手.bat "%USERPROFILE%\Desktop\打开均衡助手.bat" >nul 2>&1
echo 装好了。要打开，请双击桌面上的“打开均衡助手”。
pause
popd
