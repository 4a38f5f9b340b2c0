"""Whose papers a question is about."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.documents.places import of_place, without_place
from assistant.documents.records import SUPERSEDED, Document
from assistant.knowledge.loader import corpus_folder, load_words
from tests.documents.county import BUSES, NEW, OLD
from tests.documents.papers import NOTICE, library, written

OWN = re.compile(load_words(corpus_folder(), "documents")["own_place"])


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Document]:
    shelf = library(tmp_path / "home")
    list(shelf.add(written(tmp_path, new__txt=NEW, old__txt=OLD, buses__md=BUSES, other__txt=NOTICE)))
    return {paper.file: paper for paper in shelf.index().documents.values()}


@pytest.mark.parametrize(
    ("question", "file"),
    [("云溪县小学一个班多少人", "new.txt"), ("云溪的小学一个班多少人", "new.txt"), ("青禾县图书室开几天", "other.txt")],
)
def test_official_papers_in_force_of_the_place_that_is_named(
    papers: dict[str, Document], question: str, file: str
) -> None:
    found = of_place(question, papers.values(), OWN)
    assert papers[file].id in found
    assert {paper.place for paper in papers.values() if paper.id in found} == {papers[file].place}
    assert papers["old.txt"].id not in found


def test_own_county_is_known_only_where_there_is_one(papers: dict[str, Document]) -> None:
    assert of_place("本县小学一个班多少人", papers.values(), OWN) == frozenset()
    assert of_place("本县小学一个班多少人", [papers["new.txt"]], OWN) == {papers["new.txt"].id}


def test_no_place_and_nothing_in_force_is_nothing(papers: dict[str, Document]) -> None:
    gone = replace(papers["new.txt"], validity=SUPERSEDED)
    assert of_place("小学一个班多少人", papers.values(), OWN) == frozenset()
    assert of_place("云溪县小学一个班多少人", [gone], OWN) == frozenset()


def test_what_is_asked_is_left_without_the_place() -> None:
    assert without_place("云溪县小学一个班多少人", ["云溪县"], OWN) == "小学一个班多少人"
