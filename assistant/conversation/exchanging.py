"""What goes with a thing when another one takes its place in a question."""

from __future__ import annotations

import re

from assistant.text.numerals import quantities

_CLAUSE_ENDS = "[,;。?!]"


def without_its_figure(question: str, thing: str) -> str:
    """A question without the figure of a thing: that of the old one (教辅用房6000平方米) says nothing of 体育场馆.

    In the clause of the thing the first figure behind it is meant, else the one right before it (10个体艺教师).
    """
    place = question.index(thing)
    start = max((found.end() for found in re.finditer(_CLAUSE_ENDS, question[:place])), default=0)
    behind = re.split(_CLAUSE_ENDS, question[place + len(thing) :], maxsplit=1)[0]
    for figure in quantities(behind)[:1]:
        return (
            question[: place + len(thing) + figure.start]
            + behind[figure.end :]
            + question[place + len(thing) + len(behind) :]
        )
    for figure in quantities(question[start:place])[-1:]:
        if start + figure.end == place:
            return question[: start + figure.start] + question[place:]
    return question
