"""What office papers tell of themselves: number, issuer, date, place, what they repeal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.heads import Told, signatures, told_fields
from assistant.documents.records import IN_FORCE, SUPERSEDED
from assistant.knowledge.loader import corpus_folder, load_words
from tests.documents.papers import library, written

RULES = load_words(corpus_folder(), "documents")["fields"]
LONG = "各校要把这项工作列入年度计划，由一名副校长分管，期末向县局书面报告办理情况，在校务公开栏公布结果。"


def told(title: str, *lines: str) -> Told:
    return told_fields(title, lines, "文件", RULES)


def test_the_signature_tells_the_date_and_no_sentence_does() -> None:
    paper = told(
        "关于冬季作息的通知",
        "一、自2025年11月1日起执行。",
        "本通知执行至2026年3月31日。",
        "云岭县教育局",
        "2025年10月27日",
    )
    assert (paper.date, paper.issuer, paper.place) == ("2025-10-27", "云岭县教育局", "云岭县")


@pytest.mark.parametrize("line", ["云岭县财政局 云岭县教育局", "云岭县财政局、云岭县教育局"])
def test_offices_that_sign_together_are_both_told(line: str) -> None:
    assert told("云岭县经费办法", LONG, line, "2025年2月14日").issuer == "云岭县财政局、云岭县教育局"


def test_offices_that_sign_below_each_other_are_both_told() -> None:
    paper = told("经费办法", LONG, "云岭县财政局", "云岭县教育局", "2025年2月14日")
    assert paper.issuer == "云岭县财政局、云岭县教育局"


@pytest.mark.parametrize(
    ("line", "signed"),
    [("二〇二四年八月十六日", "2024-08-16"), ("二○一八年十二月三日", "2018-12-03"), ("2025年9月", "2025-09")],
)
def test_dates_are_read_as_offices_write_them(line: str, signed: str) -> None:
    assert told("考勤办法", LONG, "云岭县教育局", line).date == signed


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2039, 12, 31)))
def test_every_signed_date_is_read(day: date) -> None:
    assert told("办法", LONG, "云岭县教育局", f"{day.year}年{day.month}月{day.day}日").date == str(day)


def test_the_place_is_the_nearest_the_issuer_names_and_no_kind_of_region() -> None:
    assert told("招生方案", LONG, "临汀市河洲区教育局", "2026年4月28日").place == "河洲区"
    assert told("关于规范农村牧区学生营养的通知", LONG, "平沙旗教育局", "2026年3月18日").place == "平沙旗"


def test_minutes_are_of_the_office_their_title_begins_with() -> None:
    assert told("云岭县教育局局长办公会议纪要", "时间：2026年4月9日", LONG).issuer == "云岭县教育局"


def test_a_number_with_spaces_in_it_is_read() -> None:
    assert told("办法", "河教〔2025〕 18 号", LONG).number == "河教〔2025〕18号"


def test_lines_that_are_no_signature_are_none() -> None:
    assert signatures(["云岭县教育局要求各校自查。", "2025年3月1日前报送。", "2025年3月1日"], RULES) == []


def paper(county: str, year: int, end: str = "") -> str:
    return (
        f"{county[0]}教〔{year}〕6号\n关于中小学图书装备工作的通知\n各学校：\n一、小学生均图书{year - 2000}册。\n"
        f"{end}\n{county}教育局\n{year}年3月2日\n"
    )


def test_a_notice_of_another_county_replaces_none_of_the_same_name(tmp_path: Path) -> None:
    shelf = library(tmp_path / "home")
    list(shelf.add(written(tmp_path, a__txt=paper("汶源县", 2020), b__txt=paper("清渠县", 2025))))
    assert [item.validity for item in shelf.index().documents.values()] == [IN_FORCE, IN_FORCE]
    list(shelf.add(written(tmp_path, c__txt=paper("汶源县", 2026))))
    by_file = {item.file: item.validity for item in shelf.index().documents.values()}
    assert by_file == {"a.txt": SUPERSEDED, "b.txt": IN_FORCE, "c.txt": IN_FORCE}


def test_a_paper_repealed_by_its_number_is_replaced(tmp_path: Path) -> None:
    shelf = library(tmp_path / "home")
    new = paper("汶源县", 2026, "二、原汶教〔2020〕6号文件同时废止。").replace("图书装备工作", "图书馆建设")
    list(shelf.add(written(tmp_path, a__txt=paper("汶源县", 2020), b__txt=new)))
    by_file = {item.file: item.validity for item in shelf.index().documents.values()}
    assert by_file == {"a.txt": SUPERSEDED, "b.txt": IN_FORCE}
