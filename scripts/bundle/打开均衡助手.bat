@echo off
rem Opens the assistant that was installed from the stick: beside this file, or in the usual place.
chcp 65001 >nul
setlocal
set "PYTHONUTF8=1"
set "PLACE=%~dp0."
if not exist "%PLACE%\.venv\Scripts\python.exe" set "PLACE=%LOCALAPPDATA%\Programs\junheng"
if not exist "%PLACE%\.venv\Scripts\python.exe" (
  echo 还没有安装。请先双击安装包里的“安装.bat”。
  pause
  exit /b 1
)
"%PLACE%\.venv\Scripts\python.exe" -m assistant serve %* || (
  echo 均衡助手已停止。如果不是您自己关掉的，请把上面的提示发给维护的人。
  pause
  exit /b 1
)
