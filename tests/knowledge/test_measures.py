"""Standards as data: read strictly, whole, and the same as what the chat tells about them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.errors import KnowledgeError
from assistant.knowledge.loader import corpus_digest, corpus_folder, load_corpus
from assistant.knowledge.measure_files import load_measures
from assistant.knowledge.measures import Measures
from assistant.knowledge.schemas import load_schemas

STANDARDS = ("basic-2012", "quality-2017", "henan-2012")


@pytest.fixture(scope="module")
def measures() -> Measures:
    return load_measures(corpus_folder())


def test_the_three_standards_are_there(measures: Measures) -> None:
    assert set(STANDARDS) <= measures.measures.keys()
    assert [len(measures.measures[id].indicators) for id in STANDARDS] == [8, 7, 0]


def test_limits_are_those_the_chat_tells(measures: Measures) -> None:
    cards = load_corpus(corpus_folder()).cards
    for number, indicator in enumerate(measures.measures["quality-2017"].indicators, 1):
        card = cards[f"quality2017-l{number}"]
        assert card.threshold is not None
        told = {stage: Fraction(limit) for stage, limit in card.threshold.limits.items()}
        assert (told, card.threshold.per, Fraction(card.threshold.floor or 0)) == (
            indicator.limits, indicator.per if indicator.per > 1 else 1, Fraction("0.85"),
        )  # fmt: skip


def test_columns_are_those_of_the_form(measures: Measures) -> None:
    form = load_schemas(corpus_folder()).forms["school-conditions"]
    table, own = measures.schools, {column.id for column in form.columns}
    for measure in measures.measures.values():
        used = {table.column(name, stage) for i in measure.indicators for name in i.amount for stage in measure.stages}
        assert used <= own


def test_kinds_of_schools_are_those_of_the_form(measures: Measures) -> None:
    assert set(measures.schools.kinds) == set(load_schemas(corpus_folder()).lists["school_kind"].values)


def test_every_statement_has_a_source(measures: Measures) -> None:
    for measure in measures.measures.values():
        told = [*measure.rules, *measure.counts, *measure.stricter, *measure.checklist]
        assert all(entry.trust.source and entry.trust.confidence for entry in told)


def test_what_they_refer_to_is_there(measures: Measures) -> None:
    cards = load_corpus(corpus_folder()).cards
    for measure in measures.measures.values():
        own = {"verdict", *(i.id for i in measure.indicators), *(rule.id for rule in measure.rules)}
        own |= {item.id for item in measure.rubric.items} if measure.rubric else set()
        assert own <= set(measure.refers.cards) and measure.refers.trust.source
        assert all(card in cards for card in measure.refers.cards.values())
        items = [item for some in measure.refers.archives.values() for item in some]
        assert all(any(fact.aspect == "place" for fact in cards[item].facts) for item in items)


def test_they_are_no_part_of_the_index(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    shutil.copytree(corpus_folder(), folder)
    before = corpus_digest(folder)
    (folder / "measures" / "basic-2012.yaml").unlink()
    assert corpus_digest(folder) == before
    load_corpus(folder)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("basic-2012", lambda c: c["measure"].update(extra="x")),
        ("basic-2012", lambda c: c["measure"].update(id="other")),
        ("basic-2012", lambda c: c["indicators"][0].update(amount="rooms * indoor")),
        ("basic-2012", lambda c: c["indicators"][0].update(amount="rooms - nothing")),
        ("basic-2012", lambda c: c["indicators"][0].update(amount="rooms - teachers")),
        ("basic-2012", lambda c: c["rules"][0].update(kind="guess")),
        ("basic-2012", lambda c: c["rules"][0].update(limits={"小学": "0.65"})),
        ("basic-2012", lambda c: c["rules"][0].update(limits={"小学": 0.65, "初中": 0.55})),
        ("basic-2012", lambda c: c["split"]["weights"].update({"九年一贯制": {"小学": "1"}})),
        ("basic-2012", lambda c: c["stricter"][0].update(rule="nothing")),
        ("basic-2012", lambda c: c["counts"][0].update(other="也写")),
        ("quality-2017", lambda c: c["indicators"].clear()),
        ("henan-2012", lambda c: c["rubric"].update(bands={"5": [5, 3]})),
        ("schools", lambda c: c["schools"]["parts"][0].update(unusable=["media"])),
        ("schools", lambda c: c["findings"].append(dict(c["findings"][0]))),
    ],
)
def test_wrong_file_is_refused_with_its_name(tmp_path: Path, file: str, change: Callable[[Any], None]) -> None:
    folder = tmp_path / "corpus"
    (folder / "measures").mkdir(parents=True)
    shutil.copy(corpus_folder() / "schema.yaml", folder)
    for source in (corpus_folder() / "measures").glob("*.yaml"):
        shutil.copy(source, folder / "measures")
    path = folder / "measures" / f"{file}.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load_measures(folder)
    assert refused.value.file == f"measures/{file}.yaml"
