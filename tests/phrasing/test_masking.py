"""What is hidden from a model, and comes back."""

from __future__ import annotations

import pytest

from assistant.knowledge.loader import corpus_folder, load_apart, load_words
from assistant.phrasing.masking import Masking, Names

FOLDER = corpus_folder()
NAMES = Names.of(load_apart(FOLDER, "registers", "words")["words"]["surname"], load_words(FOLDER, "phrasing"))


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("欧阳翠鸟甲同学的身份证号11425200703153013对不对", ("欧阳翠鸟甲", "11425200703153013")),
        ("学生张三的电话1397777000", ("张三", "1397777000")),
        ("联系人：诸葛 翠鸟，电话0370-7777001，住翠鸟县金丝雀乡夜莺村七组", ("诸葛 翠鸟", "7777001", "夜莺村")),
        ("他住翠鸟县夜莺街9号", ("夜莺街9号",)),
        ("名单：\n欧阳翠鸟甲、慕容翠鸟乙、李四、王小明", ("欧阳翠鸟甲", "慕容翠鸟乙", "李四", "王小明")),
        ("校长叫王建国，王建国老师的职称证放哪", ("王建国",)),
        ("留守儿童李小花家长签名要不要", ("李小花",)),
        ("证号４１１４２５２００７０３１５３０１Ｘ", ("４１１４２５２００７０３１５３０１Ｘ",)),
        ("号码4114 2520 0703 1530 1X", ("4114 2520 0703",)),
        ("《欧阳翠鸟甲.xlsx》里错在哪", ("欧阳翠鸟甲",)),
    ],
)
def test_people_are_hidden_and_come_back(text: str, hidden: tuple[str, ...]) -> None:
    masking = Masking(NAMES)
    masked = masking.all(text)
    assert not any(word in masked for word in hidden)
    assert masking.shown(masked) == text


@pytest.mark.parametrize(
    "text",
    [
        "教师应当具有什么学历", "家长会记录归哪类", "学生成绩单归哪", "父亲姓名一栏怎么填", "小学生均图书多少",
        "豫教督导〔2012〕199号文件第3条", "我校600人，仪器12000000元，占地13333.5平方米", "2013-2014学年",
        "校长签字的表放哪",
    ],
)  # fmt: skip
def test_questions_about_the_field_stay_as_they_are(text: str) -> None:
    assert Masking(NAMES).all(text) == text


def test_one_person_has_one_sign_and_another_another() -> None:
    masking = Masking(NAMES)
    one, same, other = (masking.all(text) for text in ("李四老师", "李四老师", "张三老师"))
    assert one == same != other
    assert masking.shown("⟦PRIV9⟧") == "⟦PRIV9⟧"


def test_known_values_are_hidden_wherever_they_stand() -> None:
    masking = Masking(NAMES, lambda text: ["翠鸟甲"] if "翠鸟甲" in text else [])
    assert "翠鸟甲" not in masking.all("请看翠鸟甲这一行")


@pytest.mark.parametrize("file", ["王小明110*家庭情况.xlsx", "王**家庭情况王小明.xlsx", "⟦PRIV7⟧王小明.xlsx"])
def test_a_file_name_with_something_masked_in_it_is_hidden_whole(file: str) -> None:
    masking = Masking(NAMES)
    masked = masking.all(f"《{file}》里错在哪")
    assert "王小明" not in masked and "家庭" not in masked
    assert masking.shown(masked) == f"《{file}》里错在哪"
