"""Turns that lean on the one before, corrections, starting anew; conversations that know nothing of each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.conversation.engine import Conversation
from assistant.records import Answer
from assistant.wiring import Assistant
from tests.conversation.conftest import talk

PLACE = "食堂的卫生合格证归哪一类"
SHORT_OF_TEACHERS = "我们小学500人，骨干教师3人，够吗"


def cited(answer: Answer) -> str:
    """The entry the first sentence rests on."""
    return answer.citations[0].passage


def first(answer: Answer) -> str:
    return answer.text.splitlines()[0]


def test_other_stage_is_computed_with_the_same_figures(assistant: Assistant) -> None:
    primary, junior = talk(assistant, "我们小学500人，教学用房2500平方米，够吗", "那初中呢")
    assert first(primary).startswith("达标")
    assert first(junior).startswith("不达标")
    assert "5.8" in first(junior)
    assert "小学" not in first(junior)


@pytest.mark.parametrize(
    "told",
    [
        "我校小学，600名学生，15个班，音乐教室1间、美术教室1间，最大班额50人，优质均衡达标吗",
        "我们是小学，15个班，600人，最大班50人，音乐教室1间，美术教室1间，骨干5人，怎么补才达标",
    ],
)
def test_rooms_and_class_sizes_are_part_of_what_is_lacking(assistant: Assistant, told: str) -> None:
    (answer,) = talk(assistant, told)
    assert "音乐教室还差1间" in answer.text and "美术教室还差1间" in answer.text
    assert "每班学生数（优质均衡）是50人，超过优质均衡（2017）的45人，多出5人" in answer.text


def test_other_stage_of_a_limit_stays_with_that_limit(assistant: Assistant) -> None:
    primary, junior = talk(assistant, "小学每百名学生要有多少高于规定学历教师", "那初中呢")
    assert cited(primary) == cited(junior) == "quality2017-l1"
    assert "5.3" in junior.text


@pytest.mark.parametrize("turn", ["平面图呢", "那平面图呢？", "学校平面图呢", "换成平面图"])
def test_other_thing_keeps_what_is_asked(assistant: Assistant, turn: str) -> None:
    _, plan = talk(assistant, PLACE, turn)
    assert cited(plan) == "archive-a6"
    assert "第一类" in first(plan)


@pytest.mark.parametrize("turn", ["要存几年", "那要存几年", "它要存几年？"])
def test_other_question_keeps_the_thing(assistant: Assistant, turn: str) -> None:
    _, years = talk(assistant, "学籍档案归哪一类", turn)
    assert cited(years) == "archive-b1"
    assert "六年" in first(years)


def test_question_goes_to_the_thing_named_last(assistant: Assistant) -> None:
    _, _, years = talk(assistant, PLACE, "平面图呢", "要存几年")
    assert "平面图" in str(years.tools[0].arguments["query"])
    assert "食堂" not in str(years.tools[0].arguments["query"])


@pytest.mark.parametrize("turn", ["依据呢", "依据是什么", "哪个文件规定的", "出处呢？"])
def test_source_of_the_answer_before_is_given(assistant: Assistant, turn: str) -> None:
    place, source = talk(assistant, PLACE, turn)
    assert cited(source) == cited(place) == "archive-a5"
    assert "豫政办〔2012〕131号" in first(source)


def test_turns_go_on_leaning(assistant: Assistant) -> None:
    *_, source = talk(assistant, PLACE, "平面图呢", "依据呢")
    assert cited(source) == "archive-a6"


@pytest.mark.parametrize("turn", ["不对，是12人", "不对，是12个", "说错了，骨干教师是12人", "骨干教师12人", "错了，12"])
def test_correction_is_computed_anew(assistant: Assistant, turn: str) -> None:
    short, enough = talk(assistant, SHORT_OF_TEACHERS, turn)
    assert first(short).startswith("不达标")
    assert first(enough).startswith("达标")
    assert "12 ÷ 500" in first(enough)


@pytest.mark.parametrize(
    "turn", ["不对，学生是200人", "学生数错了，是200人", "要是学生只有200人呢", "如果是200名学生呢"]
)
def test_correction_of_the_students_leaves_the_teachers(assistant: Assistant, turn: str) -> None:
    _, enough = talk(assistant, SHORT_OF_TEACHERS, turn)
    assert "3 ÷ 200" in first(enough)


@pytest.mark.parametrize("turn", ["500人", "500", "五百人", "500名学生", "学生500人", "有500个学生"])
def test_number_after_a_question_back_is_what_was_missing(assistant: Assistant, turn: str) -> None:
    asked, computed = talk(assistant, "我们小学骨干教师8人，够吗", turn)
    assert asked.status == "clarify"
    assert (computed.status, "8 ÷ 500" in first(computed)) == ("answered", True)


def test_another_question_after_a_question_back_is_answered(assistant: Assistant) -> None:
    _, place = talk(assistant, "我们小学骨干教师8人，够吗", PLACE)
    assert (place.status, cited(place)) == ("answered", "archive-a5")


@pytest.mark.parametrize("before", [PLACE, SHORT_OF_TEACHERS, "我们小学骨干教师8人，够吗", "你好"])
def test_starting_anew_forgets_everything(assistant: Assistant, before: str) -> None:
    fresh = [answer.as_json() for answer in talk(assistant, "重新开始", "依据呢", "500人")]
    later = [answer.as_json() for answer in talk(assistant, before, "重新开始", "依据呢", "500人")]
    assert later[1:] == fresh


@pytest.mark.parametrize("turn", ["依据呢", "那初中呢", "它呢", "平面图呢"])
def test_first_turn_that_leans_on_nothing_is_not_answered_about_something_else(assistant: Assistant, turn: str) -> None:
    (answer,) = talk(assistant, turn)
    assert answer.status != "answered" or cited(answer) == "archive-a6"


def test_conversations_do_not_know_each_other(assistant: Assistant) -> None:
    one, other = [PLACE, "平面图呢", "依据呢"], [SHORT_OF_TEACHERS, "那初中呢", "不对，是12人"]
    alone = talk(assistant, *one), talk(assistant, *other)
    first_talk, second_talk = assistant.conversation(), assistant.conversation()
    mixed = [(assistant.ask(a, first_talk), assistant.ask(b, second_talk)) for a, b in zip(one, other, strict=True)]
    assert mixed == list(zip(*alone, strict=True))


def test_question_without_a_conversation_is_forgotten(assistant: Assistant) -> None:
    assistant.ask(PLACE)
    assert assistant.ask("依据呢").status == "clarify"


def test_questions_at_once_are_answered_as_one_by_one(assistant: Assistant) -> None:
    talks = [[PLACE, "平面图呢", "依据呢"], [SHORT_OF_TEACHERS, "不对，是12人"], ["标签用什么字体"]] * 4
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda turns: talk(assistant, *turns), talks))
    assert at_once == [talk(assistant, *turns) for turns in talks]


@pytest.mark.parametrize("turn", ["红烧肉怎么炖才烂", "明天下雨吗", "茅台股票能买吗"])
def test_turn_about_another_field_is_refused_and_disturbs_nothing(assistant: Assistant, turn: str) -> None:
    _, refused, plan = talk(assistant, PLACE, turn, "平面图呢")
    assert cited(plan) == "archive-a6"
    assert refused.status == "refused", refused.text


def test_correction_whose_noun_stands_in_the_clause_before(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    assistant.ask("招生240转入10转出6，毕业的242，巩固率按栾川算", conversation)
    assert "98.36" in assistant.ask("毕业的我看错了，是240", conversation).text


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        (["规模上限小学多少，优质均衡的", "九年一贯制学校呢", "我们2390人超了没"], ["达标", "2500"]),
        (["六年前招210，转进8，转走15，毕业199", "栾川的巩固率怎么算", "转走的写错了，是13"], ["199 ÷ (210 + 8 − 13)"]),
        (["一贯制学校小学480初中310，电脑96台", "摊到小学部几台", "初中部呢"], ["1.1 × 310 ÷ (480 + 1.1 × 310)"]),
        (["不适用项6分，实得80分，折下来几分", "换成81分呢"], ["81 ÷ (100 − 6)"]),
        (["小学520人，河南建筑面积要多少", "初中呢，人数不变"], ["520 = 6.4"]),
        (
            ["小学1480人，能上网的教室31间，差几间才够优质均衡", "那要是初中呢，人一样多"],
            ["31 ÷ 1480", "2.4间", "还差5间"],
        ),
        (["我们初中26个班", "美术教室要几间"], ["3间", "26 ÷ 12"]),
        (["符合交流条件教师300人，今年交流36人", "其中骨干6个", "骨干最少得去几个"], ["还差2人"]),
    ],
)
def test_figures_told_over_turns_meet_in_one_sum(assistant: Assistant, turns: list[str], says: list[str]) -> None:
    *_, last = talk(assistant, *turns)
    assert last.status == "answered"
    assert [part for part in says if part not in last.text] == []


@pytest.mark.parametrize(
    ("turns", "then", "says"),
    [
        (["优质均衡每百人要几间多媒体教室", "俺们小学现有18间，够不够"], "760人", "18 ÷ 760"),
        (["河南评估表生均用地要多少", "我校一万五千平的地行不行"], "初中500人", "15000 ÷ 500"),
    ],
)
def test_bare_figure_after_a_rule_is_held_against_it(
    assistant: Assistant, turns: list[str], then: str, says: str
) -> None:
    _, asked, computed = talk(assistant, *turns, then)
    assert (asked.status, computed.status) == ("clarify", "answered")
    assert "在校生数" in asked.text and says in computed.text


@pytest.mark.parametrize(
    ("turns", "subject"),
    [
        (["义务教育法哪条规定不准设重点班", "学校硬要分，处罚看哪条"], "law-art-57"),
        (["基本均衡小学差异系数的线是0.65？", "优质的怎么卡"], "quality2017-cv"),
        (["河南评估表初中生均用地多少", "看错了，我们没有初中，换成小学来说"], "rubric-1.4"),
        (["三类残疾儿童入学率基本均衡要多少", "嗯80。要是按优质均衡来，残疾儿童入学率呢"], "quality2017-quality-2"),
    ],
)
def test_turn_goes_on_from_the_last_answer(assistant: Assistant, turns: list[str], subject: str) -> None:
    *_, last = talk(assistant, *turns)
    assert (last.status, cited(last)) == ("answered", subject)


def test_figures_of_a_rule_that_are_to_be_explained_are_not_computed_with(assistant: Assistant) -> None:
    quoted, explained = talk(assistant, "教室的灯要9+2支", "那2指的是什么")
    assert not {tool.name for answer in (quoted, explained) for tool in answer.tools} & {"calculator"}
    assert "黑板" in first(explained)


def test_question_where_papers_go_is_no_sum(assistant: Assistant) -> None:
    (answer,) = talk(assistant, "全校41个老师的资格证和学历证复印了3摞，三个大类里该放到哪一类")
    assert (answer.status, cited(answer)) == ("answered", "archive-b5")


def test_indicators_that_were_not_told_are_asked_for_by_name(assistant: Assistant) -> None:
    two, three = talk(assistant, "我们是初中，1200名学生，骨干教师10人，操场9000平，够优质均衡吗", "多媒体教室25间呢")
    assert "还没说的有" in two.text and "网络多媒体教室数；" in two.text and "生均教学仪器设备值" in two.text
    untold = three.text.split("还没说的有")[1]
    assert "还差4间" in three.text and "多媒体" not in untold and "仪器设备" in untold
    assert "还没说的有" not in talk(assistant, "初中1200人，骨干教师10人，够优质均衡吗")[0].text


@pytest.mark.parametrize(
    ("first", "other", "standard", "old"),
    [
        ("初中900名学生，教辅用房6000平方米够不够", "那体育场馆呢", "10.2平方米", "6000"),
        ("小学1000人，骨干教师8人，够不够", "那体艺教师呢", "0.9人", "8 ÷"),
    ],
)
def test_a_figure_of_one_thing_is_not_held_against_another(
    assistant: Assistant, first: str, other: str, standard: str, old: str
) -> None:
    conversation = Conversation()
    assistant.ask(first, conversation)
    answer = assistant.ask(other, conversation)
    assert standard in answer.text and old not in answer.text
    assert not any(other.strip("那呢") in item.label for item in conversation.state.known)


def test_stage_of_the_own_school_stays_when_only_the_rest_is_asked_for(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "我们是小学,400人,骨干教师3人,体育场馆3000平,够优质均衡吗", "还缺什么")
    assert "初中" not in answer.text
    assert "达标：小学生均体育运动场馆面积是7.5平方米" in answer.text


def test_school_told_over_turns_is_judged_as_a_whole(assistant: Assistant) -> None:
    told = (
        "我们是小学,400人,骨干教师3人,够优质均衡吗",
        "教学用房2000平，设备80万，多媒体教室10间，高学历教师20人，音体美教师4人",
        "运动场3000平",
        "不对，骨干有5个",
    )
    one, six, seven, right = talk(assistant, *told)
    assert "还没说的有" in one.text and "生均体育运动场馆面积" in one.text
    assert first(six).startswith("6项里1项不达标") and "2000 ÷ 400" in six.text
    assert first(seven).startswith("不合格：每百名学生拥有县级以上骨干教师数是0.75人")
    assert first(right).startswith("合格：7项都达到规定值")


def test_figure_told_of_one_thing_is_not_taken_for_what_was_spoken_of(assistant: Assistant) -> None:
    _, answer = talk(assistant, "我们是小学,有学生400人,骨干教师3人,够优质均衡吗", "音体美教师4人")
    assert "艺术专任教师数是1人" in answer.text
    assert "骨干教师数是1人" not in answer.text


def test_teachers_of_a_kind_are_never_taken_for_the_students(assistant: Assistant) -> None:
    (answer,) = talk(assistant, "初中1200生，骨干10名，体育场馆0.9万㎡，能过优质均衡不")
    assert "10 ÷ 1200" in answer.text and "9000 ÷ 1200" in answer.text
    assert "还差3240平方米" in first(answer)


@pytest.mark.parametrize(
    ("rule", "told", "sum_"),
    [
        ("优质均衡是每几个班配一间音乐教室", "我们27个班", "27 ÷ 12"),
        ("优质均衡教师培训经费不低于公用经费的百分之几", "我校一年公用经费预算60万", "30000 ÷ 600000"),
        ("玻地比要几比几", "教室净面积54平", "9 ÷ 54"),
    ],
)
def test_a_figure_told_after_a_rule_gets_what_the_rule_takes_for_it(
    assistant: Assistant, rule: str, told: str, sum_: str
) -> None:
    *_, answer = talk(assistant, rule, told)
    assert sum_ in answer.text


def test_a_word_of_another_field_is_not_read_with_the_figures_before(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "优质均衡初中班额不超50", "那今年咱县中考分数线大概多少")
    assert answer.status == "refused"


def test_another_year_leads_to_the_fact_of_that_year(assistant: Assistant) -> None:
    *_, answer = talk(assistant, "优质均衡公共教育服务体系2027年要初步建立", "2035年呢")
    assert "2035" in answer.text.splitlines()[0]


@pytest.mark.parametrize(
    ("first", "correction", "right"),
    [
        ("我们乡残疾儿童12个，进了学校的9个，入学率多少", "不对，进了10个", "10 ÷ 12"),
        ("三年前招了160个，毕业148个，巩固率多少", "说错了，招了155个", "148 ÷ 155"),
    ],
)
def test_a_correction_in_the_same_words_takes_the_place_of_the_figure(
    assistant: Assistant, first: str, correction: str, right: str
) -> None:
    *_, answer = talk(assistant, first, correction)
    assert right in answer.text


def test_a_whole_case_after_a_sum_takes_no_figure_told_before(assistant: Assistant) -> None:
    *_, shared, corrected = talk(
        assistant,
        "6名骨干老师4名音乐老师，学生500，小学，优质均衡这两样够不",
        "俺校九年一贯，小学部200、初中部150，操场3000平，两边各摊多少",
        "不对，初中部是160",
    )
    assert "1.1 × 150" in shared.text and "骨干" not in shared.text
    assert "1.1 × 160" in corrected.text
