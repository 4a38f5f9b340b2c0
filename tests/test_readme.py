"""What the documents say is what the program does: commands, settings, tools, versions, examples."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pytest

from assistant.cli.main import build_parser
from assistant.settings import Settings, read_settings
from assistant.version import __version__
from tests.conftest import ROOT

if TYPE_CHECKING:
    from assistant.wiring import Assistant

README, FOR_USERS, CHANGES = (
    (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md", "CHANGELOG.md")
)
DOCUMENTS = ("README.md", "README.zh-CN.md", "CHANGELOG.md", "corpus/README.md", "eval/README.md")
PROMPT = "$ .venv/bin/python -m assistant ask "
FIRST_LINES = 25


def session() -> list[tuple[str, list[str]]]:
    """Questions and printed lines of the first console block."""
    block = README.split("```console\n", 1)[1].split("\n```", 1)[0]
    asked = [part.splitlines() for part in block.split(PROMPT)[1:]]
    return [(lines[0], [line for line in lines[1:] if line]) for lines in asked]


def user_examples() -> list[str]:
    """The questions offered to users: list items of the chapter 可以这样问."""
    chapter = FOR_USERS.split("## 可以这样问", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^- (.+)$", chapter, re.MULTILINE)


def commands() -> list[str]:
    (action,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    return list(action.choices)


# --- README.md ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", commands())
def test_every_command_is_described(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", README, re.MULTILINE)


def test_every_option_of_a_command_is_described() -> None:
    (action,) = (a for a in build_parser()._actions if isinstance(a, argparse._SubParsersAction))
    options = {
        option
        for parser in action.choices.values()
        for own in parser._actions
        for option in own.option_strings
        if option.startswith("--") and option != "--help"
    }
    assert {option for option in options if option not in README} == set()


@pytest.mark.parametrize("setting", fields(Settings), ids=lambda setting: setting.name)
def test_every_setting_is_described(setting: object) -> None:
    name = setting.metadata["env"]  # type: ignore[attr-defined]
    (row,) = re.findall(rf"^\| `{name}` \| (.+?) \|", README, re.MULTILINE)
    default = getattr(read_settings({}), setting.name)  # type: ignore[attr-defined]
    if isinstance(default, str | int):
        assert row == f"`{default}`"


def test_every_tool_is_described(assistant: Assistant) -> None:
    names = {tool.name for tool in assistant.engine.lookups} | {assistant.engine.calculator.name}
    assert {name for name in names if not re.search(rf"^\| `{name}` \|", README, re.MULTILINE)} == set()


def test_the_session_begins_early() -> None:
    assert PROMPT in "\n".join(README.splitlines()[: FIRST_LINES - 1])


@pytest.mark.parametrize(("question", "printed"), session(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_session_is_what_the_program_says(assistant: Assistant, question: str, printed: list[str]) -> None:
    assert assistant.ask(question).text.splitlines()[0] == printed[0]


def test_the_session_shows_an_answer_a_sum_and_a_refusal(assistant: Assistant) -> None:
    answers = [assistant.ask(question) for question, _ in session()]
    assert [answer.status for answer in answers] == ["answered", "answered", "refused"]
    assert "calculator" in [call.name for call in answers[1].tools]


def test_every_folder_of_the_program_has_its_row() -> None:
    folders = [file.parent.name for file in sorted((ROOT / "assistant").glob("*/__init__.py"))]
    assert [name for name in folders if f"`assistant/{name}/`" not in README] == []


def test_the_import_rule_is_the_one_that_is_tested() -> None:
    from tests.test_architecture import ROWS

    rule = next(part for part in README.split("\n\n") if part.startswith("`errors`"))
    written = [re.findall(r"`(\w+)`", row) for row in rule.split("→")]
    present = {file.stem for file in (ROOT / "assistant").iterdir()}
    wanted = [sorted(part for part in row if part in present and not part.startswith("__")) for row in ROWS]
    assert [sorted(row) for row in written] == [row for row in wanted if row]


# --- README.zh-CN.md ----------------------------------------------------------------------------------


def test_each_kind_of_user_has_ten_examples() -> None:
    examples = user_examples()
    assert (len(examples), len(set(examples))) == (40, 40)


@pytest.mark.parametrize("question", user_examples())
def test_an_example_for_users_is_answered(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert answer.citations


# --- CHANGELOG.md and all -----------------------------------------------------------------------------


def test_the_newest_change_is_of_this_version(assistant: Assistant) -> None:
    assert re.findall(r"^## (\S+)", CHANGES, re.MULTILINE)[0] == __version__
    assert assistant.search.corpus.version in CHANGES


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_a_document_points_to_is_there(document: str) -> None:
    file = ROOT / document
    targets = re.findall(r"\]\(([^)#]+)\)", file.read_text(encoding="utf-8"))
    near = [target for target in targets if "://" not in target]
    assert [target for target in near if not (file.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_names_no_place_of_a_machine(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert re.findall(r"/(?:home|work|root|tmp|Users)/|[A-Z]:\\", text) == []
