"""What is written into a YAML file is read again as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.archive.yaml_value import yaml_value
from assistant.knowledge.loader import parse_yaml

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


def written_and_read(value: object) -> object:
    return parse_yaml("a.yaml", f"key: {yaml_value(value)}\n")["key"]


@pytest.mark.parametrize("sign", ["\x7f", "\x85", "\x90", "\u2028", "\ufeff", "\uffff", "😀", "\n", '"', "#"])
def test_no_sign_breaks_the_file(sign: str) -> None:
    name = f"花名册{sign}: 3班{sign}"
    assert written_and_read(name) == name and "\n" not in yaml_value(name)


def test_half_a_sign_does_not_break_the_file() -> None:
    assert written_and_read("3班\udc80") == "3班\ufffd"


@given(st.recursive(TEXTS, lambda more: st.lists(more, max_size=3) | st.dictionaries(TEXTS, more, max_size=3)))
def test_every_text_is_read_as_it_was(value: object) -> None:
    assert written_and_read(value) == value
