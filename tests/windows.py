"""Runs the program as if on Windows as far as this can be seen from Python: what is POSIX-only is taken away.

``environment(folder)`` gives the variables for a child process; its own children inherit them.
"""

from __future__ import annotations

import os
from pathlib import Path

MODULES = ("resource", "fcntl", "pwd", "grp", "termios", "tty", "pty", "syslog")
TAKEN = {
    "os": (
        "fork", "forkpty", "uname", "getuid", "geteuid", "getgid", "getegid", "getpgid", "setsid", "killpg", "wait3",
        "wait4", "statvfs", "getloadavg", "sysconf", "sched_getaffinity", "chown", "lchown", "mkfifo", "nice",
        "register_at_fork", "symlink", "O_NONBLOCK", "O_CLOEXEC", "WNOHANG",
    ),
    "signal": ("SIGKILL", "SIGHUP", "SIGALRM", "SIGUSR1", "SIGCHLD", "alarm", "setitimer", "pthread_sigmask"),
}  # fmt: skip

# Gone for code of ours alone are `resource` and what is taken from `os` and `signal`: libraries look at the platform
# first, which says Linux, and take what Linux has. The other modules are gone for everybody.
_SITE = f"""\
import builtins, os, signal, sys, types
for module in {MODULES[1:]!r}:
    sys.modules[module] = None
taken = {TAKEN!r}
def ours(caller):
    return caller.get("__name__", "").partition(".")[0] in ("assistant", "__main__")
bring = builtins.__import__
def bring_unless(name, *rest, **more):
    if name == {MODULES[0]!r} and ours(sys._getframe(1).f_globals):
        raise ModuleNotFoundError(name)
    return bring(name, *rest, **more)
builtins.__import__ = bring_unless
class Windows(types.ModuleType):
    def __getattribute__(self, name):
        look = types.ModuleType.__getattribute__
        if name in taken[look(self, "__name__")]:
            if ours(sys._getframe(1).f_globals):
                raise AttributeError(name)
        return look(self, name)
os.__class__ = signal.__class__ = Windows
"""


def environment(folder: Path) -> dict[str, str]:
    """For a child process: without the POSIX-only parts, on a Chinese console (cp936)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
    console = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"}
    return {**os.environ, **console, "PYTHONPATH": str(folder)}
