"""The forms as data: read strictly, whole, and the same as what the chat tells about them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.errors import KnowledgeError
from assistant.knowledge.cards import Card, Corpus
from assistant.knowledge.check_kinds import KINDS, RULES_OF_KIND, RULES_OF_PAIR, RULES_OF_TYPE
from assistant.knowledge.loader import corpus_digest, corpus_folder, load_corpus
from assistant.knowledge.schemas import Column, Form, Schemas, load_schemas

CONTRACT = """required-empty required-when-empty list-value number-form number-range number-decimals date-form
date-impossible date-outside-year date-order phone-form phone-repeated name-spaces name-digits id-form id-15-digits
id-truncated id-province id-date id-future id-check-digit id-county id-sex id-birth id-series student-no-form
student-no-id age-grade guardian-parent guardian-place cert-form cert-category cert-level cert-id disability-none
full-width error-value formula-unsaved duplicate-id duplicate-person sequence sum subtotal balance rate rate-over-100
product seniority-age score-range score-absent-zero subject-not-yet register-below-85 wrong-form column-missing
column-extra column-moved column-renamed column-shifted title-year zero-report signature-missing hidden-rows
footer-total stats-total stats-grade stats-sex stats-kind two-registers not-in-roster duplicate-across class-totals
dropout-count""".split()
PAIRS = ["left", "migrant", "poor", "disabled"]
EXPORT = """姓名 性别 出生日期 身份证件类型 身份证件号 民族 户口所在地 现住址 学籍号 学籍辅号 班内学号 年级 班级
入学年月 入学方式 就读方式 学生来源 是否留守儿童
是否进城务工人员随迁子女 是否孤儿 是否享受一补 残疾类型 随班就读 联系电话""".split()


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return load_schemas(corpus_folder())


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(corpus_folder())


def own(form: Form) -> list[Column]:
    return [column for column in form.columns if not column.extra]


def form_cards(corpus: Corpus) -> list[Card]:
    return [card for card in corpus.cards.values() if card.kind == "form" and card.members]


# --- one truth ---------------------------------------------------------------------------------------------


def test_one_form_alone_is_the_same(schemas: Schemas) -> None:
    alone = load_schemas(corpus_folder(), only="school-conditions")
    assert dict(alone.forms) == {"school-conditions": schemas.forms["school-conditions"]}


def test_every_form_of_the_chat_is_there(schemas: Schemas, corpus: Corpus) -> None:
    told = {form.card for form in schemas.forms.values() if form.card}
    assert {card.id for card in form_cards(corpus)} <= told <= corpus.cards.keys()


def test_columns_are_those_the_chat_tells(schemas: Schemas, corpus: Corpus) -> None:
    for card in form_cards(corpus):
        form = next(form for form in schemas.forms.values() if form.card == card.id)
        members = [member.name for member in card.members]
        assert len(own(form)) == len(members), form.id
        for column, member in zip(own(form), members, strict=True):
            names = {column.label, *column.aliases}
            assert member in names or (column.parts and member.split("(")[0] in names), (form.id, member)


def test_parts_are_those_the_chat_tells(schemas: Schemas, corpus: Corpus) -> None:
    """各科成绩(语文、数学、英语…等) has these parts and no others."""
    seen = 0
    for card in form_cards(corpus):
        form = next(form for form in schemas.forms.values() if form.card == card.id)
        for column, member in zip(own(form), card.members, strict=True):
            inside = re.search(r"\((.*?)等?\)", member.name)
            if column.parts and inside:
                assert list(column.parts) == inside[1].split("、"), (form.id, member.name)
                seen += 1
    assert seen >= 6


def test_needs_are_those_the_chat_tells(schemas: Schemas, corpus: Corpus) -> None:
    said = {"yes": ("必填", 0), "no": ("选填", 0), "when": ("按条件填", 0)}
    compared = 0
    for card in form_cards(corpus):
        form = next(form for form in schemas.forms.values() if form.card == card.id)
        counts = {need: sum(column.need == need for column in own(form)) for need in said}
        for fact in (fact for fact in card.facts if fact.aspect == "count"):
            for need, (word, _) in said.items():
                for found in re.findall(rf"{word}([0-9]+)栏|([0-9]+)栏{word}", fact.say):
                    assert int(found[0] or found[1]) == counts[need], (form.id, fact.say)
                    compared += 1
    assert compared >= 30


def test_every_rule_of_the_desk_has_its_sentence(schemas: Schemas) -> None:
    assert set(CONTRACT) <= schemas.rules.keys()
    named = {
        rule for table in (RULES_OF_KIND, RULES_OF_TYPE, RULES_OF_PAIR) for rules in table.values() for rule in rules
    }
    assert named <= schemas.rules.keys()
    assert RULES_OF_KIND.keys() <= KINDS.keys()


def test_sentences_are_plain(schemas: Schemas) -> None:
    for rule in schemas.rules.values():
        assert rule.message.endswith("。") and rule.fix.endswith("。"), rule.id
        assert not re.search(r"[a-zA-Z]{3,}", re.sub(r"\{\w+\}", "", rule.message + rule.fix)), rule.id


def test_school_register_exports_are_known(schemas: Schemas) -> None:
    form = schemas.forms["student-roster"]
    known = {name for column in form.columns for name in (column.label, *column.aliases)}
    assert set(EXPORT) <= known


@pytest.mark.parametrize("pair", PAIRS)
def test_a_roster_and_its_statistics_form_know_each_other(schemas: Schemas, pair: str) -> None:
    stats, roster = schemas.forms[f"{pair}-stats"], schemas.forms[f"{pair}-roster"]
    (counts,) = (check for check in stats.checks if check.kind == "counts")
    assert counts.parameters["form"] == roster.id
    roster_columns = {column.id for column in roster.columns}
    assert set(counts.parameters["kinds"]) <= roster_columns
    for column, counted in counts.parameters["kinds"].items():
        codes = schemas.lists[roster.column(column).list or ""]
        words = counted if isinstance(counted, dict) else stats.column(counted).parts
        assert set(words) <= set(codes.values), (pair, column)


def test_no_alias_of_a_form_means_two_columns(schemas: Schemas) -> None:
    for form in schemas.forms.values():
        seen: dict[tuple[str | None, str], str] = {}
        for column in own(form):
            if column.parts:
                continue
            assert seen.setdefault((column.group, column.label), column.id) == column.id, (form.id, column.label)


def test_names_of_forms_are_told_apart(schemas: Schemas) -> None:
    names: dict[str, str] = {}
    for form in schemas.forms.values():
        for name in {form.id, form.name, *form.aliases}:
            assert names.setdefault(name, form.id) == form.id, name


def test_codes_are_only_those_of_the_sources(schemas: Schemas) -> None:
    coded = {id for id, codes in schemas.lists.items() if codes.codes}
    assert coded == {"board_type", "left_behind_type", "left_register", "grade", "disability_level"}


def test_score_table_has_the_headings_that_scoring_reads(schemas: Schemas) -> None:
    labels = [column.label for column in schemas.forms["school-conditions"].columns if not column.extra]
    assert (
        labels[:12]
        == (
            "学校名称 学校类别 小学学生数 初中学生数 高中学生数 教学及辅助用房面积 室内体育用房面积 体育运动场馆面积 "
            "教学仪器设备值(元) 计算机台数 图书册数 网络多媒体教室间数"
        ).split()
    )
    kinds = ("专任教师数", "高于规定学历教师数", "中级及以上教师数", "县级以上骨干教师数", "体育艺术专任教师数")
    assert labels[12:] == [f"{stage}{kind}" for stage in ("小学", "初中") for kind in kinds] + ["并入学校"]


def test_nothing_is_filled_into_the_gaps_of_the_rubric(schemas: Schemas) -> None:
    rows = schemas.forms["school-rubric"].rows
    assert [row["item"].split()[0] for row in rows] == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3", "2.4"]
    assert sum(float(row["points"]) for row in rows) == 41


# --- apart from the cards ------------------------------------------------------------------------------------


def test_forms_change_neither_cards_nor_their_digest(tmp_path: Path) -> None:
    before = corpus_digest(corpus_folder())
    copy = tmp_path / "corpus"
    shutil.copytree(corpus_folder(), copy)
    shutil.rmtree(copy / "registers")
    assert corpus_digest(copy) == before


def test_version_is_that_of_the_cards(schemas: Schemas, corpus: Corpus) -> None:
    assert schemas.version == corpus.version


# --- strictness -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(corpus_folder() / "schema.yaml", tmp_path)
    shutil.copytree(corpus_folder() / "registers", tmp_path / "registers")
    return tmp_path


def edit(folder: Path, name: str, change: Callable[[Any], object]) -> None:
    file = folder / "registers" / f"{name}.yaml"
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    change(content)
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    file.write_text(yaml.dump(content, Dumper=dumper, allow_unicode=True), encoding="utf-8")


def put(*path: str | int, to: object) -> Callable[[Any], None]:
    def change(content: Any) -> None:
        for step in path[:-1]:
            content = content[step]
        content[path[-1]] = to

    return change


MISTAKES = {
    "unknown key of a form": ("left-roster", put("form", "colour", to="red"), "form.colour"),
    "form of another id": ("left-roster", put("form", "id", to="other"), "form.id"),
    "unknown field": ("left-roster", put("columns", 0, "field", to="sequel"), "columns[0].field"),
    "unknown key of a column": ("left-roster", put("columns", 0, "colour", to="red"), "columns[0].colour"),
    "no need": ("left-roster", put("columns", 0, "need", to="maybe"), "columns.seq.need"),
    "a condition that is not told": ("poor-roster", put("columns", 14, "note", to=""), "columns.poverty_proof.note"),
    "column twice": ("left-roster", put("columns", 1, to={"field": "seq", "need": True}), "columns.seq"),
    "key of no column": ("left-roster", put("form", "key", to=["nobody"]), "form.key"),
    "unknown check": ("left-roster", put("checks", 0, "check", to="guess"), "checks[0].check"),
    "unknown parameter": ("left-roster", put("checks", 0, "most", to=3), "checks[0].most"),
    "check of no column": ("left-roster", put("checks", 0, "columns", to=["nobody"]), "checks[0].columns"),
    "condition of no column": ("left-roster", put("checks", 0, "when", to={"nobody": "是"}), "checks[0].when"),
    "check of no form": ("left-roster", put("checks", 5, "form", to="nothing"), "checks[5].form"),
    "check of no rule": ("left-roster", put("checks", 2, "rule", to="nothing"), "checks[2].rule"),
    "formula of no column": ("retention-stats", put("checks", 0, "formulas", 0, "top", to=["nobody"]),
                             "checks[0].formulas[0].top"),
    "count of no column": ("left-stats", put("checks", 7, "by", "grade", to="nobody"), "checks[7].by.grade"),
    "confidence of another kind": ("left-roster", put("form", "confidence", to="sure"), "form.confidence"),
    "room of words": ("left-roster", put("form", "room", to="many"), "form.room"),
    "unknown list": ("fields", put("fields", "sex", "list", to="nothing"), "sex.list"),
    "list of a column of another type": ("fields", put("fields", "name", "list", to="sex"), "name.list"),
    "unknown type": ("fields", put("fields", "sex", "type", to="sexes"), "sex.type"),
    "least of words": ("fields", put("fields", "seq", "least", to="one"), "seq.least"),
    "instruction without a full stop": ("fields", put("fields", "seq", "fill", to="从1编"), "seq.fill"),
    "no instruction": ("fields", put("fields", "seq", "fill", to=None), "seq.fill"),
    "synonym of no word": ("lists", put("lists", "sex", "synonyms", "公", to="雄"), "sex.synonyms.公"),
    "synonym that is a word": ("lists", put("lists", "sex", "synonyms", "男", to="女"), "sex.synonyms.男"),
    "no source": ("lists", put("lists", "sex", "source", to=None), "sex.source"),
    "severity of another kind": ("rules", put("rules", 0, "severity", to="大错"), "required-empty.severity"),
    "rule twice": ("rules", put("rules", 1, "id", to="required-empty"), "rules[1].id"),
    "word of no text": ("words", put("words", "total", to=[]), "words.total"),
    "printed row of no column": ("school-rubric", put("rows", 0, "nobody", to="x"), "rows[0].nobody"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(folder: Path, mistake: str) -> None:
    name, change, path = MISTAKES[mistake]
    edit(folder, name, change)
    with pytest.raises(KnowledgeError) as caught:
        load_schemas(folder)
    assert (caught.value.file, caught.value.path) == (f"registers/{name}.yaml", path)


def test_a_file_that_nobody_would_read_is_a_mistake(folder: Path) -> None:
    (folder / "registers" / "new.yml").write_text("form: {}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_schemas(folder)
    assert caught.value.file == "registers/new.yml"


def test_a_shared_file_must_be_there(folder: Path) -> None:
    (folder / "registers" / "rules.yaml").unlink()
    with pytest.raises(KnowledgeError) as caught:
        load_schemas(folder)
    assert caught.value.file == "registers/rules.yaml"


def test_short_names_stand_behind_their_group(schemas: Schemas) -> None:
    """父亲情况 over 务工地点 is the column 父亲务工地点或单位."""
    assert "父亲务工地点" in schemas.forms["left-roster"].column("father_job").aliases
    assert "监护人关系" in schemas.forms["left-roster"].column("guardian_relation").aliases
    assert "平均分" in schemas.forms["graduate-scores"].column("averages").aliases


def test_a_renamed_column_keeps_its_usual_name_as_alias(schemas: Schemas) -> None:
    column = schemas.forms["dropout-register"].column("parent")
    assert column.label == "家长姓名" and "监护人姓名" in column.aliases
