"""The data of ``corpus/practice/`` as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.errors import BadRequest
from assistant.knowledge.loader import load_apart
from assistant.practice.model import Column, Look, Plan, Ratio, Sum

FOLDER = "practice"


@dataclass(frozen=True)
class Material:
    """Everything the generator draws from."""

    people: Mapping[str, Any]
    words: Mapping[str, Any]
    things: Mapping[str, Any]
    drawing: Mapping[str, Any]
    forms: Mapping[str, Any]
    faults: Mapping[str, Any]

    @cached_property
    def looks(self) -> dict[str, Look]:
        """All looks by name."""
        return {name: Look(name=name, **options) for name, options in self.drawing["looks"].items()}

    @property
    def grades(self) -> list[str]:
        """Names of the grades, first to ninth."""
        return list(self.forms["grades"])

    def form_id(self, name: str) -> str:
        """Id of a form from its id or Chinese name.

        Raises:
            BadRequest: there is no such form.
        """
        for form, entry in self.forms["forms"].items():
            if name in (form, entry["name"]):
                return str(form)
        known = "、".join(entry["name"] for entry in self.forms["forms"].values())
        raise BadRequest(f"没有“{name}”这张表的练习材料。可以写：{known}。")

    def plan(self, form: str, stage: str, grade: str = "") -> Plan:
        """What is known of a form in a stage (小学, 初中) and, for score books, in a grade."""
        entry = self.forms["forms"][form]
        lists = self._lists(form, stage, grade)
        columns = [column for token in entry["columns"].split() for column in self._columns(token, lists)]
        return Plan(
            id=form,
            name=entry["name"],
            title=entry.get("title", "{school}{year}学年度" + entry["name"]),
            stage=stage,
            columns=tuple(columns),
            sums=tuple(_sum(item, lists) for item in entry.get("sums", ())),
            ratios=tuple(_ratio(item) for item in entry.get("ratios", ()))
            + (self._measure_ratios(lists) if "@measures" in entry["columns"] else ()),
            products=tuple((target, one, other) for target, one, other in entry.get("products", ())),
            total=entry.get("total", False),
            previous=entry.get("previous", False),
            by_class=entry.get("by_class", False),
            zero=entry.get("zero", False),
            signed=entry.get("signed", True),
            late=entry.get("late", False),
            pair=entry.get("pair"),
        )

    def stage_of(self, form: str) -> str | None:
        """The only stage of a form, where it has one."""
        stage = self.forms["forms"][form].get("stage")
        return str(stage) if stage else None

    def subjects(self, form: str, stage: str, grade: str) -> dict[str, int]:
        """Subject -> full mark."""
        key = "毕业" + stage if form == "graduate-scores" else grade if stage == "初中" and grade else stage
        return dict(self.forms["subjects"].get(key, {}))

    def _lists(self, form: str, stage: str, grade: str) -> dict[str, Any]:
        span = self.grades[:6] if stage == "小学" else self.grades[6:]
        return {"grades": span, "subjects": self.subjects(form, stage, grade), "stage": stage, "form": form}

    def _columns(self, token: str, lists: Mapping[str, Any]) -> list[Column]:
        key, need = (token[:-1], token[-1]) if token[-1] in "*?" else (token, "")
        group = self.forms["groups"].get(key.lstrip("@"), "")
        if key == "@grades":
            return [Column(grade, grade, "integer", need, group, grade) for grade in lists["grades"]]
        if key == "@subjects":
            return [self._subject(subject, mark, need, group, lists) for subject, mark in lists["subjects"].items()]
        if key == "@measures":
            return [
                Column(f"{name}.{subject}", subject + m["label"], m["type"], m["need"], m["group"], subject)
                for name, m in self.forms["measures"].items()
                for subject in lists["subjects"]
            ]
        entry = dict(self.forms["columns"][key])
        label = entry.pop("label").format(years=6 if lists["stage"] == "小学" else 3)
        return [Column(key=key, need=need, label=label, **{**entry, "synonyms": tuple(entry.get("synonyms", ()))})]

    def _subject(self, subject: str, mark: int, need: str, group: str, lists: Mapping[str, Any]) -> Column:
        label = subject if lists["stage"] == "小学" else self.forms["full_mark"].format(subject=subject, mark=mark)
        return Column(subject, label, "mark", need, group, label)

    def _measure_ratios(self, lists: Mapping[str, Any]) -> tuple[Ratio, ...]:
        return tuple(
            Ratio(f"{target}.{subject}", f"{top}.{subject}", ("g_came",))
            for target, top in (("mean", "total"), ("pass_rate", "pass"), ("good_rate", "good"))
            for subject in lists["subjects"]
        )


def _sum(item: list[str], lists: Mapping[str, Any]) -> Sum:
    rule, target, parts = item
    names = list(lists[parts[1:]]) if parts.startswith("@") else parts.split()
    return Sum(rule, target, tuple((name.lstrip("-"), -1 if name.startswith("-") else 1) for name in names))


def _ratio(item: list[str]) -> Ratio:
    target, top, bottom, *more = item
    return Ratio(target, top, tuple(bottom.split()), loose="loose" in more)


def load_material(folder: Path) -> Material:
    """Read ``corpus/practice/``.

    Raises:
        KnowledgeError: a file is missing or no YAML.
    """
    names = ("people", "words", "things", "looks", "forms", "faults")
    return Material(*(load_apart(folder, FOLDER, name) for name in names))
