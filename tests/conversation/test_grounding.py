"""Everything an answer says stands in what it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

import pytest

from assistant.records import Answer, Citation
from assistant.text.numerals import han_number, quantities
from assistant.wiring import Assistant
from tests.conversation.conftest import Asked, talk

MARK = re.compile(r"\[(\d+)\]")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
COUNT = re.compile(r"[一二两三四五六七八九十百]+(?=[年个项类人间室分册台条份盒卷岁])")
STEPS = re.compile(r"（([^（）]*(?:（[^（）]*）)?[^（）]*)）")
NOTES = ("convention", "opinion", "altered", "superseded", "unverified")


def numbers(text: str) -> set[Fraction]:
    return {Fraction(number) for number in NUMBER.findall(text)}


def counts(text: str) -> set[Fraction]:
    """Numbers in digits, and those written in words before a unit."""
    return numbers(text) | {count for found in COUNT.findall(text) if (count := han_number(found)) is not None}


def ground(assistant: Assistant, answer: Answer) -> str:
    """All that the passages, and the sources, of an answer say."""
    cited = []
    for citation in answer.citations:
        card = assistant.search.corpus.cards[citation.passage]
        cited += [card.passage.text, card.title, citation.document, citation.number or "", citation.clause]
        cited += [silence.topic for silence in card.silent_on]
    return "\n".join(cited)


def said(assistant: Assistant, answer: Answer) -> str:
    """The text without marks and without the notes on a sentence's standing."""
    text = MARK.sub("", answer.text)
    for name in NOTES:
        text = text.replace(assistant.search.language.text(name).replace("。）", "）"), "")
    return text


def sentences_of(answer: Answer, mark: int) -> list[str]:
    """What stands before each occurrence of a mark, back to the mark before it."""
    pieces = re.split(r"(\[\d+\])", answer.text)
    return [before for before, found in zip(pieces[::2], pieces[1::2], strict=False) if found == f"[{mark}]"]


def citations(sample: list[Asked]) -> Iterator[tuple[Asked, Citation]]:
    yield from ((asked, citation) for asked in sample for citation in asked.answer.citations)


def test_marks_and_citations_belong_together(sample: list[Asked]) -> None:
    wrong = [
        asked.question
        for asked in sample
        if {int(mark) for mark in MARK.findall(asked.answer.text)}
        != {citation.mark for citation in asked.answer.citations}
        or [citation.mark for citation in asked.answer.citations] != list(range(1, len(asked.answer.citations) + 1))
    ]
    assert wrong == []


def test_answered_questions_have_a_source(sample: list[Asked]) -> None:
    answered = [asked for asked in sample if asked.answer.status == "answered"]
    assert [asked.question for asked in answered if not asked.answer.citations] == []
    assert len(answered) >= 0.95 * len(sample)


def test_every_quote_stands_in_its_passage(assistant: Assistant, sample: list[Asked]) -> None:
    wrong = []
    for asked, citation in citations(sample):
        passage = assistant.passage(citation.passage)
        if passage is None or not citation.quote or citation.quote not in passage.text:
            wrong.append((asked.question, citation.quote))
    assert wrong == []


COUNTS_ITSELF = ("calculator", "archive_lacking")
"""Tools whose numbers are computed: sums, and the school years counted back from today."""


def test_every_number_looked_up_stands_in_what_is_cited(assistant: Assistant, sample: list[Asked]) -> None:
    wrong = [
        (asked.question, sorted(map(str, unknown)))
        for asked in sample
        if all(call.name not in COUNTS_ITSELF for call in asked.answer.tools)
        and (unknown := counts(said(assistant, asked.answer)) - counts(ground(assistant, asked.answer)))
    ]
    assert wrong == []


COMPUTED = [
    "我校实得86分，不适用6分，折算多少分，合格吗",
    "我们初中600人，骨干教师5人，够吗",
    "小学400人，教学仪器设备值50万元，达标吗",
    "小学1000人，用房4499平方米，体育场馆8000平方米，骨干教师12人，达标吗",
    "九年一贯制小学300人初中200人，共用的操场怎么分",
    "学生数45、37、89、76、55，图书册数279、137、935、160、402，差异系数多少",
    "满意度84.996%达标吗",
    "0.5、0.4、0.6、0.55、0.45、0.5、0.62、0.38八项差异系数，综合是多少",
]


@pytest.mark.parametrize("question", COMPUTED)
def test_every_number_computed_comes_from_its_steps(assistant: Assistant, question: str) -> None:
    (answer,) = talk(assistant, question)
    assert answer.tools[0].name == "calculator"
    told = numbers(ground(assistant, answer)) | {quantity.value for quantity in quantities(question)}
    steps = {number for working in STEPS.findall(answer.text) for number in numbers(working)}
    # 85.3 对 85: the gap between the two is part of the steps as well.
    steps |= {abs(a - b) for a in steps | told for b in steps | told}
    shown = {number for line in answer.text.splitlines() for number in numbers(MARK.sub("", STEPS.sub("", line)))}
    results = {number for number in shown if any(_gives(working, number) for working in STEPS.findall(answer.text))}
    assert shown - told - steps - results == set()


def _gives(working: str, number: Fraction) -> bool:
    """True when some run of arithmetic in the working comes to the number, as rounded as it is shown."""
    for part in re.split(r"[，；=]", working):
        if re.fullmatch(r"[\d.\s+×÷−()]+", part) and re.search("[+×÷−]", part):
            value = eval(part.translate(str.maketrans("×÷−", "*/-")))
            if abs(value - float(number)) <= 0.0051:
                return True
    return False


def wrong_standing(assistant: Assistant, answers: Iterable[Answer]) -> list[Citation]:
    """Citations whose confidence or validity is not that of the fact they quote."""
    facts = {fact.say: fact.source for fact in assistant.search.corpus.facts.values()}
    return [
        citation
        for answer in answers
        for citation in answer.citations
        if (source := facts.get(citation.quote)) is not None
        and (citation.confidence == "convention", citation.validity)
        != (source.confidence == "convention", source.validity)
    ]


def test_standing_of_a_citation_is_that_of_its_fact(assistant: Assistant, sample: list[Asked]) -> None:
    assert wrong_standing(assistant, (asked.answer for asked in sample)) == []


def test_asking_for_its_source_leaves_a_convention_one(assistant: Assistant) -> None:
    questions = [f"{ask}，依据是什么" for ask in _first_ask(assistant, "convention", "现行")]
    assert wrong_standing(assistant, (assistant.ask(question) for question in questions)) == []


def _first_ask(assistant: Assistant, confidence: str, validity: str) -> list[str]:
    facts = [
        fact
        for fact in assistant.search.corpus.facts.values()
        if fact.ask and (fact.source.confidence, fact.source.validity) == (confidence, validity)
    ]
    return [facts[i * len(facts) // 12].ask[0] for i in range(12)]


def test_convention_is_said_to_be_one(assistant: Assistant) -> None:
    seen = 0
    for question in _first_ask(assistant, "convention", "现行"):
        (answer,) = talk(assistant, question)
        for citation in answer.citations:
            if citation.confidence == "convention" and answer.tools[0].name != "calculator":
                assert all("通行做法" in sentence for sentence in sentences_of(answer, citation.mark)), answer.text
                seen += 1
    assert seen >= 10


def test_superseded_fact_is_said_to_be(assistant: Assistant) -> None:
    seen = 0
    for question in _first_ask(assistant, "sourced", "已被替代"):
        (answer,) = talk(assistant, question)
        for citation in answer.citations:
            if citation.validity == "已被替代":
                assert all("已被替代" in sentence for sentence in sentences_of(answer, citation.mark)), answer.text
                seen += 1
    assert seen >= 10


def test_every_answer_carries_the_rules(assistant: Assistant, sample: list[Asked]) -> None:
    assert {asked.answer.rules for asked in sample} == {assistant.search.corpus.version}


def test_follow_ups_are_answered(assistant: Assistant, sample: list[Asked]) -> None:
    follow_ups = [question for asked in sample[::15] for question in asked.answer.follow_ups]
    assert len(follow_ups) >= 10
    assert [question for question in follow_ups if assistant.ask(question).status == "refused"] == []
