"""What a form may ask for, what is made of it and what is told of it are the same."""

from __future__ import annotations

from assistant.knowledge.check_kinds import KINDS, RULES_OF_KIND
from assistant.knowledge.loader import corpus_folder
from assistant.registers.checks import ALWAYS, CHECKS
from assistant.registers.reconciling import ACROSS

BY_COLUMN = {*ALWAYS, "duplicates"}
"""Made for columns by their id; a form names them only to change or to leave them."""


def test_every_kind_is_made_and_no_other() -> None:
    assert KINDS.keys() == {*CHECKS, *ACROSS, *BY_COLUMN}


def test_every_kind_says_which_rules_it_may_break() -> None:
    assert KINDS.keys() - RULES_OF_KIND.keys() == BY_COLUMN


def test_every_kind_is_explained() -> None:
    page = (corpus_folder() / "registers" / "README.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []
