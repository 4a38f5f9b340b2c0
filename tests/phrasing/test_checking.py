"""What a wording may and may not say, held against units of the rules' own making."""

from __future__ import annotations

import pytest

from assistant.conversation.claims import Contrasts
from assistant.knowledge.loader import corpus_folder, load_words
from assistant.phrasing.checking import Checker, sentences
from assistant.phrasing.nearest import Nearest, signs_of_its_own
from assistant.phrasing.units import parts_of

RULES = (
    "不对，小学生均图书不少于15册，初中不少于25册[1]。\n"
    "图书要分类登记，不得用合格证代替帐册[2]；缺的一栏在D7，按“逐项自评表”填[3]。\n"
    "出处：《河南省义务教育学校办学基本标准评估表(试行)》（豫教督导〔2012〕199号），注3。"
)
LEAD = "不对，小学生均图书不少于15册，初中不少于25册[1]。"
SECOND = "图书要分类登记，不得用合格证代替帐册[2]。"
THIRD = "缺的一栏在D7，按“逐项自评表”填[3]。"


@pytest.fixture(scope="module")
def checker() -> Checker:
    folder = corpus_folder()
    words = load_words(folder, "phrasing")
    contrasts = Contrasts(load_words(folder, "contrasts"))
    return Checker(parts_of(RULES), contrasts, tuple(words["linking"]), tuple(words["joints"]), tuple(words["opposed"]))


def test_answer_comes_apart_at_its_marks() -> None:
    parts = parts_of(RULES)
    assert [unit.mark for unit in parts.units] == [1, 2, 3]
    assert parts.units[2].written == THIRD
    assert parts.frame == (RULES.splitlines()[-1],)


@pytest.mark.parametrize(
    "wording",
    [
        LEAD + SECOND + THIRD,
        f"**{LEAD}**\n- {THIRD}\n- {SECOND}",
        LEAD.replace("[1]。", "。[1]") + SECOND.replace("[2]", "【2】") + THIRD,
        "不对，小学不少于15册生均图书，初中不少于25册[1]。另外，缺的一栏在D7，按“逐项自评表”填[3]。图书要分类登记[2]；不得用合格证代替帐册[2]。",
        LEAD + "其中，图书要分类登记，不得用合格证代替帐册。" + THIRD,
    ],
)  # fmt: skip
def test_true_wording_goes_out_whole(checker: Checker, wording: str) -> None:
    checked = checker.check(wording)
    assert checked is not None and (checked.removed, checked.restored) == ((), ())
    assert all(f"[{mark}]" in checked.text for mark in (1, 2, 3))


LIES = {
    "number": "图书要分类登记3次，不得用合格证代替帐册[2]。",
    "stage": "初中生均图书不少于15册[1]。",
    "stages swapped": "小学生均图书不少于25册，初中不少于15册[1]。",
    "bound": "小学生均图书不超过15册[1]。",
    "unit": "小学生均图书不少于15件[1]。",
    "document": "按教督〔2031〕99号图书要分类登记[2]。",
    "document of the frame": "按豫教督导〔2012〕199号图书要分类登记[2]。",
    "article": "按第三条图书要分类登记[2]。",
    "cell": "缺的一栏在D8[3]。",
    "quote": "按“逐项总评表”填[3]。",
    "denial dropped": "图书要分类登记，用合格证代替帐册[2]。",
    "denial added": "图书不要分类登记[2]。",
    "another's evidence": "缺的一栏在D7[2]。",
    "unknown mark": "图书要分类登记[7]。",
    "no evidence": "校长签字就可以免查。",
    "rule of its own": "图书要分类登记，校长签字可以免查[2]。",
    "rule joined on": "图书要分类登记由班主任代签完成[2]。",
    "another word": "图书要分类赠送，不得用合格证代替帐册[2]。",
    "another who": "图书要教师登记，不得用合格证代替帐册[2]。",
    "weaker": "图书可以分类登记，不得用合格证代替帐册[2]。",
    "number on another thing": "初中生均图书25个[1]。",
    "verdict": "对，小学生均图书不少于15册[1]。",
    "sign for a number": "小学生均图书不少于⑮册[1]。",
    "digits of another script": "小学生均图书不少于١٦册[1]。",
    "raised to a power": "小学生均图书不少于15²册[1]。",
    "per mille": "小学生均图书不少于15‰册[1]。",
    "digit put before": "小学生均图书不少于1 15册[1]。",
    "hidden digit": "小学生均图书不少于15\u200b0册[1]。",
    "sum of its own": "小学生均图书不少于15×2册[1]。",
    "number left out": "小学生均图书不少于册[1]。",
    "word for a number": "小学生均图书不少于一半[1]。",
    "doubled": "小学生均图书不少于15册，翻了一倍[1]。",
    "some of them": "图书要分类登记，三成学校都不得用合格证代替帐册[2]。",
    "denial before a quote": "缺的一栏在D7，按不“逐项自评表”填[3]。",
    "link": "图书要分类登记，见http://example.org[2]。",
    "picture": "图书要分类登记[图](y)[2]。",
    "tag": "图书要分类登记<img src=x>[2]。",
    "greeting": "您好，很高兴为您服务。",
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_lie_is_removed_and_the_rest_goes_out(checker: Checker, lie: str) -> None:
    checked = checker.check(LEAD + SECOND + THIRD + "\n" + lie)
    assert checked is not None
    assert checked.removed == tuple(said.text for said in sentences(lie))
    assert [said.written for said in checked.sentences] == [LEAD, SECOND, THIRD]


HALVES = {
    "first": "图书要分类登记[2]。", "second": "不得用合格证代替帐册[2]。", "wrong mark": "缺的一栏在D7[2][3]。",
    "none": "",
}  # fmt: skip


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_what_is_told_by_halves_is_put_back_in_the_words_of_the_rules(checker: Checker, half: str) -> None:
    checked = checker.check(LEAD + half + THIRD)
    assert checked is not None
    assert SECOND in checked.text and checked.text.count("[2]") == 1


@pytest.mark.parametrize(
    "wording",
    [
        "", "好的。", SECOND + THIRD, SECOND + LEAD + THIRD, LEAD.replace("15", "16") + SECOND,
        LEAD.removeprefix("不对，") + SECOND, "对，" + LEAD.removeprefix("不对，") + SECOND,
        LEAD.replace("不少于", "") + SECOND, "不对，小学生均图书不少于15册[1]。" + SECOND,
    ],
)  # fmt: skip
def test_without_the_leading_fact_nothing_goes_out(checker: Checker, wording: str) -> None:
    assert checker.check(wording) is None


def test_draft_shows_checked_sentences_and_none_before_the_leading_one(checker: Checker) -> None:
    assert checker.draft(LEAD[:-4]) == "" and checker.draft(SECOND + LEAD) == ""
    assert checker.draft(LEAD + "图书要分") == LEAD
    assert checker.draft(LEAD + LIES["number"] + THIRD) == LEAD + THIRD


def test_verdict_may_open_a_later_sentence_of_its_unit(checker: Checker) -> None:
    first, second = "不对，是约85.11分，不是86分", "合格：总评得分是约85.11分，不低于85分"
    own = Checker(
        parts_of(f"{first}。{second}[1]。"), checker.contrasts, checker.linking, checker.joints, checker.opposed
    )
    checked = own.check(f"{first}[1]。{second}[1]。")
    assert checked is not None and checked.removed == ()


def nearest(*basis: str) -> Nearest:
    return Nearest(basis, load_words(corpus_folder(), "phrasing")["opposed"])


@pytest.mark.parametrize(
    ("basis", "twisted"),
    [
        ("不能填0：缺考的写“缺考”，填0会被当成考了0分", "能填0"),
        ("一档完全达到，二档基本达到，三档基本达不到", "三档基本达到"),
        ("一档完全达到，二档基本达到，三档基本达不到", "二档基本达不到"),
        ("学生没有过重课业负担", "学生有过重课业负担"),
        ("共5个一级指标、21项二级指标", "共5个二级指标、21项二级指标"),
        ("教督〔2023〕1号说明，“全面实现”是2022年的说法", "“全面实现”是2023年的说法"),
        ("图书26册，不低于优质均衡的25册；面积7平方米，低于优质均衡的8平方米", "面积7平方米，不低于优质均衡的8平方米"),
        ("前者小学六年，后者不分学段", "后者小学六年"),
        ("旧版DA/T 22-2000已被DA/T 22-2015替代", "旧版DA/T 222-2000已被替代"),
        ("师生比是1∶19", "师生比是19∶1"),
    ],
)  # fmt: skip
def test_a_loaded_word_in_the_place_of_another_is_found(basis: str, twisted: str) -> None:
    assert list(nearest(basis).changed(twisted))


@pytest.mark.parametrize(
    ("basis", "worded"),
    [
        ("不能填0：缺考的写“缺考”，填0会被当成考了0分", "缺考的写“缺考”，不能填0"),
        ("共5个一级指标、21项二级指标", "二级指标21项，一级指标5个"),
        ("不设食堂的不用交，设食堂的要交", "设食堂的要交；不设食堂的，不用交"),
        ("约85.59%（101 ÷ 118 × 100）", "101÷118×100，约85.59%"),
    ],
)
def test_the_same_words_in_another_order_are_not(basis: str, worded: str) -> None:
    assert list(nearest(basis).changed(worded)) == []


@pytest.mark.parametrize("sign", ["①", "²", "½", "٣", "‰", "㈤", "〥", "\u200b", "\u202e", "🙂", "Ⅳ"])
def test_a_sign_of_its_own_is_found_and_one_of_the_basis_is_not(sign: str) -> None:
    assert signs_of_its_own(f"小学，Ａ5（１５）“册”{sign}", ["小学"]) == {sign}
    assert signs_of_its_own(sign, [f"小学{sign}"]) == set()
