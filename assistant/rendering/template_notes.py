"""The sheet 填表说明 of a template: for every column whether it must be filled, how, an example, what is checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assistant.knowledge.check_kinds import RULES_OF_KIND, RULES_OF_PAIR, RULES_OF_TYPE, columns_named
from assistant.knowledge.schemas import Column, Form, Schemas

TITLES = ("栏目", "要不要填", "怎么填", "可选的写法", "示例", "会核对什么", "依据", "依据的性质")
_NEED = {"yes": "必填", "no": "选填", "when": "按条件填"}
_NATURE = {"sourced": "有文件或样表可查", "convention": "通行做法，以本县通知为准"}
_YEARS = {"current": "本表填本学年。", "previous": "本表填上一学年。", "any": ""}
_NOWHERE = "410000"
"""First six digits of the examples: the province alone, which no person has; nothing in them is anybody's."""
SAMPLE_YEAR = 2013


@dataclass(frozen=True, slots=True)
class Notes:
    """Lines above the table, the table's rows under :data:`TITLES`, and lines below it."""

    above: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    below: tuple[str, ...]


def notes_of(form: Form, schemas: Schemas, start: int | None) -> Notes:
    """Notes for the school year that begins in ``start``; examples of the sample year when it is not told."""
    examples = example_words(schemas, SAMPLE_YEAR if start is None else start)
    columns = [column for column in form.columns if not column.extra]
    rows = tuple(_row(column, form, schemas, examples) for column in columns)
    return Notes(tuple(_above(form)), rows, tuple(_below(form)))


def _above(form: Form) -> Iterator[str]:
    yield f"一行填{form.row}；一份填{form.per}。{_YEARS[form.year]}"
    if form.per == "一个班":
        yield "一班一张：复制工作表，标签改成班名（如三年级1班），表头写年级和班。"
    yield from form.notes
    if form.zero_row:
        yield "没有可登的人时，在第一行写“无”。"
    yield "表头颜色：黄色必填，蓝色按条件填，灰色选填。浅灰的格子有公式，算好的数可以直接改写。行不够时在中间插入行。"
    yield f"表的依据：{form.source}（{_NATURE.get(form.columns_confidence, form.columns_confidence)}）。"


def _below(form: Form) -> Iterator[str]:
    more = [column.label for column in form.columns if column.extra]
    if more:
        yield f"可以另加的栏（加了一样核对）：{'、'.join(more)}。"
    yield "示例里的人和号码都是编的，不要抄进表里。"


def _row(column: Column, form: Form, schemas: Schemas, examples: Mapping[str, str]) -> tuple[str, ...]:
    allowed = schemas.lists[column.list].values if column.list else column.parts or column.words
    need = f"{_NEED[column.need]}：{column.need_note}" if column.need_note else _NEED[column.need]
    label = f"{column.group}—{column.label}" if column.group else column.label
    checked = "；".join(schemas.rules[rule].name for rule in rules_of(column, form))
    nature = _NATURE.get(column.confidence, column.confidence)
    return (
        label,
        need,
        column.fill,
        "、".join(allowed),
        filled(column.example, examples),
        checked,
        column.source,
        nature,
    )


def rules_of(column: Column, form: Form) -> list[str]:
    """Ids of the rules that a column of a form is under."""
    found = ["required-empty"] if column.need == "yes" else []
    found += RULES_OF_TYPE.get(column.type, ())
    for other in form.columns:
        found += RULES_OF_PAIR.get(f"{column.id} {other.id}", ())
    for check in form.checks:
        named = {str(id).split(".")[0] for _, id in columns_named(check.kind, check.parameters)}
        if column.id in named:
            rule = check.parameters.get("rule")
            found += (rule,) if rule else RULES_OF_KIND.get(check.kind, ())
    return list(dict.fromkeys(found))


# --- examples ----------------------------------------------------------------------------------------


def filled(example: str, words: Mapping[str, str]) -> str:
    """An example with its ``{id}`` and the like written out."""
    for name, word in words.items():
        example = example.replace(f"{{{name}}}", word)
    return example


def example_words(schemas: Schemas, start: int) -> dict[str, str]:
    """Words for the examples of a school year: a boy of the third grade and a teacher of 35, both invented."""
    boy, teacher = date(start - 8, 3, 15), date(start - 35, 3, 15)
    number = _number(boy, schemas)
    category = _code(schemas, "cert-category", "听力残疾")
    return {
        "start": str(start),
        "end": str(start + 1),
        "birth": boy.isoformat(),
        "id": number,
        "student_no": f"G{number}",
        "cert": f"{number}{category}{_code(schemas, 'cert-level', '二级')}",
        "teacher_birth": teacher.isoformat(),
        "teacher_id": _number(teacher, schemas),
        "teacher_since": f"{start - 12}-09",
    }


def _code(schemas: Schemas, rule: str, word: str) -> str:
    codes: Mapping[str, str] = schemas.rules[rule].parameters["codes"]
    return next(code for code, known in codes.items() if known == word)


def _number(birth: date, schemas: Schemas) -> str:
    """A number with the right check digit (GB 11643-1999)."""
    rule = schemas.rules["id-check-digit"].parameters
    digits = f"{_NOWHERE}{birth:%Y%m%d}001"
    total = sum(weight * int(digit) for weight, digit in zip(rule["weights"], digits, strict=True))
    return digits + str(rule["check_map"][total % 11])
