"""The data of the archive desk agrees with the cards, stands apart from them, and is read strictly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import KnowledgeError
from assistant.knowledge.cards import Corpus
from assistant.knowledge.desk import load_box_rules, load_catalogue_rules, load_font_rules, load_label_rules
from assistant.knowledge.loader import corpus_digest, corpus_folder, load_corpus
from assistant.knowledge.schemes import load_scheme


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(corpus_folder())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in ("desk", "schemes"):
        shutil.copytree(corpus_folder() / part, tmp_path / part)
    return tmp_path


def said(corpus: Corpus, card: str) -> str:
    return "".join(fact.say for fact in corpus.cards[card].facts)


def test_labels_say_what_the_cards_say(corpus: Corpus) -> None:
    rules = load_label_rules(corpus_folder())
    assert rules.main in said(corpus, "label-front")
    assert rules.font in said(corpus, "label-font")
    assert f"黑体{rules.main_size}" in said(corpus, "label-volume-size")
    assert rules.numerals[:3] in said(corpus, "label-multi-box")


def test_boxes_hold_what_the_cards_say(corpus: Corpus) -> None:
    rules, say = load_box_rules(corpus_folder()), said(corpus, "box-thickness-choice")
    for spine in rules.spines_mm:
        assert f"{spine}毫米" in say and f"{spine * rules.fill_ratio * 10:g}页" in say
    assert "、".join(map(str, rules.spines_mm)) in said(corpus, "box-spine-dat22")


def test_columns_are_those_of_the_cards(corpus: Corpus) -> None:
    rules = load_catalogue_rules(corpus_folder())
    for card, columns in (
        ("catalogue-master", rules.master), ("catalogue-volume", rules.volume),
        ("catalogue-file", rules.file_kinds["卷"]), ("catalogue-item", rules.file_kinds["件"]),
    ):  # fmt: skip
        assert "、".join(columns) in said(corpus, card)


def test_sizes_go_down() -> None:
    points = [size.points for size in load_label_rules(corpus_folder()).sizes]
    assert points == sorted(points, reverse=True) and len(set(points)) == len(points)


def test_desk_and_schemes_change_no_digest(tmp_path: Path) -> None:
    shutil.copytree(corpus_folder(), tmp_path / "corpus")
    for part in ("desk", "schemes"):
        shutil.rmtree(tmp_path / "corpus" / part)
    assert corpus_digest(tmp_path / "corpus") == corpus_digest(corpus_folder())


@pytest.mark.parametrize(
    ("load", "file", "old", "new", "path"),
    [
        (load_label_rules, "desk/labels.yaml", "main_size: 一号", "main_size: 八号", "main_size"),
        (load_label_rules, "desk/labels.yaml", "usual_spine: 20", "usual_spine: 两", "usual_spine"),
        (load_label_rules, "desk/labels.yaml", "points: 42", "points: -1", "sizes[0].points"),
        (load_box_rules, "desk/boxes.yaml", "fill_ratio: 0.9\n", "", "fill_ratio"),
        (load_box_rules, "desk/boxes.yaml", "fill_ratio", "filling", "filling"),
        (load_catalogue_rules, "desk/catalogues.yaml", "卷号: 14, ", "", "widths.卷号"),
        (load_font_rules, "desk/fonts.yaml", "wanted: true", "wanted: 是", "fonts[0].wanted"),
        (lambda folder: load_scheme(folder, "ningling"), "schemes/ningling.yaml", "A6: convention", "A6: maybe",
         "volumes[2].items.A6"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(
    load: Callable[[Path], object], file: str, old: str, new: str, path: str, copy: Path
) -> None:
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError) as raised:
        load(copy)
    assert (raised.value.file, raised.value.path) == (file, path)
