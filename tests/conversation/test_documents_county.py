"""A county's own papers: they answer for the county, the older one never in silence, tables row by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.documents.county import BUSES, NEW, OLD, PAGE, PRINTED
from tests.documents.papers import library, written

if TYPE_CHECKING:
    from assistant.wiring import Assistant

CLASS_SIZE, OLDER = "关于规范义务教育学校班额管理的通知", "关于控制中小学班额的通知"


@pytest.fixture(scope="module")
def county(assistant: Assistant, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    shelf = library(home)
    folder = tmp_path_factory.mktemp("county")
    files = written(folder, new__txt=NEW, old__txt=OLD, page__html=PAGE, buses__md=BUSES, printed__txt=PRINTED)
    ids = [outcome.id for outcome in shelf.add(files)]
    yield assistant
    for identity in ids:
        shelf.remove(str(identity))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("云溪县小学一个班最多多少人", "小学每班不得超过40人"),
        ("本县小学一个班不超过多少人", "小学每班不得超过40人"),
        ("云溪县小学生均图书多少册", "小学生均图书不少于30册"),
        ("云溪县每年新增图书比例", "每年新增不少于藏书总量的2%"),
        ("云溪县初中图书室每周开放几天", "每周不少于6天"),
    ],
)
def test_a_county_that_is_named_is_answered_for_from_its_papers(county: Assistant, question: str, words: str) -> None:
    answer = county.ask(question)
    assert words in answer.text.split("\n")[0]
    assert answer.citations[0].number in ("云教体〔2025〕27号", "云教体〔2024〕9号")


@pytest.mark.parametrize("question", ["小学班额标准是多少", "云溪县小学每班43人合不合要求"])
def test_a_stricter_rule_of_the_county_stands_beside_what_holds_elsewhere(county: Assistant, question: str) -> None:
    answer = county.ask(question)
    assert "小学每班不得超过40人" in answer.text
    assert CLASS_SIZE in [citation.document for citation in answer.citations]
    assert len({citation.document for citation in answer.citations}) > 1


def test_a_question_about_the_older_paper_says_first_that_it_was_replaced(county: Assistant) -> None:
    answer = county.ask("云教体〔2018〕11号说班额台账保存几年")
    lines = answer.text.split("\n")
    assert lines[0].startswith(f"《{OLDER}》已被《{CLASS_SIZE}》替代")
    assert "保存六年" in lines[1]
    assert "只作历史参考" in lines[2] and "保存三年" in lines[2]


@pytest.mark.parametrize("question", ["云教体〔2018〕11号还有效吗", f"《{OLDER}》作废了吗"])
def test_whether_a_paper_is_in_force_is_told(county: Assistant, question: str) -> None:
    answer = county.ask(question)
    assert answer.text.startswith(f"《{OLDER}》已被《{CLASS_SIZE}》替代")
    assert "现行" in county.ask("云教体〔2025〕27号还有效吗").text


@pytest.mark.parametrize("question", ["云教体〔2025〕27号", f"《{CLASS_SIZE}》讲了什么"])
def test_a_name_alone_gets_what_the_paper_is_and_its_parts(county: Assistant, question: str) -> None:
    answer = county.ask(question)
    assert all(part in answer.text for part in ("云溪县教育体育局", "2025-07-08", "一、班额标准", "二、档案留存"))


def test_the_paper_in_force_answers_where_the_older_one_says_it_in_other_words(county: Assistant) -> None:
    answer = county.ask("班额台账谁负责")
    assert "教导处" in answer.text.split("\n")[0]
    assert answer.citations[0].document == CLASS_SIZE


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("3号线校车几点发车", "线路：3号线；起点：白岩村；发车时间：6:30"),
        ("1号线校车能坐多少人", "线路：1号线；起点：大河村；发车时间：6:50；核载人数：32"),
        ("石桥村的校车是几号线", "线路：2号线；起点：石桥村"),
    ],
)
def test_the_row_that_is_meant_is_quoted(county: Assistant, question: str, row: str) -> None:
    assert row in county.ask(question).text.split("\n")[0]


def test_an_article_is_found_by_what_its_rules_are_about(county: Assistant) -> None:
    answer = county.ask("营养细则第三条")
    assert answer.citations[0].clause == "第三条"
    assert answer.citations[0].quote == "大宗食材由县教育体育局统一招标采购，每学期公示一次。"


def test_a_version_that_is_not_there_is_not_made_up(county: Assistant) -> None:
    answer = county.ask("学生营养改善计划实施细则旧版第二条")
    assert "没有更早的版本" in answer.text.split("\n")[0]
    assert "食品留样不少于125克" in answer.text
