"""Sums that take more than one relation: changes, land, two standards, bands, rooms, lists, coefficients."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from assistant.records import Answer
from assistant.wiring import Assistant

MU = Fraction(2000, 3)

# Question -> what must stand in the first two sentences (regular expressions).
SUMS: dict[str, list[str]] = {
    # figures that change others
    "骨干教师7人，再招2个够不够，小学950人": ["^不达标", r"\(7 \+ 2\) ÷ 950", "还差1人"],
    "初中1000人，多媒体教室21间，再建3间能达标不": ["^达标", r"\(21 \+ 3\) ÷ 1000"],
    "小学骨干教师少了3个，现在才6个，900人，补齐3个够不够": ["^达标", r"\(6 \+ 3\) ÷ 900"],
    "我们学校骨干12人，退休2个，小学1100人，还够吗": ["^不达标", r"\(12 − 2\) ÷ 1100", "还差1人"],
    "设备80万，再投20万，初中400人达标不": ["^达标", "2500元"],
    "学生500人，今年新招骨干5人，够吗": ["^达标", "5 ÷ 500"],
    # land
    "学校占地30亩，小学900人，按河南评估表够不够": ["^达标", "22.22", "30亩合20000平方米"],
    "初中新校址设计700个学生，评估表的生均用地最少要多少亩": ["18200平方米", r"合27\.3亩"],
    "校园占地2.1公顷，初中850人，生均用地达到河南要求没": ["^不达标", f"还差{26 * 850 - 21000}平方米"],
    # two standards
    "适龄残疾儿童16人，入学14人，2012的线够不，2017的线呢": ["^达标", "80%", "不达标", "95%", "还差2人"],
    # several at once, with their values
    "900个小学生，高学历老师40，县级骨干8，两项够不够优质均衡": ["2项里1项不达标", "0.89人，还差1人", "4.44人"],
    "就剩体艺没够，其余都达标：小学1050人，体艺教师8个，离85%底线差几个": ["^不合格", "离底线还差1人"],
    "小学732人，优质均衡七样各要配多少": ["骨干教师数8人", "3294平方米", "1464000元", "17间"],
    # numbers that say what is counted, and what they count
    "全镇30个教学班，56人以上的有2个，大班额比例多少": [r"6\.67%", r"2 ÷ 30"],
    "八年级招了310个学生，不超优质均衡班额要分几个班": ["7班", r"310 ÷ 50"],
    "单价12块5的书买了40本，金额是多少": ["500元"],
    "小学教职工38人，按编制比顶多对应多少学生": ["722人", r"38 × 19"],
    "语文总分3710，全班55人缺考2，平均分多少": ["70分", r"55 − 2"],
    "登记表增加小计4，减少小计9，净增加填多少": ["-5人"],
    "教育股问班数，明年七八九年级合计1037人，一个班最多50，最少几个班": [r"21班"],
    "小学458人，体育老师3个、音乐1个、美术1个，抽走一个美术老师，体艺还够优质均衡不": ["^不达标", r"\(3 \+ 1\) ÷ 458"],
    "王老师退休前登记到10260册，540个小学生，河南办学条件标准一人20册，差几本": ["还差540册"],
    "书商送来640册，发票13440元，登记册单价写均价，一册多少": [r"21元（13440 ÷ 640）"],
    "仪器账：天平24架，单价86.5，金额应填多少": ["2076元"],
    "小学300人、初中210人，其中寄宿90人，公用经费连寄宿增补一年总共多少": [r"720 × 300 \+ 940 × 210 \+ 300 × 90"],
    "随班就读12个，一年的特教公用经费是多少": ["84000元"],
    "三所小学320、180、100人，中级职称老师16、12、10个，差异系数按人数加权是多少": [r"0\.283", "加权"],
    "全县600个班，66人以上的15个，超大班额控制在2%以内，算控制住没": ["^不达标", r"2\.5%", "超大班额班数"],
    "全校12个班，大班额（56人以上）1个，占比多少": [r"8\.33%", r"1 ÷ 12"],
    "59人的班算大班额吗": ["^是大班额"],
    "52个人的班够不够大班额": ["^不是"],
    "随迁子女400人，公办310，政府购买民办学位30，自己掏钱上民办60，比例达85没": ["^达标", "85%", r"\(310 \+ 30\)"],
    "每年生均新增至少1册，我们402人、去年新买350册，少买几册": ["还差52册"],
    "优质高中计划招1400，分到各初中的指标660个，国家要的比例到没到": ["^不达标", r"47\.14%"],
    # bands and rooms
    "5分的学校设置评二档，5分的规模班额评一档，6分的校园环境二档，4分的用地面积三档，这四项一共几分": ["13分"],
    "两个6分的评二档，一个4分的评三档，一共几分": ["9分"],
    "音乐、美术、科学、图书都有了，河南小学6室还短几室，短哪几个": ["还差2室", "体育器材室", "计算机"],
    "我们初中没有阅览室和心理咨询室，九室还差几个": ["还差2室：阅览室、心理咨询室"],
    # lists of classes
    "五个班46、52、56、58、67人，大班额几个，超大的几个": ["大班额有3个", "超大班额有1个：.*67"],
    "优质均衡小学一班47 二班45 三班44，哪班超了超几个": ["^不达标", "一班47", "超2人"],
    "初中七(1)班52人，七(2)班48人，七(3)班55人，班额超标的有几个": ["2个超过", "七\\(1\\)班52", "超5人"],
    "初中一班50人行不": ["^达标"],
    # coefficients
    "优质均衡初中七项：0.41 0.38 0.44 0.46 0.40 0.35 0.43，有没有超线的": ["1个超过", "0.46", "0.45"],
    "初中八个数：0.52、0.61、0.5、0.58、0.66、0.47、0.55、0.59，平均下来达不达标": ["0.56", "不达标"],
    "小学前七项加起来4.31，第八项最多能是几，综合才不超基本均衡的线": ["最多0.89"],
    "三校学生数800、500、200，图书12000、11000、6000册，差异系数多少，2012办法够吗": ["综合值，单项只作参考"],
    # posts, pay, rates, points
    "九年一贯制，小学生570、初中生405，编制一共该给多少教职工": ["60人"],
    "老师平均工资8.62万，当地公务员8.9万，差多少，合要求不": ["^不达标", "还差2800元"],
    "毕业班46人应考，有一个没来，总分3780，平均分多少": ["84分"],
    "实得79满分94够85不": ["^不合格", "84.04", "79 ÷ 94 × 100"],
    "问卷发了300份，收回280份，满意的243份，基本均衡满意度过没": ["^达标", "243 ÷ 280"],
    "小学毕业68人，6年前招了70人，转出5转入2，巩固率多少": ["请核对", "101.49"],
    "特教学生12人，公用经费一年最少多少": [f"至少{6000 * 12}元"],
    # classes by their names, units and sizes told by the way
    "评估表，小学五年级三班49人，超了几个": ["^不达标", "49 对 45", "多出4人"],
    "优质均衡八(3)班52个娃，超没超": ["^不达标：初中", "多出2人"],
    "小学600人，普通教室12间每间56平，评估表生均教室面积达标没": ["^不达标", "12 × 56 ÷ 600"],
    "全校415人，留守娃88个，不对，是83个，占比多少": ["20%", "83 ÷ 415"],
    "初中900人，30亩地，1亩666.67平，评估表用地够不够": ["^不达标", "20000 ÷ 900", "还差3400平方米"],
    "小学31个班，音乐教室两间每间100平，间数够吗缺几间": ["还差1间", "31 ÷ 12"],
    "实得77分（去年才70），不适用项10分，折算后合格吗": ["^合格", "77 ÷ "],
    "县城小学874个学生23个班，编制标准核多少教职工": ["46人", "874 ÷ 19"],
    "数学应考60人，俩病了没来，及格52人，合格率多少": ["89.66", r"52 ÷ \(60 − 2\)"],
    # results that cannot be believed
    "小学600人，设备总值168，够不够": ["0.28元", "没有下结论", "按168万元算", "达标：.*2800元"],
    "初中900人，图书室以外教学用房4.9平方米，达标没": ["没有下结论", "请核对"],
    # what a form states against what it has to be
    "留守统计表上合计130，单亲那栏75，双亲那栏52，对得上不，差几个": ["^对不上", "127人", "差3人"],
    "三个小学305、270、190人，中心学校合计填了765，对不对": ["^对得上", r"305 \+ 270 \+ 190"],
    "图书帐上《十万个为什么》32册，单价25.5元，金额写了826元，应该是多少": ["816元", "差10元"],
    "辍学登记表上6人，辍学统计表写8人，差几个": ["^对不上", "差2人"],
    # bands, sizes, ranges
    "教师登记表上一位36岁，教龄写22年，这格怎么标": ["^错误", "14岁"],
    "李老师今年45，教龄填28年，合理吗": ["^要核实", "17岁"],
    "一卷材料240页单面纸，用哪种盒脊": ["^选30毫米"],
    "一卷600张单面A4，有多厚，得装几盒": ["要分2个", "60毫米"],
    "食堂有500个学生同时吃，荥阳调研表的食堂面积是什么范围": ["300至350平方米"],
    # two results of the same figures
    "30个班的小学，优质均衡音乐室要几间，总面积至少多少平": ["3间", "288平方米"],
    "符合条件的教师308人，优质均衡今年最少轮岗几名，其中骨干最少几名": ["至少31人", "至少7人"],
    "小学600人，按图书馆规程藏书起码多少册，每年最少添几册": ["至少15000册", "600册"],
    # named, not another
    "小学教学及辅助用房报表4100平，里头含室内体育用房500平，学生800，优质均衡生均教辅用房几平": ["^达标", "4.5平方米"],
    "学年初800人，转走18个都有接收学校，休学3个、退学2个，用教育学名词定义算辍学率多少": [r"\(3 \+ 2\) ÷ 800"],
    "非寄宿学校不算的两样按六分剔掉，自评实得八十分，折成百分制多少，过线没": ["85.11", r"80 ÷ \(100 − 6\)"],
    "校舍四条(建筑面积、普通教室、辅助用房、办公用房)全在二档，合计拿多少": ["14分", "少得7分"],
    # units that mostly count no amount
    "一位老师五年里学了300学时，优质均衡的培训还差几学时": ["^不达标", "还差60学时"],
    "贵州的学校，九项基本办学条件有三项没弄好，过不过": ["^不达标", "7项", "还差1项"],
}  # fmt: skip


def two(answer: Answer) -> str:
    return "\n".join(answer.text.splitlines()[:2])


@pytest.mark.parametrize("question", SUMS)
def test_first_two_sentences_hold_the_result(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert [call.name for call in answer.tools][:1] == ["calculator"], answer.text
    assert [part for part in SUMS[question] if not re.search(part, two(answer))] == [], answer.text


@pytest.mark.parametrize(
    "question",
    [
        "我县小学有一项单项差异系数0.71，综合算下来0.58，基本均衡是不是就因为这一项挂了？",
        "当年基本均衡给县政府工作打分,满分一百,多少分过关?",
        "初中图书室里摆几张桌子就叫阅览室，两室并一室过得去不",
        "小学有32名专任教师，中级以上职称14人，占比多少",
        "优质均衡小学多媒体教室那项差异系数0.53，七项平均0.42，能算达标不",
    ],
)
def test_no_amount_is_made_of_what_is_none(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert "calculator" not in [call.name for call in answer.tools] or "差异系数" in two(answer), answer.text
    assert answer.status != "clarify"


def test_missing_coefficients_are_asked_for(assistant: Assistant) -> None:
    answer = assistant.ask("帮算下我们县综合差异系数，图书那项是0.52")
    assert (answer.status, "7项" in answer.text) == ("clarify", True)


def test_what_is_added_counts_as_if_it_had_been_told(assistant: Assistant) -> None:
    @settings(max_examples=15, phases=[Phase.generate], deadline=None)
    @given(st.integers(300, 1900), st.integers(2, 30), st.integers(2, 9))
    def same(students: int, have: int, more: int) -> None:
        split = two(assistant.ask(f"小学{students}人，骨干教师{have}人，再招{more}个，够不够"))
        whole = two(assistant.ask(f"小学{students}人，骨干教师{have + more}人，够不够"))
        assert split.replace(f"({have} + {more})", str(have + more)) == whole

    same()


def test_land_in_mu_is_judged_as_square_metres(assistant: Assistant) -> None:
    @settings(max_examples=15, phases=[Phase.generate], deadline=None)
    @given(st.integers(5, 90), st.integers(200, 1900))
    def judged(mu: int, students: int) -> None:
        said = two(assistant.ask(f"河南评估表，小学{students}人，占地面积{mu}亩，够不够"))
        assert said.startswith("达标") == (mu * MU / students >= 22)

    judged()


def test_shortfall_of_rooms_is_what_is_left_of_the_list(assistant: Assistant) -> None:
    rooms = ["音乐教室", "美术教室", "阅览室", "图书室", "多功能教室", "心理咨询室", "体育器材室"]

    @settings(max_examples=12, phases=[Phase.generate], deadline=None)
    @given(st.lists(st.sampled_from(rooms), min_size=2, unique=True))
    def left(have: list[str]) -> None:
        said = two(assistant.ask(f"河南评估表初中9室，{'、'.join(have)}都有了，教辅用房还缺几室"))
        assert said.startswith(f"还差{9 - len(have)}室"), said
        assert not any(name in said.split("；")[0] for name in have)

    left()


def test_every_least_amount_meets_its_line(assistant: Assistant) -> None:
    @settings(max_examples=6, phases=[Phase.generate], deadline=None)
    @given(st.integers(120, 1900))
    def meets(students: int) -> None:
        said = two(assistant.ask(f"小学{students}人，优质均衡七项各要多少"))
        assert f"骨干教师数{ceil(Fraction(students, 100))}人" in said
        assert f"网络多媒体教室间数{ceil(Fraction(23 * students, 1000))}间" in said

    meets()


def test_points_of_what_does_not_apply_are_asked_for_not_made_up(assistant: Assistant) -> None:
    answer = assistant.ask("我校没人在校吃饭，食堂那一项不算，自评表上得了83，折算后该是多少？")
    assert answer.status == "clarify"
    assert "分值" in answer.text


@pytest.mark.parametrize("parts", [(1, 1), (75, 52), (0, 9)])
def test_a_form_that_adds_up_is_never_called_wrong(assistant: Assistant, parts: tuple[int, int]) -> None:
    single, both = parts
    answer = assistant.ask(f"留守统计表合计{single + both}人，单亲{single}人，双亲{both}人，对得上吗，差几个")
    assert "对不上：" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "2001年那会儿农村小学460个学生，按老编制标准核几个教职工",
        "2016年春我们小学312人，公用经费基准定额一年合计多少钱",
    ],
)
def test_what_holds_today_is_not_computed_for_a_year_before(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).tools[0].name != "calculator"


def test_the_line_quoted_in_a_later_turn_is_no_figure_of_the_school(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    for turn in ("初中640人", "设备账上150万", "那生均够2500不，还差多少万"):
        answer = assistant.ask(turn, conversation)
    assert "1500000 ÷ 640" in answer.text


def test_a_school_with_a_third_part_is_not_shared_out_among_two(assistant: Assistant) -> None:
    answer = assistant.ask("十二年一贯制480小学400初中250高中，设备250万，初中部摊多少万")
    assert "九年一贯制" not in answer.text
    assert "101.85" not in answer.text


@pytest.mark.parametrize(
    ("turns", "steps"),
    [
        (("我们小学500人，骨干教师4人，够优质均衡吗", "再补1个够不够"), r"\(4 \+ 1\) ÷ 500"),
        (("小学骨干教师4人，500人，够不", "不对，是1人"), r"1 ÷ 500"),
        (("全县200个班，大班额8个，比例多少，过线没", "不对，是5个"), r"5 ÷ 200"),
        (("图书室10400册", "小学462个学生", "离规程的25册还差多少本"), r"10400 ÷ 462"),
    ],
)
def test_a_figure_that_happens_to_equal_the_line_is_one(
    assistant: Assistant, turns: tuple[str, ...], steps: str
) -> None:
    conversation = assistant.conversation()
    for turn in turns:
        answer = assistant.ask(turn, conversation)
    assert re.search(steps, answer.text), answer.text
