"""An answer about files in the making, and the findings it may tell."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.records import Statement
from assistant.registers.desk import Desk
from assistant.registers.shows import SEVERITIES
from assistant.registers.workbook import row_of
from assistant.tools.register_asking import Named
from assistant.tools.register_saying import Item, Saying

LEADING, LISTED = 3, 5
"""Causes told at first, and to a question for them."""
ROWS, FILES_NAMED = 12, 5
"""Rows or cells, and files, that a sentence names."""
ERROR, TO_VERIFY, HINT = SEVERITIES


@dataclass
class Told:
    """An answer in the making: statements, and the numbers of the findings they tell."""

    statements: list[Statement] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    plain: str = ""
    status: str = "answered"


class Teller:
    """What all answers about files use: sentences of the program."""

    def __init__(self, saying: Saying) -> None:
        self.saying = saying

    def of_desk(self, desk: Desk, text: str) -> Statement:
        """A sentence about all that lies there."""
        return self.saying.of_file(desk.filed[0], text)

    def text(self, name: str, /, **values: object) -> str:
        """A sentence of the language data."""
        return self.saying.text(name, **values)

    def refusals(self, desk: Desk) -> list[Statement]:
        """Why files were not checked."""
        refused = [one for one in desk.filed if one.refused]
        return [self.saying.of_file(one, self.saying.headline(one)) for one in refused[:FILES_NAMED]]


def items_of(desk: Desk) -> list[Item]:
    """The findings of the desk with their numbers and files."""
    return [(number, filed, finding) for number, (filed, finding) in enumerate(desk.findings)]


def cells_of(item: Item) -> list[str]:
    """The cell of a finding and those folded into it, without their sheet."""
    return [str(cell).rpartition("!")[2] for cell in (item[2]["cell"], *item[2]["related"])]


def stands(cell: str, named: Named) -> bool:
    """Whether a cell is one that a question names, or stands in a row or column that it names."""
    letter = cell.rstrip("0123456789")
    return cell in named.cells or row_of(cell) in named.rows or letter in named.letters
