"""What a model is sent tells of nobody: numbers, names, addresses and file names give way to signs.

The signs are put back in what comes back, so hiding too much costs nothing but a little sense. Numbers are told by
their form, right or wrong; names by a surname together with a word that speaks of a person, or in a list of names.
A name that stands in running text without either is not told apart from other words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from assistant.text.private import PRIVATE

SIGN = "⟦PRIV{}⟧"
_SIGN = re.compile(r"⟦PRIV[0-9]+⟧")
_HAN = "[\u4e00-\u9fff]"
# Ten digits and more that no unit follows: a number with a digit too many or too few.
_DIGITS = re.compile(
    r"[0-9０-９][0-9０-９ \-－]{8,}[0-9０-９XxＸｘA-Za-z](?!\s*(?:元|平方米|人|册|万|亿|%|\.|〕|-?学年))"
)
_SHORT_LINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[-－—][0-9]{5,9}(?![0-9])")
_STARS = re.compile(rf"(?:{_HAN}|[0-9A-Za-z]{{1,3}})?\*+")
_FILE = re.compile(
    r"[^\s“”《》，。；：、/\\]{1,80}\.(?:xlsx?|csv|docx?|pdf|zip|txt|et|wps)(?![A-Za-z0-9])", re.IGNORECASE
)
_STREET = re.compile(
    rf"{_HAN}{{0,14}}?{_HAN}(?:乡|镇|街道|村|屯|小区|路|街|巷|弄){_HAN}{{0,8}}?[0-9０-９一二三四五六七八九十]{{1,5}}(?:组|号|室|栋|单元|队)"
    rf"(?:[0-9０-９]{{1,5}}(?:号|室|栋|单元)?)*|{_HAN}{{2,8}}(?:省|市|县|区|旗){_HAN}{{2,8}}(?:乡|镇|街道){_HAN}{{1,8}}(?:村|社区|屯|庄)"
)
_BETWEEN = r"[\s、，,；;：:（）()|/。]"


@dataclass(frozen=True)
class Names:
    """How a name is told, from the language data."""

    after: re.Pattern[str]
    before: re.Pattern[str]
    listed: re.Pattern[str]

    @classmethod
    def of(cls, surnames: Iterable[str], data: Any) -> Names:
        """``data``: the file ``phrasing.yaml``."""
        long = "|".join(sorted((name for name in surnames if len(name) > 1), key=len, reverse=True))
        short = "".join(name for name in surnames if len(name) == 1)
        name = rf"(?:(?:{long})\s?{_HAN}{{1,3}}|[{short}]\s?{_HAN}{{1,2}})"
        after, before = ("|".join(map(re.escape, data[key])) for key in ("name_after", "name_before"))
        return cls(
            re.compile(
                rf"(?:{after})[\s：:是为“]{{0,3}}(?P<name>{name})(?!{_HAN})|(?:叫|姓名)[：:是为“]?(?P<more>{name})"
            ),
            re.compile(rf"(?P<name>{name})(?={before})"),
            re.compile(
                rf"(?:(?<={_BETWEEN})|^)(?P<name>(?:{long}){_HAN}{{1,3}}|[{short}]{_HAN}{{1,2}})(?={_BETWEEN}|$)", re.M
            ),
        )


@dataclass
class Masking:
    """The signs of one answer. ``known`` finds values that stand in the user's own tables, wherever they are told."""

    names: Names
    known: Callable[[str], Iterable[str]] = lambda text: ()
    _signs: dict[str, str] = field(default_factory=dict, repr=False)

    def ours(self, text: str) -> str:
        """Text of the program without numbers, file names, values of the user's tables, and what is masked already."""
        for value in sorted(self.known(text), key=len, reverse=True):
            text = text.replace(value, self._sign(value))
        return self._hidden(text, _STARS, _FILE, PRIVATE, _SHORT_LINE, _DIGITS)

    def all(self, text: str) -> str:
        """Text of a user without these, and without names and addresses."""
        return self._hidden(self.ours(text), _STREET, self.names.after, self.names.before, self.names.listed)

    def shown(self, text: str) -> str:
        """The text with the signs of this conversation put back."""
        back = {sign: value for value, sign in self._signs.items()}
        return _SIGN.sub(lambda match: back.get(match[0], match[0]), text)

    def _hidden(self, text: str, *patterns: re.Pattern[str]) -> str:
        for pattern in patterns:
            text = pattern.sub(self._covered, text)
        return text

    def _covered(self, match: re.Match[str]) -> str:
        name = next((value for value in match.groupdict().values() if value), match[0])
        return match[0].replace(name, self._sign(name), 1)

    def _sign(self, value: str) -> str:
        value = self.shown(value)  # part of it may be hidden already
        return self._signs.setdefault(value, SIGN.format(len(self._signs) + 1))
