"""A county workbook and a filled form in the conversation: verdict, schools, shortfalls, what-if, follow-ups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from assistant.records import Answer, Evidence, ToolCall
from assistant.registers.desk import Desk
from assistant.tools.register_check import Reply
from assistant.wiring import Assistant
from tests.cli.test_score import workbook
from tests.standards.figures import Row, junior, primary
from tests.standards.test_rubric import KNOWN
from tests.tools.test_register_check import faulty, written

NINE: Row = {"kind": "九年一贯制", "students_junior": 300, "degree_junior": 30, "lead_junior": 5, "arts_junior": 5,
             "teachers_junior": 40, "title_junior": 20}  # fmt: skip
ROWS = [
    primary("示例县甲小学", 500), primary("示例县乙小学", 300, computers=3, lead_primary=1),
    junior("示例县丙中学", 600), junior("示例县丁中学", 1200, lead_junior=10, sports=9000, equipment=2400 * 1200),
    primary("示例县戊学校", 400, media=9, **NINE),
]  # fmt: skip
Ask = Callable[..., list[Answer]]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return workbook(tmp_path / "全县.xlsx", ROWS, title=True)


@pytest.fixture
def ask(assistant: Assistant, county: Path) -> Ask:
    """Asks some questions in one conversation, with a file at the first."""

    def asked(*questions: str, file: Path = county) -> list[Answer]:
        conversation = assistant.conversation()
        return [
            assistant.ask(question, conversation, () if number else [file]) for number, question in enumerate(questions)
        ]

    return asked


def form(path: Path, scores: list[int]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["河南省义务教育学校办学基本标准评估表（试行）"])
    book.active.append(["学校（公章）：示例小学　学校类别：小学"])
    book.active.append(["一级指标", "二级指标", "小学评估标准", "初中评估标准", "分值", "评分办法", "自评得分"])
    for (name, points), score in zip(KNOWN, scores, strict=True):
        book.active.append(["", name, "", "", points, "", score])
    book.save(path)
    return path


def asked(answer: Answer) -> tuple[str, str]:
    """Which standard, and which kind of question it was taken for; ('', '') for another tool."""
    call = answer.tools[0] if answer.tools else None
    return (call.arguments["standard"], call.arguments["asked"]) if call and call.name == "score" else ("", "")


# --- the verdict --------------------------------------------------------------------------------------------


def test_first_sentence_is_the_verdict_and_the_second_says_which_standard_and_why(ask: Ask) -> None:
    (answer,) = ask("为什么不达标")
    first, second = answer.text.splitlines()[:2]
    assert "优质均衡（2017）" in first and "不达标" in first
    assert "没有说按哪个标准" in second and "基本均衡（2012）" in second and answer.status == "answered"


def test_standard_that_is_asked_for_is_taken_and_the_other_not_mentioned(ask: Ask) -> None:
    (answer,) = ask("按2012年基本均衡算达标吗")
    assert asked(answer) == ("basic-2012", "verdict") and "0.65" in answer.text
    assert "2017" not in answer.text and "没有说按哪个标准" not in answer.text


def test_standard_whose_columns_are_there_is_taken(ask: Ask, tmp_path: Path) -> None:
    gone = {"网络多媒体教室间数": "x", "小学县级以上骨干教师数": "y", "初中县级以上骨干教师数": "z"}
    file = workbook(tmp_path / "旧表.xlsx", ROWS, title=True, headings=gone)
    (answer,) = ask("达标了吗", file=file)
    assert asked(answer)[0] == "basic-2012" and "表里没有" in answer.text.splitlines()[1]


def test_item_says_value_limit_shortfall_arithmetic_cell_clause_and_class(ask: Ask) -> None:
    answer = ask("丁中学为什么不达标")[0]
    line = next(line for line in answer.text.splitlines() if "骨干教师" in line)
    for words in ("10 ÷ 1200 × 100 = 0.8333", "规定值1", "差2人", "U6"):
        assert words in line
    mark = int(line.split("[")[-1].split("]")[0])
    citation = answer.citations[mark - 1]
    assert citation.clause == "资源配置第2项" and citation.number == "教督〔2017〕6号"
    assert "A6" in answer.text and "第一类" in answer.text  # the floor plan, for the areas
    assert "骨干教师数”的证明材料归哪一类，材料没有规定" in answer.text


def test_every_mark_has_a_citation(ask: Ask) -> None:
    for answer in ask("为什么不达标", "最少要补多少", "哪些学校不达标"):
        assert all(f"[{citation.mark}]" in answer.text for citation in answer.citations)


def test_part_of_a_combined_school_is_told_for_the_whole(ask: Ask) -> None:
    (answer,) = ask("戊学校的多媒体教室差多少")
    assert "全校要补8间" in answer.text and "1.1×300" in answer.text


def test_standard_s_limits_never_meet(ask: Ask) -> None:
    county, computers = ask("按优质均衡算达标吗", "缺多少电脑")
    assert "0.65" not in county.text and "0.55" not in county.text
    assert "优质均衡（2017）的指标里没有" in computers.text and "按基本均衡（2012）算" in computers.text


# --- what follows -------------------------------------------------------------------------------------------


def test_follow_up_keeps_kind_and_takes_the_new_stage(ask: Ask) -> None:
    primary_, junior_ = ask("小学骨干教师缺多少", "那初中呢")
    assert "示例县乙小学" in primary_.text and "差2人（P4、C4）" in primary_.text
    assert asked(junior_)[1] == "short" and "示例县丁中学" in junior_.text and "乙小学" not in junior_.text


def test_follow_up_takes_the_new_standard_and_keeps_it(ask: Ask) -> None:
    *_, other, after = ask("为什么不达标", "按基本均衡呢", "差异系数是多少")
    assert asked(other)[0] == "basic-2012" and asked(after) == ("basic-2012", "coefficient")


def test_schools_that_pull_are_named(ask: Ask) -> None:
    answer = ask("按2012算达标吗", "哪个学校拉低了电脑")[1]
    assert "示例县乙小学（1，偏低" in answer.text


def test_what_if_is_the_recomputation(ask: Ask) -> None:
    answer = ask("按2012算达标吗", "给乙小学加33台电脑呢", "再加10台呢")
    assert "加33台" in answer[1].text and "小学“每百名学生拥有计算机台数”差异系数0.590→" in answer[1].text
    assert "加33台" in answer[2].text and "加10台" in answer[2].text


def test_figure_of_another_standard_is_reckoned_under_that_one_which_is_said(ask: Ask) -> None:
    _, first, again = ask("我们县达标吗", "给两所小学各加十台电脑呢", "那各加20台呢")
    assert "“计算机台数”是基本均衡（2012）的指标，优质均衡（2017）不看它，这里按基本均衡（2012）算" in first.text
    assert "示例县乙小学、示例县戊学校的计算机台数各加10台" in first.text
    assert again.status == "answered" and "示例县乙小学、示例县戊学校的计算机台数各加20台" in again.text


def test_what_if_for_so_many_schools_takes_the_lowest_and_says_so(ask: Ask) -> None:
    answer = ask("按2012算达标吗", "给两所小学各加十台电脑呢")[1]
    assert "示例县乙小学、示例县戊学校的计算机台数各加10台" in answer.text and "没有说是哪几所" in answer.text


@pytest.mark.parametrize("question", ["如果加十台电脑呢", "给乙小学加电脑呢"])
def test_what_is_missing_of_a_what_if_is_asked_for(ask: Ask, question: str) -> None:
    answer = ask("按2012算达标吗", question)[1]
    assert answer.status == "clarify" and answer.text.startswith("请说")


def test_mended_teachers_make_the_school_pass(ask: Ask) -> None:
    answer = ask("按优质均衡算", "给乙小学加2名骨干教师")[1]
    assert "示例县乙小学小学：不达标→达标" in answer.text


def test_part_that_a_what_if_takes_away_is_told(ask: Ask, tmp_path: Path) -> None:
    file = workbook(tmp_path / "一所.xlsx", [primary("示例县甲小学"), primary("示例县戊学校", media=9, **NINE)])
    answer = ask("按优质均衡算", "如果戊学校的初中学生改成0呢", file=file)[1]
    assert "示例县戊学校初中：不达标→不再计入" in answer.text and "初中没有学校计入差异系数了" in answer.text


def test_least_is_told_for_every_limit(ask: Ask) -> None:
    answer = ask("按优质均衡算", "最少要补多少")[1]
    assert "初中县级以上骨干教师2人（1所）" in answer.text and "85%" in answer.text


def test_rule_questions_go_to_the_corpus(ask: Ask) -> None:
    for answer in ask("为什么不达标", "优质均衡差异系数不能超过多少", "学籍档案要留几年", "贫困生花名册怎么填")[1:]:
        assert asked(answer) == ("", "") and answer.status == "answered"


def test_own_figures_are_not_about_the_table(ask: Ask) -> None:
    answer = ask("为什么不达标", "我们是初中,900名学生,骨干教师10人,体育场馆9800平,够优质均衡吗")[1]
    assert answer.tools[0].name == "calculator"


# --- which desk ---------------------------------------------------------------------------------------------


def test_desk_is_that_of_the_form(ask: Ask, tmp_path: Path, county: Path) -> None:
    register = written(tmp_path / "达标测算 办学条件.xlsx", faulty())
    (answer,) = ask("为什么不达标", file=register)
    assert all(call.name != "score" for call in answer.tools)
    other = county.rename(tmp_path / "留守儿童花名册.xlsx")
    assert asked(ask("有什么问题", file=other)[0])[1] == "data"


def test_register_and_county_together(assistant: Assistant, county: Path, tmp_path: Path) -> None:
    register, conversation = written(tmp_path / "留守.xlsx", faulty()), assistant.conversation()
    both = assistant.ask("", conversation, [register, county])
    assert "错误4处" in both.text and "按优质均衡（2017）测算" in both.text
    assert assistant.ask("全县为什么不达标", conversation).tools[0].name == "score"
    assert assistant.ask("哪几行错了", conversation).tools[0].name == "register_check"


def test_bad_figures_are_told_with_their_cells(ask: Ask, tmp_path: Path) -> None:
    rows = [*ROWS, primary("示例县己小学", sports="约四千", books=-3)]
    verdict, data = ask("达标了吗", "哪些格填错了", file=workbook(tmp_path / "错.xlsx", rows))
    assert "H7" in verdict.text and "H7" in data.text and "约四千" in data.text


# --- forms with points --------------------------------------------------------------------------------------


def test_form_with_points_tells_what_was_lost_the_most_first(ask: Ask, tmp_path: Path) -> None:
    file = form(tmp_path / "自评.xlsx", [5, 1, 4, 3, 5, 2, 0, 4])
    why, item, strange, least, other = ask(
        "为什么不达标", "规模与班额为什么扣分", "图书册数为什么扣分", "最少要补多少", "按优质均衡呢", file=file
    )
    assert "没有叫“图书册数”的条目" in strange.text
    assert "到85分至少还要多得61分；没有数据的项59分" in least.text
    assert asked(why) == ("henan-2012", "verdict") and "示例小学：不达标" in why.text
    lost = [line for line in why.text.splitlines() if "失" in line and line[0].isdigit()]
    assert [line[:3] for line in lost] == ["2.3", "1.2", "2.2", "1.3", "1.4"]
    assert "G10" in lost[0] and "A1" in why.text
    assert "1.2 规模与班额：满分5，失4，得1" in item.text and "2.3" not in item.text
    assert other.status == "clarify" and "学校办学条件数据表" in other.text


def test_nothing_to_say_is_asked_back_and_never_an_empty_answer(assistant: Assistant) -> None:
    nothing = Reply(Desk(), Evidence(ToolCall("score", {})))
    answer = assistant.engine._replied(nothing, assistant.conversation())
    assert answer.status == "clarify" and answer.text
