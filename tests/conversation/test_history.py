"""What is kept of a conversation: topics, what the user told, and forgetting it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.history import Known, State, Topic
from assistant.wiring import Assistant

LABELS = st.sampled_from(["学生", "骨干教师", "学段", "标准"])
TOLD = st.lists(st.tuples(LABELS, st.text("小学人0123456789", min_size=1, max_size=6)), max_size=6)


def known(assistant: Assistant, *turns: str) -> dict[str, tuple[str, int]]:
    conversation = assistant.conversation()
    for turn in turns:
        assistant.ask(turn, conversation)
    return {item.label: (item.value, item.turn) for item in conversation.state.known}


def test_what_is_told_is_known_in_its_own_words(assistant: Assistant) -> None:
    told = known(assistant, "俺校是小学，612个学生，网络多媒体教室13间", "按优质均衡达标没")
    assert told["学段"] == ("小学", 1)
    assert told["学生"] == ("612个学生", 1)
    assert told["网络多媒体教室"] == ("网络多媒体教室13间", 1)
    assert told["标准"] == ("优质均衡", 2)


def test_correction_replaces_what_was_known(assistant: Assistant) -> None:
    told = known(assistant, "小学500人，骨干教师3人，够吗", "骨干数漏了，是5个")
    assert told["骨干教师"] == ("骨干教师5人", 2)
    assert told["学生"] == ("500人", 1)


def test_starting_anew_leaves_nothing_known(assistant: Assistant) -> None:
    assert known(assistant, "小学500人，骨干教师3人，够吗", "重新开始") == {}


def test_figures_that_answer_nothing_are_still_known(assistant: Assistant) -> None:
    assert known(assistant, "俺是个村小，学生186个")["学生"] == ("学生186个", 1)


def test_question_tells_nothing_of_the_school(assistant: Assistant) -> None:
    assert known(assistant, "七项指标是哪七项", "音乐教室一间要多大", "2024年认定了多少县") == {}


def test_forgotten_figure_is_asked_for_again(assistant: Assistant) -> None:
    conversation = assistant.conversation()
    assistant.ask("我们小学500人，骨干教师3人，够吗", conversation)
    conversation.state = conversation.state.forget("学生")
    again = assistant.ask("那够不够", conversation)
    assert "÷ 500" not in again.text


@given(TOLD)
def test_last_words_of_a_label_are_known(told: list[tuple[str, str]]) -> None:
    state = State()
    for label, value in told:
        state = state.heard([(label, value)])
    assert {item.label: item.value for item in state.known} == dict(told)
    assert all(1 <= item.turn <= len(told) for item in state.known)


@given(TOLD, LABELS)
def test_forgetting_leaves_the_other_labels(told: list[tuple[str, str]], label: str) -> None:
    state = State().heard(told)
    left = state.forget(label)
    assert [item for item in state.known if item.label != label] == list(left.known)


def test_forgetting_takes_the_words_out_of_the_topics() -> None:
    state = State((Topic("小学500人,骨干教师3人,够吗", "c"),), (Known("骨干教师", "骨干教师3人", 1),), 1)
    assert state.forget("骨干教师").question == "小学500人,够吗"


def test_memory_is_bounded() -> None:
    state = State()
    for i in range(100):
        state = state.answered(Topic(f"问{i}", "c"))
    assert state.turn == 100
    assert len(state.topics) < 20
    assert state.question == "问99"
