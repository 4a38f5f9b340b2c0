"""Several reports against each other: rosters with statistics forms, people in two registers, twice, or nowhere.

Works on the JSON of reports that carry ``details`` (``registers/summary.py``): counts, and tokens in place of people.
Sources: R1–R3, R5–R8, R11, R13, R14 of the reconcile rules; each form's YAML names the pairs and their source.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from assistant.knowledge.schemas import Check, Schemas
from assistant.registers.copies import TWICE, copied_from, is_copy, is_draft, note_copies, said_twice
from assistant.registers.findings import Explained, Finding, Shown
from assistant.registers.keys import digest, row_key
from assistant.registers.left_open import lacking
from assistant.registers.masking import masked
from assistant.registers.shows import MASKED, Manner, explained_json, finding_json
from assistant.registers.values import plain, shown_number
from assistant.text.grades import grade_in

FEW, MOST = 10, 0.5
"""More people than this, and this share of a table: one finding for all of them."""
ID, PERSON, NAME, CELL, GRADE, CLASS, NUMBER = range(7)
"""What stands where in an entry of ``people``."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of one report of the batch."""

    number: int
    file: str
    table: Mapping[str, Any]
    at: dict[str, Sequence[str]] = field(default_factory=dict, compare=False, repr=False)
    """Cell -> who stands there, filled when it is first asked for."""

    @property
    def form(self) -> str:
        """Id of its form."""
        return str(self.table["form"])

    @property
    def people(self) -> Sequence[Sequence[str]]:
        """Who is in it."""
        found: Sequence[Sequence[str]] = self.table.get("people", ())
        return found

    @property
    def folder(self) -> str:
        """The folder it came in: in a batch of a county, that of its school."""
        return str(PurePosixPath(self.file.replace("\\", "/")).parent)

    def place(self, cell: str) -> str:
        """File, sheet and cell for a sentence."""
        return f"{self.file} {self.table['sheet']}!{cell}"


def reconcile(reports: Sequence[dict[str, Any]], schemas: Schemas, manner: Manner = MASKED) -> list[dict[str, Any]]:
    """The reports with what their comparison finds added to the one it concerns, and without ``details``; one whose
    people are all counted in another file says which (``copy_of``)."""
    note_copies(reports)
    parts = [
        Part(n, r["file"], table) for n, r in enumerate(reports) for table in r.get("details", {}).get("tables", ())
    ]
    found: dict[int, list[Finding]] = defaultdict(list)
    for number, finding in _all(parts, schemas):
        found[number].append(finding)
    met, shown, drafts = _met(parts, schemas), [], _of_drafts(parts, schemas)
    for number, report in enumerate(reports):
        said = report.get("details", {}).get("explanations", {})
        settled = [f for f in found[number] if f.severity != "错误" and f.mark in said]
        added = [finding_json(finding, schemas, manner) for finding in found[number] if finding not in settled]
        explained = [explained_json(Explained(f, said[f.mark]), schemas, manner) for f in settled]
        kept = {key: value for key, value in report.items() if key != "details"}
        kept["skipped"] = [skipped for skipped in report["skipped"] if (number, skipped["why"]) not in met]
        kept["skipped"] += [{"rule": "stats-total", "why": why} for why in drafts.get(number, {})]
        kept |= {"copy_of": other} if (other := copied_from(report)) else {}
        told = {"explained": [*report.get("explained", []), *explained]} if explained else {}
        shown.append({**kept, **told, "findings": [*report["findings"], *added]})
    return shown


Found = Iterator[tuple[int, Finding]]


def _all(parts: Sequence[Part], schemas: Schemas) -> Found:
    yield from _duplicates(parts, schemas)
    for part in parts:
        for check in schemas.forms[part.form].checks:
            compare, other = ACROSS.get(check.kind), check.parameters.get("form")
            others = [p for p in parts if p.form == other and p is not part] if other else list(parts)
            if check.kind in COUNTING:
                others = [p for p in others if not is_copy(p.table)]
            if check.kind == "exclusive":  # both forms say so: told once, in the later file
                others = [p for p in others if p.number <= part.number]
            if compare is not None and others:
                yield from compare(part, others, check, schemas)


def _met(parts: Sequence[Part], schemas: Schemas) -> set[tuple[int, str]]:
    """Number of a report and what it says of a lacking form, where that form was handed in with it."""
    return {
        (part.number, said.why)
        for part in parts
        for check, said in lacking(schemas.forms[part.form], schemas)
        if _can_compare(part, [p for p in parts if p.form == check.parameters["form"]], check)
    }


def _of_drafts(parts: Sequence[Part], schemas: Schemas) -> dict[int, dict[str, None]]:
    """Number of a report of statistics -> why what it counts was not held against two drafts of a roster."""
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for part in parts:
        for check in schemas.forms[part.form].checks:
            if check.kind == "counts":
                others = [p for p in parts if p.form == check.parameters["form"] and is_draft(p.table)]
                found[part.number] |= dict.fromkeys(said_twice(p.table) for p in _same_school(part, others)[:1])
    return found


def _can_compare(part: Part, others: Sequence[Part], check: Check) -> bool:
    lines = [line for line in part.table["figures"] if not line["total"]]
    if check.kind == "counts" and check.parameters.get("by", {}).get("grade") != "row":
        return any(_rosters_of(part, line, len(lines), others) for line in lines)
    return bool(others if check.kind == "exclusive" else _same_school(part, others))


def _finding(
    part: Part, check: Check | None, schemas: Schemas, rule: str, cell: str, observed: str, expected: str, **words: str
) -> tuple[int, Finding]:
    rule = str(check.parameters.get("rule", rule)) if check else rule
    known = schemas.rules[rule]
    severity = check.parameters.get("severity") if check else None
    source = (check.source if check else "") or known.source
    key = row_key(rule, part.form, _who(part, cell))
    return part.number, Finding(
        rule,
        severity or known.severity,
        str(part.table["sheet"]),
        cell,
        Shown(observed),
        Shown(expected),
        words,
        (),
        key,
        source,
        digest(observed, expected, *(words[name] for name in sorted(words) if name != "place")),
    )


def _who(part: Part, cell: str) -> tuple[str, ...]:
    """The person, or the line and column of figures, at a cell."""
    if not part.at:
        part.at.update({person[CELL]: person for person in part.people})
    if cell in part.at:
        person = part.at[cell]
        return person[ID], person[PERSON] or person[NAME]
    for line in part.table["figures"]:
        for leaf, place in line["cells"].items():
            if place == cell:
                return (f"{leaf} {line['total']} {sorted(line['words'].items())}",)
    return (str(part.table["sheet"]),)


def _many(
    part: Part, check: Check | None, schemas: Schemas, rule: str, hits: Sequence[tuple[str, str]], **words: str
) -> Found:
    """One finding a person, or one for all when there are many. A hit: cell here, place elsewhere."""
    if len(hits) > FEW and len(hits) > MOST * len(part.people):
        number, first = _finding(part, check, schemas, rule, hits[0][0], "", "", place=hits[0][1], **words)
        yield number, replace(first, related=tuple(cell for cell, _ in hits[1:]))
        return
    for cell, place in hits:
        yield _finding(part, check, schemas, rule, cell, "", "", place=place, **words)


def _where(parts: Iterable[Part]) -> dict[str, tuple[Part, str]]:
    """Token -> where that person stands first, by ID number and by name with birth date."""
    places: dict[str, tuple[Part, str]] = {}
    for part in parts:
        for person in part.people:
            for kind in (ID, PERSON):
                if person[kind]:
                    places.setdefault(person[kind], (part, person[CELL]))
    return places


def _duplicates(parts: Sequence[Part], schemas: Schemas) -> Found:
    """The same ID number, right or wrong, in two files of one form."""
    seen: dict[tuple[str, str], tuple[Part, str]] = {}
    for part in parts:
        hits, copied = [], False
        for person in part.people:
            key = (part.form, person[NUMBER])
            if person[NUMBER] and key in seen and seen[key][0].number != part.number:
                first, cell = seen[key]
                hits.append((person[CELL], first.place(cell)))
                copied = copied or _copied(part, first)
            elif person[NUMBER]:
                seen.setdefault(key, (part, person[CELL]))
        label = next((c.label for c in schemas.forms[part.form].columns if c.id == "id_number"), "")
        words = {"column": label} | ({"variant": "copy"} if copied else {})
        yield from _many(part, None, schemas, "duplicate-across", hits, **words)


def _copied(one: Part, other: Part) -> bool:
    """Whether everybody of the one is counted in the other's file."""
    notes = ((p.table[TWICE], q.file) for p, q in ((one, other), (other, one)) if is_copy(p.table))
    return any(note["of"] == masked(file, "open") for note, file in notes)


def _shared(part: Part, others: Sequence[Part]) -> list[tuple[str, str]]:
    places = _where(others)
    found = []
    for person in part.people:
        # By ID number where there is one: two people may share a name and a birthday.
        place = places.get(person[ID] or person[PERSON])
        if place is not None:
            found.append((person[CELL], place[0].place(place[1])))
    return found


def exclusive(part: Part, others: Sequence[Part], check: Check, schemas: Schemas) -> Found:
    """Nobody is in both."""
    yield from _many(part, check, schemas, "two-registers", _shared(part, others), form=_name(check, schemas))


def absent_from(part: Part, others: Sequence[Part], check: Check, schemas: Schemas) -> Found:
    """Nobody of here is there any more."""
    yield from _many(part, check, schemas, "dropout-in-roster", _shared(part, others), form=_name(check, schemas))


def in_roster(part: Part, others: Sequence[Part], check: Check, schemas: Schemas) -> Found:
    """Everybody of here is there. People with neither a readable ID number nor a birth date are not judged."""
    others = _same_school(part, others)
    places = _where(others)
    hits = [
        (person[CELL], "")
        for person in part.people
        if (person[ID] or person[PERSON]) and not (person[ID] in places or person[PERSON] in places)
    ]
    if others:
        yield from _many(part, check, schemas, "not-in-roster", hits, form=_name(check, schemas))


def same_people(part: Part, others: Sequence[Part], check: Check, schemas: Schemas) -> Found:
    """As many people as the other form has in that grade and class."""
    grade, room = part.table.get("grade"), part.table.get("class")
    if not grade or not room:
        return
    people = [p for other in _same_school(part, others) for p in other.people if p[GRADE] == grade and p[CLASS] == room]
    if people and len(people) != part.table["rows"]:
        cell = part.people[0][CELL] if part.people else "A1"
        yield _finding(part, check, schemas, "class-totals", cell, str(part.table["rows"]), str(len(people)),
                       form=_name(check, schemas), of=f"{grade}{room}班", place=others[0].file)  # fmt: skip


def counts(part: Part, others: Sequence[Part], check: Check, schemas: Schemas) -> Found:
    """A statistics form counts the people of a roster, in whole, by grade, sex and kind."""
    lines = [line for line in part.table["figures"] if not line["total"]]
    by_row = (check.parameters.get("by") or {}).get("grade") == "row"
    if by_row:
        yield from _grade_rows(part, lines, _same_school(part, others), check, schemas)
        return
    matched = 0
    for line in lines:
        rosters = _rosters_of(part, line, len(lines), others)
        if rosters:
            matched += 1
            yield from _compare(part, line, rosters, check, schemas)
    if len(lines) > 1 and matched == len(lines):
        for line in part.table["figures"]:
            if line["total"]:
                yield from _compare(part, line, others, check, schemas)


def _rosters_of(part: Part, line: Mapping[str, Any], lines: int, others: Sequence[Part]) -> list[Part]:
    """The rosters that one line counts: of the school it names, else, where there is one line, of the same school."""
    school = plain(line["words"].get("school", ""))
    named = [p for p in others if school and p.table.get("school") and _same(school, str(p.table["school"]))]
    return _nearest(part, named) or (_same_school(part, others) if lines == 1 else [])


def _nearest(part: Part, named: list[Part]) -> list[Part]:
    """Those in the folder of a table and below it, where any are: in a county two schools may bear one name."""
    inside = [p for p in named if p.folder == part.folder or p.folder.startswith(f"{part.folder}/")]
    return inside or named


def _same(one: str, two: str) -> bool:
    return one == two or one.endswith(two) or two.endswith(one)


def _same_school(part: Part, others: Sequence[Part]) -> list[Part]:
    """Those of the same school: by its name where both say it, else of the same folder, else all of a single school."""
    own = str(part.table.get("school") or "")
    told = [p for p in others if p.table.get("school")]
    if own and told:
        named = [p for p in told if _same(own, str(p.table["school"]))]
        several = any(p.folder == part.folder for p in told)  # a folder of several schools: who says none may be any's
        beside = [p for p in others if not p.table.get("school") and p.folder == part.folder]
        return _nearest(part, named) or ([] if several else beside)
    beside = [p for p in others if p.folder == part.folder]
    return beside or (list(others) if len({p.folder for p in others}) == 1 else [])


def _compare(part: Part, line: Mapping[str, Any], rosters: Sequence[Part], check: Check, schemas: Schemas) -> Found:
    given = check.parameters
    if any(is_draft(p.table) for p in rosters):
        return
    people = sum(int(p.table["rows"]) for p in rosters)
    by = given.get("by") or {}
    wanted: list[tuple[str, str, int, str]] = []
    if given.get("total"):
        wanted.append(("stats-total", given["total"], people, _total_said(given, schemas, part)))
    graded = _added(rosters, "grade")
    if by.get("grade") and sum(graded.values()) == people:
        wanted += [("stats-grade", *rest) for rest in _leaves(by["grade"], graded, line)]
    sexes = _added(rosters, "sex")
    wanted += [("stats-sex", leaf, sexes[word], word) for word, leaf in (by.get("sex") or {}).items()]
    for column, counted in (given.get("kinds") or {}).items():
        wanted += [("stats-kind", *rest) for rest in _leaves(counted, _added(rosters, column), line)]
    found = [
        hit
        for rule, leaf, expected, said in wanted
        for hit in _figure(part, line, leaf, expected, check, schemas, rule=rule, of=said, place=_files(rosters))
    ]
    # Whoever is missing from the whole is missing from its parts; one too many here is one too few there.
    whole = bool(found) and found[0][1].cell == line["cells"].get(given.get("total"))
    yield from _together(found, (lambda finding: "") if whole else (lambda finding: finding.rule))


def _together(found: Sequence[tuple[int, Finding]], cause: Callable[[Finding], str]) -> Found:
    """One finding for each cause, at the first cell, the others related."""
    groups: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
    for number, finding in found:
        groups[cause(finding)].append((number, finding))
    for group in groups.values():
        number, first = group[0]
        yield number, replace(first, related=tuple(finding.cell for _, finding in group[1:]))


def _total_said(given: Mapping[str, Any], schemas: Schemas, part: Part) -> str:
    return next((c.label for c in schemas.forms[part.form].columns if c.id == given["total"]), "")


def _added(rosters: Sequence[Part], column: str) -> Counter[str]:
    added: Counter[str] = Counter()
    for roster in rosters:
        added.update(roster.table["counts"].get(column, {}))
    return added


def _leaves(counted: Any, found: Mapping[str, int], line: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Leaf here, number there, and the word: of a table of words, or of the parts of one column that are filled."""
    if isinstance(counted, Mapping):
        yield from ((leaf, found.get(word, 0), word) for word, leaf in counted.items())
        return
    head = f"{counted}."
    for leaf in line["figures"]:
        if leaf.startswith(head):
            yield leaf, found.get(leaf.removeprefix(head), 0), leaf.removeprefix(head)


def _figure(
    part: Part, line: Mapping[str, Any], leaf: str, expected: int, check: Check, schemas: Schemas, **words: str
) -> Found:
    observed = line["figures"].get(leaf)
    if observed is not None and observed != expected:
        yield _finding(
            part, check, schemas, words.pop("rule"), line["cells"][leaf], shown_number(observed), str(expected),
            column=line["labels"][leaf], form=_name(check, schemas), **words,
        )  # fmt: skip


def _grade_rows(
    part: Part, lines: Sequence[Mapping[str, Any]], rosters: Sequence[Part], check: Check, schemas: Schemas
) -> Found:
    """A form with one row a grade and its total row."""
    people, graded = sum(int(p.table["rows"]) for p in rosters), _added(rosters, "grade")
    if not rosters or sum(graded.values()) != people or any(is_draft(p.table) for p in rosters):
        return
    leaf = check.parameters["total"]
    found: list[tuple[int, Finding]] = []
    for line in lines:
        grade = grade_in(line["words"].get("grade", ""))
        if grade is not None:
            found += _figure(part, line, leaf, graded[grade], check, schemas, rule="stats-grade", of=grade,
                             place=_files(rosters))  # fmt: skip
    for line in part.table["figures"]:
        if line["total"]:
            found += _figure(part, line, leaf, people, check, schemas, rule="stats-total",
                             of=_total_said(check.parameters, schemas, part), place=_files(rosters))  # fmt: skip
    yield from _together(found, lambda finding: "")


def enrolled(part: Part, others: Sequence[Part], check: Check, schemas: Schemas) -> Found:
    """The pupils of the rosters against what statistics forms of the same school give as enrolled (R9: 待核实)."""
    mine = [p for p in others if p.form == part.form and p.folder == part.folder]
    if mine and mine[0] is not part or any(is_draft(p.table) for p in mine):
        return
    people = sum(int(p.table["rows"]) for p in mine)
    for other in _same_school(part, [p for p in others if p.table["figures"]]):
        lines = [line for line in other.table["figures"] if "n_enrolled" in line["figures"]]
        if len(lines) == 1 and lines[0]["figures"]["n_enrolled"] != people:
            yield _finding(
                other, check, schemas, "class-totals", lines[0]["cells"]["n_enrolled"],
                shown_number(lines[0]["figures"]["n_enrolled"]), str(people), form=schemas.forms[part.form].name,
                of=lines[0]["labels"]["n_enrolled"], place=_files(mine), column=lines[0]["labels"]["n_enrolled"],
            )  # fmt: skip


def _files(parts: Sequence[Part]) -> str:
    files = list(dict.fromkeys(p.file for p in parts))
    return "、".join(files[:3]) + ("等" if len(files) > 3 else "")


def _name(check: Check, schemas: Schemas) -> str:
    return schemas.forms[check.parameters["form"]].name


COUNTING = ("same_people", "counts", "class_totals")
"""Checks that count people: nobody twice."""
Compare = Callable[[Part, Sequence[Part], Check, Schemas], Found]
ACROSS: Mapping[str, Compare] = {
    "exclusive": exclusive,
    "absent_from": absent_from,
    "in_roster": in_roster,
    "same_people": same_people,
    "counts": counts,
    "class_totals": enrolled,
}
"""Checks between several tables, by the name a form uses."""
