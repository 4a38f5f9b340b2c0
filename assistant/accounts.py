"""Who may open the page from another computer: a file of salted hashes, made by ``user add``.

Passwords are hashed with scrypt (RFC 7914); the costs are a choice of the OWASP Password Storage Cheat Sheet
(N = 2^15, r = 8, p = 3: 32 MB and a third of a second), and stand in the file beside each hash.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import AccountsError, why

FILE = "users.json"
COSTS = {"n": 1 << 15, "r": 8, "p": 3}
MEMORY = 64 << 20
SALT = 16
SHORTEST, LONGEST = 8, 200
"""Characters of a password."""
_NAME = re.compile(r"[\w.@-]{1,40}")


@dataclass(frozen=True, slots=True)
class Account:
    """One person's entry: ``salt`` and ``key`` as hex, the costs of scrypt."""

    salt: str
    key: str
    n: int
    r: int
    p: int

    def admits(self, password: str) -> bool:
        """Is this the password? Takes the same time whatever the answer."""
        return hmac.compare_digest(_key(password, self), self.key)


@dataclass(frozen=True)
class Accounts:
    """The accounts under one home; the file is read anew each time, so that a removed one is gone at once."""

    home: Path

    @property
    def file(self) -> Path:
        return self.home / FILE

    def names(self) -> list[str]:
        """Everybody who has an account, in order.

        Raises:
            AccountsError: the file cannot be read.
        """
        return sorted(self._read())

    def add(self, name: str, password: str) -> bool:
        """Give somebody an account, or a new password; True when there was one.

        Raises:
            AccountsError: the name or the password will not do, or the file cannot be read or written.
        """
        if not _NAME.fullmatch(name):
            raise AccountsError("名字只能用汉字、字母、数字和 . _ @ -，最多40个，中间不留空格。")
        if not SHORTEST <= len(password) <= LONGEST:
            raise AccountsError(f"密码太短或太长，应为 {SHORTEST} 到 {LONGEST} 个字符。")
        known = self._read()
        self._write({**known, name: _made(password)})
        return name in known

    def remove(self, name: str) -> bool:
        """Take an account away; False when there is none of that name.

        Raises:
            AccountsError: the file cannot be read or written.
        """
        known = self._read()
        if name not in known:
            return False
        self._write({one: account for one, account in known.items() if one != name})
        return True

    def admits(self, name: str, password: str) -> bool:
        """May this person come in? An unknown name takes as long as a wrong password.

        Raises:
            AccountsError: the file cannot be read.
        """
        account = self._read().get(name)
        fits = (account or _NOBODY).admits(password[:LONGEST])
        return fits and account is not None

    def _read(self) -> dict[str, Account]:
        try:
            users = json.loads(self.file.read_text(encoding="utf-8"))["users"]
            return {str(name): _checked(Account(**entry)) for name, entry in users.items()}
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise AccountsError(f"账号文件 {self.file} 打不开：{why(error)}。") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise AccountsError(f"账号文件 {self.file} 坏了，请删掉它，再用 user add 重新添加账号。") from error

    def _write(self, users: Mapping[str, Account]) -> None:
        fresh = self.file.with_name(f"{FILE}.{secrets.token_hex(4)}")
        text = json.dumps({"users": {name: asdict(one) for name, one in users.items()}}, ensure_ascii=False, indent=1)
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(fresh, self.file)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise AccountsError(f"账号文件 {self.file} 写不进去：{why(error)}。") from error


def _made(password: str) -> Account:
    blank = Account(secrets.token_hex(SALT), "", **COSTS)
    return Account(blank.salt, _key(password, blank), **COSTS)


def _checked(account: Account) -> Account:
    """The entry, if scrypt can be asked with it.

    Raises:
        ValueError: it cannot; the file was edited.
    """
    bytes.fromhex(account.salt), bytes.fromhex(account.key)
    if not 2 <= account.n <= COSTS["n"] or not 1 <= account.r <= COSTS["r"] or not 1 <= account.p <= COSTS["p"]:
        raise ValueError
    return account


def _key(password: str, account: Account) -> str:
    return hashlib.scrypt(
        password.encode("utf-8"), salt=bytes.fromhex(account.salt), n=account.n, r=account.r, p=account.p,
        maxmem=MEMORY,
    ).hex()  # fmt: skip


_NOBODY = Account("00" * SALT, "", **COSTS)
"""Whose password nothing is: it costs what everybody's does."""
