"""Which form a table is, and which of its columns stands where.

A heading is a stack of one to three texts, from the upper merged cell down: (父亲情况, 姓名). Every form has keys for
its columns: label and aliases, with the group in front or above, and for columns with parts (各科合格率: 语文, 数学)
either of the two above the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.knowledge.schemas import Column, Form, Schemas
from assistant.registers.figures import BRACKETS, Figures
from assistant.registers.values import bare, plain

Stack = tuple[str, ...]
HELD, ALIKE = 0.6, 0.8
"""Shares by which two headings are nearly the same."""
AGES = re.compile(r"[0-9]{2,4}周?岁的?")
"""Ages in a heading in comparison form: 712周岁."""
LONG, INSIDE = 6, 4
"""Characters of a name into which a word may be put (留守儿童登记花名册), and of that word."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A column of a form as one column of a sheet: the column itself, or one of its parts."""

    id: str
    column: Column
    part: str | None
    order: int

    @property
    def label(self) -> str:
        """How people call it."""
        return self.column.label if self.part is None else f"{self.column.label}（{self.part}）"


@dataclass(slots=True)
class Keys:
    """Headings of one form, in comparison form, to ids of leaves."""

    form: Form
    leaves: dict[str, Leaf] = field(default_factory=dict)
    single: dict[str, str] = field(default_factory=dict)
    stacked: dict[tuple[str, str], str] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)

    @property
    def needed(self) -> list[str]:
        """Ids of columns that must be there, parts counted once by their column."""
        return [column.id for column in self.form.columns if column.need == "yes"]


class Matcher:
    """The headings of all forms."""

    def __init__(self, schemas: Schemas, stage: str = "") -> None:
        self.schemas, self.stage = schemas, stage
        self._figures = {id: Figures(form, schemas.words) for id, form in schemas.forms.items()}
        self._leaves: dict[tuple[str, Stack], str | None] = {}
        self._tails = sorted(map(plain, schemas.words.get("group_tail", ())), key=len, reverse=True)
        self._heads = sorted(map(plain, schemas.words.get("part_head", ())), key=len, reverse=True)
        self._extra = tuple(map(plain, schemas.words.get("heading_extra", ())))
        self._alls = set(map(plain, (*schemas.words.get("whole", ()), *schemas.words.get("total", ()))))
        self.of_which = set(map(plain, schemas.words.get("of_which", ())))
        self._units = {plain(unit) for unit in schemas.words.get("unit", ())} | {""}
        self.keys = {id: self._keys_of(form) for id, form in schemas.forms.items()}
        self.vocabulary = frozenset(self._all_keys())
        self.names = sorted(
            ((plain(name), form) for form in schemas.forms.values() for name in (form.name, *form.aliases)),
            key=lambda pair: -len(pair[0]),
        )
        self._parted = [(name, _parted(name), form) for name, form in self.names if len(name) >= LONG]

    def titled(self, words: str) -> Form | None:
        """The form whose name or alias a title holds, the longest first; a word may be put into a long one."""
        title = plain(words)
        whole = next((pair for pair in self.names if pair[0] and pair[0] in title), ("", None))
        longer = (pair for pair in self._parted if len(pair[0]) > len(whole[0]) and pair[1].search(title))
        return next((form for _, _, form in longer), whole[1])

    def assign(self, form: str, stacks: Sequence[Stack]) -> dict[str, int]:
        """Leaf id -> index of the heading that names it; the first of two alike is taken."""
        keys = self.keys[form]
        found: dict[str, int] = {}
        for index, stack in enumerate(stacks):
            leaf = self._known_leaf(keys, stack) if stack else None
            if leaf is not None and leaf not in found:
                found[leaf] = index
        self._assign_behind(keys, stacks, found)
        return found

    def _assign_behind(self, keys: Keys, stacks: Sequence[Stack], found: dict[str, int]) -> None:
        """Headings that say too little alone (电话, 关系) are of the group of the column before them (父亲姓名)."""
        groups = {k: keys.leaves[leaf].column.group for leaf, k in found.items()}
        for index, stack in enumerate(stacks):
            group = groups.get(index - 1)
            if group and index not in groups and len(stack) == 1:
                leaf = keys.stacked.get((self.stem(group), plain(stack[0])))
                if leaf is not None and leaf not in found:
                    found[leaf], groups[index] = index, group

    def _known_leaf(self, keys: Keys, stack: Stack) -> str | None:
        key = (keys.form.id, stack)
        if key not in self._leaves:
            self._leaves[key] = self.leaf_of(keys, stack)
        return self._leaves[key]

    def leaf_of(self, keys: Keys, stack: Stack) -> str | None:
        """The leaf that one heading names."""
        exact, figures = self._exact(keys, stack), self._figures[keys.form.id]
        return exact if exact and figures.fits(exact, stack) else figures.leaf(stack, self.stage)

    def _exact(self, keys: Keys, stack: Stack) -> str | None:
        texts = [t for t in map(plain, stack)]
        short = [t for t in map(bare, stack)]
        while len(texts) > 1 and texts[-1] in self._units:
            texts, short = texts[:-1], short[:-1]
        if not texts:
            return None
        if len(texts) == 1:
            return keys.single.get(texts[0]) or keys.single.get(short[0]) or self._ageless(keys, texts)
        return self._stacked(keys, texts) or self._stacked(keys, short) or self._ageless(keys, texts)

    def _ageless(self, keys: Keys, texts: list[str]) -> str | None:
        """The same without the ages of those who are counted (7—12周岁适龄儿童数)."""
        without = [AGES.sub("", words) for words in texts]
        if without == texts or not all(without):
            return None
        return self._stacked(keys, without) if len(without) > 1 else keys.single.get(without[0])

    def _stacked(self, keys: Keys, texts: list[str]) -> str | None:
        said = [t for t in texts if t not in self.of_which]
        if 2 <= len(said) < len(texts) and (found := self._stacked(keys, said)) is not None:
            return found
        bottom, uppers = texts[-1], [self.stem(t) for t in texts[:-1]]
        for upper in reversed(uppers):
            found = keys.stacked.get((upper, bottom)) or keys.single.get(upper + bottom)
            if found is not None:
                return found
        whole = keys.single.get("".join(texts)) or self._under_column(keys, texts[-2], bottom)
        if whole is not None or any(upper in keys.groups for upper in uppers):
            return whole or (keys.single.get(bottom) if bottom.startswith(uppers[-1]) else None)
        return keys.single.get(bottom)

    def _under_column(self, keys: Keys, upper: str, bottom: str) -> str | None:
        """Under a heading that is a column's own: 计 is that column, and 其中女 what any of its names makes of it."""
        leaf = keys.single.get(upper)
        if leaf is None or leaf not in keys.leaves or keys.leaves[leaf].part is not None:
            return None
        if bottom in self._alls:
            return leaf
        column = keys.leaves[leaf].column
        made = (keys.single.get(plain(name) + bottom) for name in (column.label, *column.aliases))
        return next(filter(None, made), None)

    def knows(self, words: str) -> bool:
        """Whether a heading of some form is called so."""
        if plain(words) in self.vocabulary or bare(words) in self.vocabulary:
            return True
        return any(figures.knows(words) for figures in self._figures.values())

    def is_unit(self, words: str) -> bool:
        """Whether a text is a unit and nothing else."""
        return bool(words.strip()) and plain(words) in self._units

    def is_renamed(self, keys: Keys, stack: Stack) -> bool:
        """Whether a heading says more in brackets than a unit, a number or 必填, or does not say its stage."""
        if self.stage and not self._exact(keys, stack) and not self._figures[keys.form.id].said("".join(stack)):
            return True
        inside = [words for text in stack for words in BRACKETS.findall(text)]
        more = [w for w in map(plain, inside) if w and w not in self._units and not any(c.isdigit() for c in w)]
        extra = self._extra
        said = self._figures[keys.form.id].said
        more = [words for words in more if not any(word in words for word in extra) and not said(words)]
        whole = plain(stack[-1]) if stack else ""
        return bool(more) and whole not in keys.single and not any(whole == below for _, below in keys.stacked)

    def near(self, keys: Keys, at: Mapping[str, int], stacks: Sequence[Stack]) -> dict[str, int]:
        """Columns of the form that are not there, at headings of no column that are nearly their names."""
        free = {k: bare("".join(stack)) for k, stack in enumerate(stacks) if stack and k not in at.values()}
        found: dict[str, int] = {}
        for leaf in keys.leaves.values():
            if leaf.part is not None or leaf.id in at:
                continue
            names = [plain(name) for name in (leaf.column.label, *leaf.column.aliases)]
            close = [
                k for k, words in free.items()
                if k not in found.values() and any(_alike(words, n) for n in names)
                and self._figures[keys.form.id].may_be(leaf.id, stacks[k], self.stage)
            ]  # fmt: skip
            if len(close) == 1:
                found[leaf.id] = close[0]
        return found

    def stem(self, group: str) -> str:
        """An upper heading without 情况 and the like."""
        words = plain(group)
        tail = next((t for t in self._tails if words.endswith(t) and len(words) > len(t)), "")
        return words[: len(words) - len(tail)]

    def headless(self, label: str) -> str:
        """The label of a column with parts without 各科 and the like."""
        head = next((h for h in self._heads if label.startswith(h) and len(label) > len(h)), "")
        return label[len(head) :]

    def _keys_of(self, form: Form) -> Keys:
        keys = Keys(form)
        for column in form.columns:
            for part in column.parts or (None,):
                leaf = column.id if part is None else f"{column.id}.{part}"
                keys.leaves[leaf] = Leaf(leaf, column, part, len(keys.leaves))
        labels_first = sorted(form.columns, key=lambda column: bool(column.parts))
        for names in ("label", "aliases"):
            for column in labels_first:
                called = [column.label] if names == "label" else list(column.aliases)
                (self._add_parts if column.parts else self._add_plain)(keys, column, called)
        self._add_lone_parts(keys)
        return keys

    def _add_plain(self, keys: Keys, column: Column, called: Iterable[str]) -> None:
        stem = self.stem(column.group) if column.group else ""
        if stem:
            keys.groups.add(stem)
        for name in called:
            key = plain(name)
            for single in (key, bare(name)):
                keys.single.setdefault(single, column.id)
            if stem:
                keys.single.setdefault(stem + key, column.id)
                for below in (key, key.removeprefix(stem), key.replace(stem, "")):
                    keys.stacked.setdefault((stem, below), column.id)

    def _add_parts(self, keys: Keys, column: Column, called: Iterable[str]) -> None:
        uppers = {form for name in called for key in (plain(name), bare(name)) for form in self._part_names(key)}
        if column.group:
            uppers |= {self.stem(column.group), plain(column.group)}
        keys.groups |= uppers
        for part in column.parts:
            leaf = f"{column.id}.{part}"
            for below in map(plain, (part, *column.part_aliases.get(part, ()))):
                for upper in uppers:
                    keys.stacked.setdefault((upper, below), leaf)
                    keys.stacked.setdefault((below, upper), leaf)
                    keys.single.setdefault(upper + below, leaf)
                    keys.single.setdefault(below + upper, leaf)

    def _part_names(self, key: str) -> set[str]:
        short = self.headless(key)
        return {key, short, self.stem(key), self.stem(short)} - {""}

    def _add_lone_parts(self, keys: Keys) -> None:
        """A part alone (三年级, 语文) names its column when no other column has it."""
        by_part: dict[str, list[str]] = {}
        for leaf in keys.leaves.values():
            if leaf.part is not None:
                for name in (leaf.part, *leaf.column.part_aliases.get(leaf.part, ())):
                    by_part.setdefault(plain(name), []).append(leaf.id)
        for part, leaves in by_part.items():
            if len(leaves) == 1:
                for tail in ("", *self._tails):
                    keys.single.setdefault(part + tail, leaves[0])

    def _all_keys(self) -> Iterable[str]:
        for keys in self.keys.values():
            yield from keys.single
            yield from keys.groups
            for upper, below in keys.stacked:
                yield from (upper, below)


def _alike(one: str, two: str) -> bool:
    """Nearly the same heading: one holds most of the other, or a letter or two differ in a long one."""
    short, long = sorted((one, two), key=len)
    if len(short) < 2:
        return False
    if short in long:
        return len(short) / len(long) >= HELD
    return len(short) >= 5 and SequenceMatcher(None, one, two).ratio() >= ALIKE


def _parted(name: str) -> re.Pattern[str]:
    """A name with a word put in somewhere, no nearer to its ends than two characters."""
    places = (f"{re.escape(name[:at])}.{{1,{INSIDE}}}{re.escape(name[at:])}" for at in range(2, len(name) - 1))
    return re.compile("|".join(places))


@lru_cache(maxsize=4)
def matcher_for(schemas: Schemas, stage: str = "") -> Matcher:
    """The matcher of these schemas, made once; ``stage`` is that of sheets whose headings need not say it."""
    return Matcher(schemas, stage)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the headings of a table are those of a form."""

    form: Form
    at: Mapping[str, int]
    """Leaf id -> index of the column."""
    needed: int
    present: int
    """Columns that must be there, and how many of them are."""
    columns: int
    """Headings in the table."""

    @property
    def coverage(self) -> float:
        """Share of the needed columns that is there."""
        return self.present / self.needed if self.needed else 0.0

    @property
    def score(self) -> float:
        """For comparing forms: needed columns first, then how much of the table the form explains."""
        explained = len(self.at) / self.columns if self.columns else 0.0
        return self.coverage + explained


def fit(matcher: Matcher, form: str, stacks: Sequence[Stack]) -> Fit:
    """Match the headings with one form."""
    keys = matcher.keys[form]
    at = matcher.assign(form, stacks)
    have = {keys.leaves[leaf].column.id for leaf in at}
    needed = keys.needed
    return Fit(keys.form, at, len(needed), sum(id in have for id in needed), sum(bool(s) for s in stacks))
