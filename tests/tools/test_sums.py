"""Sums in many mouths: what must come out is computed here once more, from the lines written down below."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, sqrt

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assistant.records import Answer
from assistant.wiring import Assistant

# 教督〔2017〕6号: per hundred students or per student, 小学, 初中.
LINES = {
    "学历": (100, "4.2", "5.3"),
    "骨干": (100, "1", "1"),
    "体艺": (100, "0.9", "0.9"),
    "用房": (1, "4.5", "5.8"),
    "场馆": (1, "7.5", "10.2"),
    "设备": (1, "2000", "2500"),
    "多媒体": (100, "2.3", "2.4"),
}
WHOLE = ("学历", "骨干", "体艺", "多媒体")


def line(thing: str, stage: str) -> Fraction:
    return Fraction(LINES[thing][1 if stage == "小学" else 2])


def needed(thing: str, stage: str, students: int) -> Fraction:
    exactly = line(thing, stage) * students / LINES[thing][0]
    return Fraction(ceil(exactly)) if thing in WHOLE else exactly


def number(value: Fraction | float, places: int = 2) -> str:
    scaled = Fraction(value) * 10**places
    return f"{floor(scaled + Fraction(1, 2)) / 10**places:.{places}f}".rstrip("0").rstrip(".")


def short(thing: str, stage: str, students: int, amount: int | str) -> list[str]:
    """Verdict, value and what is missing."""
    value = Fraction(amount) * LINES[thing][0] / students
    gap = needed(thing, stage, students) - Fraction(amount)
    return ["^不达标", number(value), f"还差{number(gap)}(?!\\d)"] if gap > 0 else ["^达标", number(value)]


def rate(part: int, whole: int, percent: int) -> list[str]:
    gap = ceil(Fraction(percent * whole, 100)) - part
    value = number(Fraction(part * 100, whole))
    return ["^不达标", value, f"还差{gap}(?!\\d)"] if gap > 0 else ["^达标", value]


def variation(amounts: list[int], students: list[int]) -> str:
    mean = sum(amounts) / sum(students)
    spread = sum(p / sum(students) * (x / p - mean) ** 2 for x, p in zip(amounts, students, strict=True))
    return f"{sqrt(spread) / mean:.3f}"


def share(part: float, *parts: float) -> str:
    return number(Fraction(part / sum(parts) * 100).limit_denominator(10**9))


SUMS: dict[str, list[str]] = {
    # one indicator, asked for in many ways
    "俺们镇上初中拢共七百二十个学生，高学历的老师才36个，创优够不够格": short("学历", "初中", 720, 36),
    "小学430人，大专以上教师19人，合要求不": short("学历", "小学", 430, 19),
    "初中学生910，本科及以上老师44，缺口是几": short("学历", "初中", 910, 44),
    "我是校长，小学540个学生，骨干老师5名，这条过了没有": short("骨干", "小学", 540, 5),
    "县级骨干14人，初中学生1400，够线吗": short("骨干", "初中", 1400, 14),
    "完小260人，音体美专任教师一共2人，缺几个": short("体艺", "小学", 260, 2),
    "小学700人，体育老师4个、音乐2个、美术1个，够不够": short("体艺", "小学", 700, 7),
    "初中650人，体育3人音乐1人美术1人艺术1人，达标没": short("体艺", "初中", 650, 6),
    "我校小学生468人，教辅用房2000㎡，差多少平米达到优质均衡": short("用房", "小学", 468, 2000),
    "小学520人，教辅用房（不含体育馆）2340平方米，卡线吧，过不过": short("用房", "小学", 520, 2340),
    "六百个小学生，教辅用房3100平，其中室内体育用房450平，离优质线还差多少平": short("用房", "小学", 600, 2650),
    "初中1030人，运动场地面积10506平方米，卡不卡线": short("场馆", "初中", 1030, 10506),
    "小学840人，风雨球馆700平米加室外运动场5500平米，场馆够不够": short("场馆", "小学", 840, 6200),
    "初中900娃，操场加球馆一共9000平，够优质不？缺多少平": short("场馆", "初中", 900, 9000),
    "初中部600人，仪器设备总值162万元，生均够2500不": short("设备", "初中", 600, 1620000),
    "小学730名学生，设备账面原值138.7万元，补到优质均衡的线还差多少钱": short("设备", "小学", 730, 1387000),
    "小学315名学生，多媒体教室7间够了没": short("多媒体", "小学", 315, 7),
    "小学315名学生，多媒体教室8间够了没": short("多媒体", "小学", 315, 8),
    "初中500人,多媒体12间": short("多媒体", "初中", 500, 12),
    # shares with a line in percent
    "我县符合交流条件的教师200人，轮岗了19人，达标吗": rate(19, 200, 10),
    "片区小学应入学新生320人，就近入学319人，优质均衡过得去吗": rate(319, 320, 100),
    "城区初中划片新生800人，就近进来761人，合要求不": rate(761, 800, 95),
    "一中今年招600人，分给初中的指标到校名额290个，够一半吗，差几个": rate(290, 600, 50),
    "随迁子女符合条件的400人，在公办学校就读352人，比例够不够": rate(352, 400, 85),
    "残疾适龄儿童40人，已入学37人，优质均衡够不够，还差几个": rate(37, 40, 95),
    "满意度调查收回问卷500份，满意430份，基本均衡过线没": rate(430, 500, 85),
    "社会认可度问卷有效400份，认可335份，达标吗差几份": rate(335, 400, 85),
    "全校专任教师62人，持证61人，持证上岗率达标不": rate(61, 62, 100),
    "公用经费预算96万，培训费4.5万，够不够5%": ["^不达标", number(Fraction(450, 96)), "还差3000元"],
    # what a line asks for, and what it lets in
    "小学要收1000人，操场至少得多大": [f"{number(needed('场馆', '小学', 1000))}平方米"],
    "初中计划招到900人，多媒体教室得配几间": [f"{needed('多媒体', '初中', 900)}间"],
    "小学415生体艺几名": [f"{needed('体艺', '小学', 415)}人"],
    "6000平的操场，小学最多能装多少学生": [f"最多{floor(6000 / line('场馆', '小学'))}人"],
    "初中用房4100平方米，顶多收多少学生": [f"最多{floor(4100 / line('用房', '初中'))}人"],
    "26班几间音乐室": [f"是{ceil(26 / 12)}间"],
    "25个班的小学，现在音乐教室2间、美术教室3间，哪样缺、缺几间": ["^音乐教室还差1间"],
    "河南小学五年级138人分成三个班，超不超？至少分几个班": ["^不达标", "46人"],
    # money, posts, balances
    "俺村小教学点82个学生，公用经费一年按国家定额能核多少钱": [f"{720 * 100}元", "不足100人"],
    "初中430人里有150个住校，公用经费按国家定额一年合计多少元": [f"{940 * 430 + 300 * 150}元"],
    "小学760人，按编制标准该核多少教职工": [f"{760 // 19}人"],
    "初中1350人，在编教职工92人，编制缺几个": ["还差8人", "100人"],
    "学年初500人，转入12，转出20，休学1，年末应该多少人": [f"{500 + 12 - 20 - 1}人"],
    # rates
    "应考50人，缺考3人，及格40人，及格率多少": [number(Fraction(4000, 47))],
    "三年前初一招了240人，转进8人，转走5人，毕业233人，优质均衡巩固率过不过": [
        "^达标", number(Fraction(233 * 100, 243))
    ],
    "在校生508人，留守儿童73人，占比多少": [number(Fraction(7300, 508))],
    "我们实得81分，不适用5分，折算合格吗": ["^合格", number(Fraction(8100, 95))],
    # combined schools
    "九年一贯制小学500人初中300人，教学用房4150平方米，两个学部各分多少": [share(500, 500, 1.1 * 300), "2500平方米"],
    "完中初中400人高中500人，图书20000册，初中应分多少册": [share(400, 400, 1.2 * 500), "8000册"],
    "九年一贯制小学1500人，初中1100人，规模超没超": ["^不达标", "2600人", "多出100人"],
    "我们小学2100人，学校规模超标没有，超多少": ["^不达标", "多出100人"],
    # coefficients
    "甲校200人图书3000册，乙校300人图书6000册，差异系数是多少": [variation([3000, 6000], [200, 300])],
    "两所小学,甲80人生均图书25册,乙320人生均15册,差异系数是多少": [variation([2000, 4800], [80, 320])],
    "八个系数.50 .61 .44 .70 .33 .58 .62 .40，小学综合差异系数多少": ["0.52"],
    # the school as a whole
    "小学场馆生均6.2平方米，另外六项全达标，学校合格吗": ["^不合格", number(Fraction("7.5") * Fraction("0.85"), 3)],
    "小学场馆生均6.4平方米，另外六项全达标，学校合格吗": ["^合格", number(Fraction("7.5") * Fraction("0.85"), 3)],
    "初中骨干每百名0.95，体艺0.8，剩下的都够，学校能判合格吗": ["^不合格", "2项"],
    "七项差异系数小学0.32 0.41 0.28 0.50 0.47 0.39 0.44，优质均衡能过吗": ["7个数都没有超过", "0.50"],
    "全县两所小学，一所600人骨干8人，一所200人骨干1人，骨干差异系数多少": [variation([8, 1], [600, 200])],
    "残疾儿童一共23个，随班就读18个，送教3个，优质均衡入学率够不够": rate(21, 23, 95),
    "全县教师720人，完成360学时的712人，完成率够不够": ["^不达标", number(Fraction(71200, 720)), "还差8人"],
    # other standards
    "窗玻璃10平方米，教室净面积60平方米，玻地比够不够": ["^达标"],
    "窗玻璃9平方米，教室净面积60平方米，玻地比够不够": ["^不达标", "还差1平方米"],
    "初中450人，占地11000平方米，评估表要求够不够，差多少": ["^不达标", f"还差{26 * 450 - 11000}平方米"],
    "政府工作四块得了20、21、22、21分，2012办法算合格吗": ["^不合格", "84分"],
    "小学340人，房子拢共1750平方米，河南评估表建筑面积差多少": ["^不达标", f"还差{1768 - 1750}平"],
    # other words for the thing, words in between, order turned round, ellipsis
    "专任的体育老师3个，艺术老师4个，我们小学有700个孩子，够标准不": short("体艺", "小学", 700, 7),
    "有10个骨干教师的一所1200人的初中，达标吗": short("骨干", "初中", 1200, 10),
    "初中 1200 骨干10": short("骨干", "初中", 1200, 10),
    "班里都装了交互白板，带白板的教室16间，初中学生680个，还差几间": short("多媒体", "初中", 680, 16),
    "小学980人体艺老师8个够不": short("体艺", "小学", 980, 8),
    "一千一百名小学生，市级骨干2人县级骨干8人，骨干比例够了么": short("骨干", "小学", 1100, 10),
    "小学1000人，骨干教师9人，其中市级3人，够不够": short("骨干", "小学", 1000, 9),
    "塑胶操场4200㎡室内球场600㎡，初中500名学生，场地还欠多少㎡": short("场馆", "初中", 500, 4800),
    "设备报表上填的是96，单位万元，小学500人，够不够": short("设备", "小学", 500, 960000),
    # what a line takes, asked without 至少 or 最多
    "初中740个学生应当有多少本科以上学历的教师": [f"{needed('学历', '初中', 740)}人"],
    "想收1300名初中生，运动场馆面积不能小于多少": [f"{number(needed('场馆', '初中', 1300))}平方米"],
    "教辅用房5400平米的小学，学生数控制在多少以内": [f"最多{floor(5400 / line('用房', '小学'))}人"],
    "要达标，1500人的小学骨干教师配多少名合适": [f"{needed('骨干', '小学', 1500)}人"],
    "初中800人，骨干教师最少留几个才不跌破85%": ["7人", "85%底线"],
    # students come and gone, the other part of a share, one class beside the average
    "操场6300平，小学原来900人，转走60个，场馆够没够": short("场馆", "小学", 840, 6300),
    "镇区小学一年级新生1000人，就近划片998，达标吗": rate(998, 1000, 100),
    "特殊孩子一共52名，50名上学了，入学率过不过95": rate(50, 52, 95),
    "小学七个班312人，平均44.57，可有个班47人，班额能过吗": ["1项不达标", "多出2人"],
    # a strict line met exactly is not kept, coefficients one by one
    "数学校际差异率正好0.15，这条算不算达到": ["^不达标", "没有低于", "正好等于"],
    "优质均衡小学七项差异系数 .31 .44 .50 .28 .47 .39 .52，能交差不": ["^不达标", "0.52"],
    "全寄宿小学400人，都住校，校舍建筑面积5000平，河南评估表够不够": [
        "^不达标", f"还差{number(Fraction('13.13') * 400 - 5000)}平"
    ],
    "小学950人，设备值182万元，多媒体教室20间，各欠多少": ["2项不达标", "还差80000元", "还差2间"],
    # figures that cannot be true
    "小学300人，骨干教师-2人，够吗": ["请核对"],
    "残疾儿童20人，入学25人，入学率达标吗": ["请核对", "125"],
    "应考40人，实考42人，及格45人，合格率多少": ["请核对"],
}  # fmt: skip


def first(answer: Answer) -> str:
    return answer.text.splitlines()[0]


@pytest.mark.parametrize("question", SUMS)
def test_first_sentence_holds_verdict_and_value(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [call.name for call in answer.tools][:1] == ["calculator"], answer.text
    assert [part for part in SUMS[question] if not re.search(part, first(answer))] == [], first(answer)


SECOND = {
    "河南小学五年级138人分成三个班，超不超？至少分几个班": f"至少{ceil(138 / 45)}班",
    "九年一贯制小学500人初中300人，教学用房4150平方米，两个学部各分多少": "1650平方米",
    "完中，初中500高中1000，运动场馆17000㎡，摊给初中多少平，够不够": "5000平方米",
    "我县符合交流条件的教师100人，今年交流15人，其中骨干2人，哪个比例没到，差几人": "还差1人",
}


@pytest.mark.parametrize(("question", "part"), SECOND.items())
def test_what_is_wanted_next_stands_in_the_second_sentence(assistant: Assistant, question: str, part: str) -> None:
    assert part in "".join(assistant.ask(question).text.splitlines()[:2])


@pytest.mark.parametrize(
    "question",
    [
        "优质均衡骨干教师不是每百名1人吗",
        "得分不是85吗",
        "辅助用房少一间扣几分",
        "初中一个班最多坐多少人",
        "学籍档案要3份还是5份",
        "初中生均10.2平方米是体育场馆的标准吗",
        "评估表里班额45人占几分",
        "八个单项差异系数怎么合成综合的那一个",
        "三个村小并成一所全寄宿小学，生均建筑面积按评估表是几",
        "生均图书33.3册，用603人去除为什么对不上",
        "小学教辅用房缺了两个室落到几档",
        "教师交流轮岗的两个比例是多少，骨干占几成",
        "优质均衡小学班额上限是50人对吧",
        "消除66人以上超大班额的期限是哪年",
        "24个班一间音乐一间美术够使",
    ],
)
def test_figures_of_a_rule_are_not_computed_with(assistant: Assistant, question: str) -> None:
    assert "calculator" not in [call.name for call in assistant.ask(question).tools]


NOUNS = {
    "学历": ("高学历教师{}人", "{}名本科以上教师"),
    "骨干": ("骨干教师{}人", "县级骨干有{}名"),
    "体艺": ("体艺教师{}人", "音体美老师{}个"),
    "用房": ("教学用房{}平方米", "教辅用房一共{}平米"),
    "场馆": ("操场{}平方米", "运动场馆有{}平"),
    "设备": ("仪器设备值{}元", "设备总值{}元"),
    "多媒体": ("多媒体教室{}间", "班班通{}间"),
}
ASKED = ("够吗", "过不过线", "达标没有", "差多少", "合要求不")
CASES = st.tuples(
    st.sampled_from(sorted(NOUNS)), st.sampled_from(["小学", "初中"]), st.integers(120, 1900),
    st.integers(0, 1), st.sampled_from(ASKED),
)  # fmt: skip


def verdicts(assistant: Assistant, case: tuple[str, str, int, int, str]) -> Callable[[int], str]:
    thing, stage, students, wording, asked = case
    return lambda amount: first(assistant.ask(f"{stage}{students}人，{NOUNS[thing][wording].format(amount)}，{asked}"))


def test_line_itself_is_met_and_one_less_is_not(assistant: Assistant) -> None:
    @settings(max_examples=20, phases=[Phase.generate], deadline=None)
    @given(CASES)
    def holds(case: tuple[str, str, int, int, str]) -> None:
        least = ceil(needed(*case[:3]))
        said = verdicts(assistant, case)
        assert said(least).startswith("达标")
        assert said(least - 1).startswith("不达标")

    holds()


def test_shortfall_added_meets_the_line(assistant: Assistant) -> None:
    @settings(max_examples=20, phases=[Phase.generate], deadline=None)
    @given(CASES, st.integers(2, 80))  # a hundredth of the line is not believed
    def holds(case: tuple[str, str, int, int, str], percent: int) -> None:
        said = verdicts(assistant, case)
        amount = floor(needed(*case[:3]) * percent / 100) or 1
        gap = re.search(r"还差([0-9.]+)", answer := said(amount))
        assert (gap is None) == answer.startswith("达标")
        if gap is not None:
            assert said(ceil(amount + Fraction(gap[1]))).startswith("达标")

    holds()


def test_twice_the_school_is_the_same_school(assistant: Assistant) -> None:
    @settings(max_examples=15, phases=[Phase.generate], deadline=None)
    @given(CASES, st.integers(1, 3000))
    def holds(case: tuple[str, str, int, int, str], amount: int) -> None:
        thing, stage, students, wording, asked = case
        once = verdicts(assistant, case)(amount)
        twice = verdicts(assistant, (thing, stage, 2 * students, wording, asked))(2 * amount)
        found = [re.search(r"是(约?[0-9.]+)", text) for text in (once, twice)]
        assert found[0] and found[1] and found[0][1] == found[1][1]

    holds()


@pytest.mark.parametrize("question", ["操场加体育馆7600平，生均达标没？", "那我们学校骨干教师还缺几个"])
def test_what_is_missing_is_asked_back(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "clarify"
    assert "在校生数" in answer.text


TURNS = {
    ("1100人的小学需几个骨干", "封面标签用什么字体", "还说刚才那学校，体艺教师得几个"): "要至少10人",
    ("小学900人，教辅用房4100平，达标不", "人数面积都不变，改成初中缺多少平"): "还差1120平方米",
    ("九年一贯制，小学500人，初中300人", "场馆合计8300平", "小学部该摊多少"): "5000平方米",
    ("甲小学700人，场馆5250平", "乙小学300人，场馆3000平", "就这两所，差异系数几"): "0.139",
    ("小学980人体艺老师8个够不", "看错了，应该是9个"): "^达标",
}


@pytest.mark.parametrize("turns", TURNS)
def test_figures_of_earlier_turns_are_joined(assistant: Assistant, turns: tuple[str, ...]) -> None:
    conversation = assistant.conversation()
    answers = [assistant.ask(turn, conversation) for turn in turns]
    assert re.search(TURNS[turns], first(answers[-1])), first(answers[-1])


def test_an_unrelated_question_between_sums_is_not_computed(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    assistant.ask("1100人的小学需几个骨干", conversation)
    assert "calculator" not in [call.name for call in assistant.ask("封面标签用什么字体", conversation).tools]


@pytest.mark.parametrize(
    "question",
    [
        "优质均衡的七项差异系数取平均0.48，小学过不过",
        "优质均衡七项系数平均下来0.44，县里初中算过了没",
        "优质均衡综合差异系数0.46，小学达标没",
    ],
)
def test_the_mean_of_coefficients_is_held_against_no_line_of_single_ones(assistant: Assistant, question: str) -> None:
    """The evaluation of 2017 judges every one for itself; a mean under the line clears nothing."""
    answer = assistant.ask(question)
    assert not answer.text.startswith("达标")
    assert re.search("逐项|每项|没有“综合", answer.text)


def test_the_mean_of_the_eight_is_held_against_the_composite(assistant: Assistant) -> None:
    assert assistant.ask("基本均衡八项平均0.62，小学过没过").text.startswith("达标")
