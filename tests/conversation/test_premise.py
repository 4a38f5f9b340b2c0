"""Wrong premises are contradicted, right ones confirmed, and nothing is denied that nobody claimed."""

from __future__ import annotations

from functools import partial

import pytest

from assistant.text.normalise import clean
from assistant.text.numerals import quantities
from assistant.wiring import Assistant
from tests.conversation.conftest import talk


def leading(assistant: Assistant, question: str) -> str:
    return assistant.ask(question).text.splitlines()[0]


WRONG = [
    ("听说盒子标签得用隶书，是真的不", "黑体"),
    ("侧面竖标签打成华文行楷，主任定的", "黑体"),
    ("初中生均用地22平方米就达标，对吧", "26"),
    ("河南评估表初中一个班五十五人以内就算达标", "50"),
    ("栾川要求小学巩固率95就中，初中也是95", "98"),
    ("玻地比只要1比8就行是吧", "1:6"),
    ("九年一贯制学校规模也按4到12轨", "2至4轨"),
    ("DA/T 22-2015是2015年10月开始实施的吧", "2016年6月1日"),
    ("义务教育法第十二条讲的是不许办重点班吧", "第二十二条"),
    ("学校平面图属于B类吧", "第一类"),
    ("食堂的验收证是教育局发的吧", "卫生防疫"),
    ("食堂三证就是食品卫生许可证、健康证、消防合格证吧", "培训合格证"),
    ("打分的档次里头，三档就是“基本达到”嘛，校长说的", "基本达不到"),
    ("现行管理标准6大职责22项任务92条，没错吧", "88"),
    ("总目录和分卷目录不是必须的吧", "总目录"),
    ("湖南标准化学校的责任是“谁受益谁建设”，没错吧", "谁举办"),
    ("2020年底全国所有县都通过了基本均衡认定，能这么写吗", "2021"),
    ("优质均衡督导评估办法是教督〔2019〕6号吧", "〔2017〕6号"),
    ("均衡档案目录做两级就够了，没错吧", "三级"),
    ("初中教辅用房要求十一间，我们差两间怎么补", "9室"),
    ("教育质量那块十二条都要过，十二条分别归谁管", "9项"),
    ("河南评估表一级指标不是有六个么，第六个叫啥", "五个"),
    ("既然差异系数要看十项校际指标，那第十项是什么", "8项"),
    ("安徽一般学校规模最多2500人，是吧", "2000"),
    ("残疾证号一共18位，对吧", "20位"),
    ("新档案法2020年就施行了，没错吧", "2021"),
    ("优质均衡七项里五项达到就算合格了吧", "6项"),
    ("超大班额是56人以上吧", "66人"),
    ("生均用房小学5.8平，没错吧", "4.5"),
    ("学籍档案中小学都是近六年，没错吧", "近三年"),
    ("残疾等级一级最轻吧", "一级最重"),
    ("主标签上写学校全称，对吧", "均衡发展档案"),
]


@pytest.mark.parametrize(("question", "truth"), WRONG)
def test_wrong_premise_is_denied_before_the_truth(assistant: Assistant, question: str, truth: str) -> None:
    first = leading(assistant, question)
    assert first.startswith(("不对，", "不是，", "不能，")), first
    assert truth in first


RIGHT = [
    "小学玻地比1比6没错吧",
    "学籍档案小学备六年，是这样吧",
    "DA/T 22-2015里盒脊就是20、30、40、50毫米四种吧",
    "优质高中名额分配不低于50%，对吧",
    "政府工作分四块：入学机会、保障机制、教师队伍、质量与管理，对吧",
]


@pytest.mark.parametrize("question", RIGHT)
def test_right_premise_is_confirmed(assistant: Assistant, question: str) -> None:
    assert leading(assistant, question).startswith("对，")


NOTHING_CLAIMED = [
    "小学生均用地多少平方米",
    "标签用什么字体",
    "初中班额上限是45还是50",
    "河南省政府办公厅部署认定的那个通知，文号",
    "60人的班属于大班额吧",
    "总评刚好85整，一分不多，算合格的吧",
    "小学巩固率统计表一年一张，一共得六张，是吗",
    "补办的残疾证22位，带B1，不能算填错，是吧",
    "整理档案按DA/T 22-2015来，对吗",
    "评估表二级指标是不是21项",
    "横标底下那张小签上写的内容是什么",
    "合格率拿应考人数除还是实考",
    "报表上设备值写的是38.6，单位万元，代进公式之前要先干啥",
    "随迁名册交局排第4，对吗",
    "优质均衡查不查规划布局",
    "村小教学点归中心校吗",
    "帮扶教师与措施不是必填，对吧",
    "随迁子女997万可靠吗",
    "安徽一贯制学校最多2500人，是吧",
    "我们小学有四间教辅用房，还差几间",
    "河南2020年底整体通过了基本均衡认定，对吧",
    "有编不补属于优质均衡一票否决，对吧",
    "农村小学一般1到4轨，城市2到6轨，对吧",
    "按件目录填页数，按卷目录填页号，对吧",
    "基本均衡单项超0.65不一定不通过，对吧",
    "2018年基本消除超大班额，2020年基本消除大班额，对吧",
]


@pytest.mark.parametrize("question", NOTHING_CLAIMED)
def test_what_is_asked_or_right_is_not_denied(assistant: Assistant, question: str) -> None:
    assert not leading(assistant, question).startswith(("不对，", "不是，", "不能，"))


@pytest.mark.parametrize(
    "question",
    [
        "栾川小学巩固率95、初中95，对吧",
        "湖南办学标准湘教发〔2019〕4号，对吧",
        "2023年认定了326个优质均衡县，对吧",
        "河南转移支付用于义务教育要50%，对吧",
    ],
)
def test_half_right_is_not_confirmed(assistant: Assistant, question: str) -> None:
    assert not leading(assistant, question).startswith("对，")


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("优质均衡小学七项平均才0.43，场馆那项0.58，平均没超线就没问题吧", "逐项"),
        ("社会认可度81%，能拿教育质量的高分补补吗", "抵补"),
        ("没有食堂，这一项就得0分？", "不计分"),
        ("基本均衡有一项差异系数0.71，是不是就黄了", "综合"),
        ("身份证后三位全变000了，改成文本格式就能恢复吧", "15位"),
        ("小学一个班48人，这叫大班额吧", "不叫大班额"),
    ],
)
def test_stated_misbelief_is_answered_by_its_card(assistant: Assistant, question: str, truth: str) -> None:
    assert truth in "".join(assistant.ask(question).text.splitlines()[:2])


def test_number_a_rule_is_said_to_want_is_not_computed_with(assistant: Assistant) -> None:
    assert "calculator" not in [tool.name for tool in assistant.ask("听说小学生均用地要26平方米才行").tools]


def test_own_figure_is_still_computed_with(assistant: Assistant) -> None:
    assert "calculator" in [tool.name for tool in assistant.ask("我校小学生均用地26平方米，达标吗").tools]


def test_turn_that_only_asks_denies_nothing(assistant: Assistant) -> None:
    last = talk(assistant, "小学辅助用房要几室", "那初中呢，多了哪几个")[-1]
    assert not last.text.startswith("不对")


def test_turn_that_claims_is_denied(assistant: Assistant) -> None:
    assert talk(assistant, "学籍档案小学备几年", "初中也是六年吧")[-1].text.startswith("不对，")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("23年春季起", "2023年春季起"), ("二五年头一批", "2025年头一批"), ("存10年", "存10年"), ("一二年级", "一二年级")],
)
def test_short_years_are_written_out_only_where_they_are_years(typed: str, read: str) -> None:
    assert clean(typed) == read


def test_number_of_a_standard_is_no_figure() -> None:
    assert [str(found.value) for found in quantities("GB/T 9705-2008的盒脊20毫米")] == ["20"]


def test_year_asked_for_leads(assistant: Assistant) -> None:
    assert "188" in leading(assistant, "2024年认定了多少个优质均衡县")


def test_subject_put_aside_is_left(assistant: Assistant) -> None:
    converse = partial(talk, assistant, "前锋学区管着几所学校", "先不说这个，盒子侧面要贴标签不")
    assert "标签" in converse()[-1].text
    assert "学区" in converse("那个学区有多少教师来着")[-1].text


def test_another_field_after_a_turn_is_refused(assistant: Assistant) -> None:
    assert talk(assistant, "均衡档案怎么装盒", "那幼儿园收费标准是多少")[-1].status == "refused"


@pytest.mark.parametrize("asked", ["义务教育法32条", "义务教育法第三十二条", "档案法24条"])
def test_the_number_of_an_article_is_no_wrong_number(assistant: Assistant, asked: str) -> None:
    assert not assistant.ask(asked).text.startswith("不")
