"""What of a copied text is the text, and what the log says of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.cleaning import Cleaned, Cleaner
from assistant.knowledge.loader import corpus_folder, load_words
from tests.documents.papers import NEW_RULES, NOTICE

CLEANER = Cleaner(load_words(corpus_folder(), "documents"))


def clean(text: str) -> Cleaned:
    return CLEANER.clean(text)


def reasons(cleaned: Cleaned) -> set[str]:
    return {entry.reason for entry in cleaned.log}


def test_a_clean_text_stays_as_it_is() -> None:
    cleaned = clean(NOTICE)
    assert "\n\n".join(cleaned.paragraphs) == NOTICE.strip()
    assert cleaned.log == []


@pytest.mark.parametrize(
    "line",
    "合集下载|上一篇：校园饮水管理|下一页|相关文章：图书室怎么管|分享到微信朋友圈|第 3 页 共 12 页|- 7 -|12/30|点击下载"
    "|下载本文档|图书通知_第2页|首页 > 通知 > 正文|版权声明：本文由网友上传，侵权请联系本站".split("|"),
)
def test_lines_of_the_site_go_and_are_told(line: str) -> None:
    cleaned = clean(NOTICE + "\n" + line + "\n\n学校每学期检查一次图书室。")
    assert not any(line in paragraph for paragraph in cleaned.paragraphs)
    assert "网站的话" in reasons(cleaned)
    assert cleaned.paragraphs[-1] == "学校每学期检查一次图书室。"


@pytest.mark.parametrize(
    "line",
    [
        "下载的课件要登记。",
        "第三页的表格由班主任填写，校长签字。",
        "学校上一篇总结写得太长。",
        "相关文件由档案室保管。",
        "1、目录要打印两份。",
    ],
)
def test_sentences_with_the_same_words_stay(line: str) -> None:
    assert clean(NOTICE + "\n" + line).paragraphs[-1] == line


def test_what_advertises_other_pages_at_the_end_goes() -> None:
    cleaned = clean(NOTICE * 2 + "\n\n相关推荐\n\n别处的文章讲营养餐……\n\n又一篇讲校车……")
    assert "营养餐" not in "".join(cleaned.paragraphs)
    assert "别的文章的推荐" in reasons(cleaned)


def test_a_repeated_copy_goes_but_new_numbers_stay() -> None:
    first = "图书室每周开放不少于五天，每天中午和下午课后各开放一次，由图书管理员值班并登记借阅的学生。"
    other = first.replace("五天", "六天")
    cleaned = clean("\n\n".join([first, "中间还有一段别的话。", first, other]))
    assert cleaned.paragraphs == [first, "中间还有一段别的话。", other]
    assert "重复的段落" in reasons(cleaned)


def test_a_title_glued_to_its_paragraph_is_said_once() -> None:
    cleaned = clean("图书室开放办法\n\n图书室开放办法\n\n图书室开放办法每周开放不少于五天，中午可以借书。")
    assert cleaned.paragraphs == ["# 图书室开放办法", "每周开放不少于五天，中午可以借书。"]


def test_pinyin_of_a_wrong_encoding_goes_and_script_is_simplified() -> None:
    broken = "義務(wù)教育學(xué)校應(yīng)當(dāng)開(kāi)放圖書(shū)室，以自愿?yōu)橹?，方便學(xué)生。"
    cleaned = clean(broken)
    assert cleaned.paragraphs == ["义务教育学校应当开放图书室，以自愿为主，方便学生。"]
    assert {"乱码里夹的拼音", "乱码已改正", "繁体转成简体"} <= reasons(cleaned)


def test_brackets_with_letters_stay_in_a_sound_text() -> None:
    assert clean("甲班(a)和乙班(b)各借两本书。").paragraphs == ["甲班(a)和乙班(b)各借两本书。"]


def test_characters_nobody_sees_go_and_width_is_one() -> None:
    cleaned = clean("图书\u200b室\u00ad开\x07放\ufeff时间：１２：３０，ＡＢＣ班。")
    assert cleaned.paragraphs == ["图书室开放时间：12：30，ABC班。"]
    assert "看不见的字符" in reasons(cleaned)


def test_lines_broken_at_a_fixed_width_become_a_paragraph() -> None:
    text = (
        "图书室每周开放不少于五天，每天中午和下\n午课后各开放一次，由图书管理员值班并登\n记借阅的学生。\n"
        "学生每次可以借两本书，借期十四天，逾期\n不还的由班主任提醒。"
    )
    assert clean(text).paragraphs == [
        "图书室每周开放不少于五天，每天中午和下午课后各开放一次，由图书管理员值班并登记借阅的学生。",
        "学生每次可以借两本书，借期十四天，逾期不还的由班主任提醒。",
    ]


def test_lists_are_not_joined() -> None:
    lines = [
        "要交的材料有下面这些，请各中心学校逐项核对：",
        "1.图书室开放登记表以及管理员的任命文件",
        "2.每学期清点结果和县里的回执复印件",
    ]
    assert clean("\n".join(lines)).paragraphs == lines


def test_articles_of_a_law_are_never_taken_for_copies() -> None:
    same = "有下列情形之一的，由县卫生监督所责令改正，并对直接负责的主管人员和其他直接责任人员依法给予处分。"
    law = "\n\n".join(f"第{number}条 {same}" for number in "一二三四")
    assert len(clean(law).paragraphs) == 4


@given(st.text(max_size=300))
def test_any_text_is_cleaned_and_cleaning_again_adds_no_words(text: str) -> None:
    once = clean(text)
    again = clean("\n\n".join(once.paragraphs))
    assert sum(map(len, again.paragraphs)) <= sum(map(len, once.paragraphs))
    assert all(paragraph.strip() for paragraph in once.paragraphs)


@given(st.lists(st.sampled_from([*NOTICE.split("\n\n"), *NEW_RULES.split("\n\n")]), max_size=12))
def test_every_kept_word_stood_in_the_file(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    whole = "".join(text.split())
    assert all("".join(p.lstrip("# ").split()) in whole for p in clean(text).paragraphs)
