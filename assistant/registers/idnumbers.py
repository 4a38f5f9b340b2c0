"""Resident identity numbers: form, date, sex, check digit (GB 11643-1999; ISO 7064 MOD 11-2).

The numbers of the formula are data (``rules.yaml``, id-check-digit). Whether a county code ever existed is not judged
here: tables of codes disagree, and a false alarm is worse than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import mul

FORM = re.compile(r"[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9X]")
"""Digits only where digits stand; date and province are judged apart, so that each has its own sentence."""


@dataclass(frozen=True, slots=True)
class CheckDigit:
    """The formula: weights of the first 17 digits, and the character for each remainder of 11."""

    weights: Sequence[int]
    check_map: Sequence[str]
    offset: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "offset", ord("0") * sum(self.weights))

    def of(self, digits: str) -> str:
        """The 18th character that the first 17 ask for."""
        # The weights end the sum at the 17th; 48 is the code of 0.
        total: int = sum(map(mul, self.weights, digits.encode("ascii")))
        return self.check_map[(total - self.offset) % 11]


def is_man(number: str) -> bool:
    """Whether the 17th digit is odd."""
    return number[16] in "13579"
