"""Files go where the material says, by name, by what stands inside, by folder; the rest is asked about."""

from __future__ import annotations

import pytest

from assistant.archive.judging import Glimpse
from assistant.archive.placing import Placement, Placer
from assistant.knowledge.loader import corpus_folder, load_corpus
from assistant.knowledge.placement import load_placement, load_requirements
from assistant.wiring import Assistant
from tests.archive.school_folder import Made, made

FILES = made()


@pytest.fixture(scope="module")
def placer(assistant: Assistant) -> Placer:
    return assistant.archive().placer


@pytest.mark.parametrize("item", sorted({one.item for one in FILES if one.item}))
def test_names_of_an_item_are_placed_there_with_their_years(placer: Placer, item: str) -> None:
    mine = [one for one in FILES if one.item == item]
    wrong = [(one.file, place) for one in mine if not _right(one, place := placer.place(one.file))]
    assert wrong == []


def _right(one: Made, place: Placement) -> bool:
    return place.item == one.item and place.placed != "asked" and place.years[: len(one.years)] == one.years


def test_what_the_name_does_not_tell_is_asked(placer: Placer) -> None:
    places = {one.file: placer.place(one.file) for one in FILES if one.item is None}
    assert [file for file, place in places.items() if place.placed != "asked" or not place.question] == []


def test_every_place_is_told_with_its_evidence(placer: Placer) -> None:
    place = placer.place("2013-2014学年体育器材台账.xls")
    assert (place.placed, place.years) == ("sure", ("2013-2014",))
    assert "体育器材" in place.why and "第三类" in place.why and "2013-2014学年" in place.why


def test_a_roster_for_the_bureau_is_in_none_of_the_classes(placer: Placer) -> None:
    place = placer.place("贫困家庭子女花名册.xlsx")
    assert (place.item, place.placed) == ("S8", "sure")
    assert "三大类档案没有单列" in place.why and "通行做法" in place.why


def test_what_is_placed_by_custom_is_told_so(placer: Placer) -> None:
    place = placer.place("炊事员健康证.jpg")
    assert (place.item, place.placed) == ("A5", "likely") and "通行做法" in place.why


def test_what_is_listed_nowhere_is_asked_with_just_that_said(placer: Placer) -> None:
    place = placer.place("党支部会议记录.doc")
    assert (place.item, place.placed) == (None, "asked") and "没有单列" in str(place.question)


def test_titles_inside_place_what_the_name_does_not(placer: Placer) -> None:
    place = placer.place("新建 Microsoft Word 文档.docx", Glimpse(("2013—2014学年度作息时间表",)))
    assert (place.item, place.placed, place.years) == ("B4", "sure", ("2013-2014",))


def test_columns_of_a_form_place_it(placer: Placer) -> None:
    assert placer.place("表1.xlsx", Glimpse((), "left-roster")).item == "S6"


def test_a_name_and_a_title_at_odds_are_asked_about(placer: Placer) -> None:
    place = placer.place("留守儿童花名册.xlsx", Glimpse(("贫困家庭子女花名册",)))
    assert place.placed == "asked" and "S6" in str(place.question) and "S8" in str(place.question)


@pytest.mark.parametrize("name", ["关于报送留守儿童花名册的通知.doc", "学生花名册（空白模板）.xls"])
def test_what_only_speaks_of_a_form_is_asked_about(placer: Placer, name: str) -> None:
    assert placer.place(name).placed == "asked"


def test_a_scan_in_a_folder_is_asked_with_a_guess(placer: Placer) -> None:
    place = placer.place("食堂证件/扫描件001.jpg")
    assert (place.item, place.placed) == ("A5", "asked") and "食堂证件" in str(place.question)


def test_a_folder_gives_the_year_and_a_name_the_month(placer: Placer) -> None:
    assert placer.place("绩效工资/2013年/9月.xls").years == ("2013-2014",)
    assert placer.place("2012-2013学年/学生花名册.xls").years == ("2012-2013",)


def test_a_retention_table_for_the_bureau_serves_the_school_roll_too(placer: Placer) -> None:
    place = placer.place("2013-2014学年在校生巩固率统计表.xls")
    assert (place.item, place.also) == ("S11", ("B1-retention",))


def test_every_item_of_the_rule_is_wanted_and_has_signs() -> None:
    folder = corpus_folder()
    cards = load_corpus(folder).cards
    listed = {card.id.removeprefix("archive-").upper() for card in cards.values()
              if card.kind == "archive_item" and "-" not in card.id.removeprefix("archive-")}  # fmt: skip
    listed |= {f"S{number}" for number in range(1, len(cards["form-submission"].members) + 1)}
    rules, needs = load_placement(folder), load_requirements(folder)
    assert {place.item for place in rules.places} == {wanted.item for wanted in needs.items} == listed
    assert all(cards[card] for place in rules.places for card in (place.card, *place.tells))


def test_the_parts_of_the_school_roll_are_those_of_its_card() -> None:
    parts = [wanted.part for wanted in load_requirements(corpus_folder()).items if wanted.item == "B1"]
    cards = load_corpus(corpus_folder()).cards
    assert [f"archive-b1-{part}" in cards for part in parts] == [True] * len(cards["archive-b1"].members)


@pytest.mark.parametrize(
    ("file", "stage"),
    [
        ("初一(3)班学生花名册.xlsx", "初中"), ("初一年级学生花名册.xlsx", "初中"), ("初二2班学生花名册.xlsx", "初中"),
        ("七年级11班学生花名册.xlsx", "初中"), ("七(12)班学生花名册.xlsx", "初中"), ("中学部学生花名册.xlsx", "初中"),
        ("三(2)班学生花名册.xlsx", "小学"), ("五3班学生花名册.xlsx", "小学"), ("小学部学生花名册.xlsx", "小学"),
        ("小学部/学生花名册.xlsx", "小学"), ("示例镇小学/七年级学生花名册.xlsx", "初中"),
        ("一年级至九年级学生花名册.xlsx", ""), ("附件1-2学生花名册.xlsx", ""), ("小学/小学和初中学生花名册.xlsx", ""),
    ],
)  # fmt: skip
def test_a_class_tells_its_stage(placer: Placer, file: str, stage: str) -> None:
    assert placer.place(file).stage == stage


@pytest.mark.parametrize("name", ["公用经费/2013年9月.xls", "公用经费/2013-2014学年(2).xls", "绩效工资/积效工资.xls"])
def test_a_folder_tells_what_a_date_or_a_likeness_is_of(placer: Placer, name: str) -> None:
    assert placer.place(name).placed == "likely"


@pytest.mark.parametrize(
    "name", ["公用经费/20130912.jpg", "公用经费/扫描件001.jpg", "附件2.doc", "附件（2）.doc", "附件二.jpg"]
)
def test_what_a_machine_or_a_list_called_a_file_is_asked_about(placer: Placer, name: str) -> None:
    assert placer.place(name).placed == "asked"


def test_whose_file_it_is_says_nothing_of_what_it_is(placer: Placer) -> None:
    place = placer.place("成绩登记册(李老师).rar")
    assert (place.item, place.placed) == ("B1", "sure")
    assert placer.place("王老师U盘/证书.jpg").item is None


def test_a_folder_that_names_nothing_adds_nothing(placer: Placer) -> None:
    place = placer.place("资料/2013—2014学年度巩固率统计.rar")
    assert (place.item, place.years) == ("S11", ("2013-2014",))


def test_a_title_is_read_misspelt_and_its_school_year_goes_before_a_day(placer: Placer) -> None:
    place = placer.place("20140620.xlsx", Glimpse(("大王庄小学2012—2013学年度学生花明册",)))
    assert (place.item, place.part, place.years) == ("B1", "roster", ("2012-2013",))


@pytest.mark.parametrize("name", ["工会经费.doc", "党员花名册.xls", "家长会签到登记.doc", "少先队员名册.xls"])
def test_papers_of_a_body_beside_the_school_are_asked_about(placer: Placer, name: str) -> None:
    place = placer.place(name)
    assert place.placed == "asked" and place.question


@pytest.mark.parametrize(
    ("name", "item"),
    [("学校平面布局.doc", "A6"), ("县教体局验收批复.wps", "A3"), ("科学器材台账.doc", "C1"),
     ("教师培训费明细.jpg", "B8"), ("Ⅱ-2自评表.rar", "A2"),
     ("资助/2013.9.wps", "B9"), ("实验室验收（教育局）.jpg", "A4")],
)  # fmt: skip
def test_things_under_other_words_go_to_their_items(placer: Placer, name: str, item: str) -> None:
    assert placer.place(name).item == item


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("实验室达标验收资料", "A4"),
        ("伙房卫生验收合格证", "A5"),
        ("一（2）班学生花名", "B1"),
        ("随班就读残疾学生花名", "S2"),
        ("表2-2自评", "A2"),
        ("实验小学体育器材使用记录", "C2"),
        ("第二实验学校招生入学登记册", "B1"),
        ("对照评估标准自评情况", "A1"),
        ("数学学具登记账", "C1"),
    ],
)
def test_a_thing_keeps_its_item_under_the_words_of_the_place(placer: Placer, name: str, item: str) -> None:
    place = placer.place(f"{name}.doc")
    assert (place.item, place.placed) == (item, "sure")


def test_officers_of_a_class_are_no_roster(placer: Placer) -> None:
    assert placer.place("班干部名单.xlsx").placed == "asked"


def test_a_numbered_table_is_no_table_of_that_name(placer: Placer) -> None:
    assert placer.place("表22.doc").placed == "asked"


def test_the_title_kept_is_the_line_that_tells_what_it_is(placer: Placer) -> None:
    place = placer.place("打印.doc", Glimpse(("沙坡小学", "2012-2013学年体质健康登记")))
    assert (place.item, place.title) == ("B3", "2012-2013学年体质健康登记")


def test_a_title_that_is_only_like_a_thing_is_asked_or_guessed(placer: Placer) -> None:
    place = placer.place("附件6.xlsx", Glimpse(("教师业务学习记录",)))
    assert place.item == "B6" and place.placed != "sure"


def test_a_personal_name_does_not_say_what_a_file_is(placer: Placer) -> None:
    assert placer.place("史安全.jpg").placed == "asked"
    assert placer.place("平面图.jpg").item == "A6"
