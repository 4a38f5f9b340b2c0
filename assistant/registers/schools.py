"""A batch by school: what each has handed in, how much is wrong in it, and who has handed in nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.errors import BadRequest, UploadRefused, why
from assistant.registers.batch import Batch
from assistant.registers.child import Options, ask_worker
from assistant.registers.school_names import same
from assistant.registers.values import plain

WORKER = "assistant.registers.names_worker"
UNKNOWN = "（看不出是哪所学校）"


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school. ``forms`` are those it handed in, ``lacking`` those that most of the others did."""

    school: str
    files: int
    forms: tuple[str, ...]
    rows: int
    counts: Mapping[str, int]
    refused: tuple[str, ...]
    lacking: tuple[str, ...]


def by_school(batch: Batch, listed: Sequence[str] = ()) -> list[SchoolRow]:
    """One row a school, in the order of the list and then of the files.

    A file is its school's by what the table says, else by the folder it came in.

    Args:
        listed: names of all schools that should hand in.
    """
    reports: dict[str, list[Mapping[str, Any]]] = {name: [] for name in listed}
    for report, (told, town) in zip(batch.reports, _apart(batch, _schools(batch)), strict=True):
        reports.setdefault(_listed(told, listed, town) if told else UNKNOWN, []).append(report)
    forms = {name: {r["form"] for r in some if r["form"]} for name, some in reports.items()}
    given = [some for some in forms.values() if some]
    usual = [form for form, count in Counter(f for some in given for f in some).items() if 2 * count > len(given) > 1]
    return [_row(name, some, sorted(set(usual) - forms[name])) for name, some in reports.items()]


def _schools(batch: Batch) -> list[str]:
    """The school of every report; one that says none is its folder's, whose name is else the school's."""
    folders = [PurePosixPath(str(report["file"]).replace("\\", "/")).parent.name for report in batch.reports]
    told: dict[str, str] = {}
    for folder, school in zip(folders, batch.schools, strict=True):
        if folder and school:
            told.setdefault(folder, school)
    single = len(set(folders)) == 1  # everything in one folder: its name is no school's
    named = zip(folders, batch.schools, strict=True)
    return [school or ("" if single else told.get(folder, folder)) for folder, school in named]


def _apart(batch: Batch, schools: Sequence[str]) -> list[tuple[str, str]]:
    """Every report's school and the town it lies in: only where two towns have a folder of a school of that name."""
    towns = [_town(str(report["file"]), school) for report, school in zip(batch.reports, schools, strict=True)]
    of_name: dict[str, set[str]] = defaultdict(set)
    for school, town in zip(schools, towns, strict=True):
        of_name[plain(school)].add(town)
    several = {name for name, found in of_name.items() if len(found) > 1 and "" not in found}
    return [(s, town if plain(s) in several else "") for s, town in zip(schools, towns, strict=True)]


def _town(file: str, school: str) -> str:
    """The folder around the one that is called as the school is; '' where none is."""
    folders = PurePosixPath(file.replace("\\", "/")).parent.parts
    at = next((i for i, folder in enumerate(folders) if school and plain(folder) == plain(school)), 0)
    return folders[at - 1] if at else ""


def _listed(told: str, listed: Sequence[str], town: str = "") -> str:
    """The school of the list that a table tells of; what it tells where none fits, UNKNOWN where several do."""
    exact = [name for name in listed if plain(name) in (plain(f"{town}{told}"), plain(told))]
    if exact:
        return max(exact, key=len)
    fitting = [name for name in listed if same(name, told)]
    of_town = [name for name in fitting if town and town in name]
    fitting = of_town or fitting
    return UNKNOWN if len(fitting) > 1 else next(iter(fitting), f"{told}（{town}）" if town else told)


def _row(school: str, reports: Sequence[Mapping[str, Any]], lacking: Iterable[str]) -> SchoolRow:
    counts: dict[str, int] = defaultdict(int)
    for finding in (finding for report in reports for finding in report["findings"]):
        counts[finding["severity"]] += 1
    return SchoolRow(
        school,
        len(reports),
        tuple(dict.fromkeys(report["form"] for report in reports if report["form"])),
        sum(report["rows"]["data"] for report in reports if not report.get("copy_of")),
        counts,
        tuple(f"{report['file']}：{report['refused']['message']}" for report in reports if report["refused"]),
        tuple(lacking) if reports else (),
    )


def read_names(path: Path) -> list[str]:
    """Names of schools: a line each of a .txt, or the first column with texts of a table.

    Raises:
        BadRequest: it cannot be read, or holds no name.
    """
    try:
        if path.suffix.lower() == ".txt":
            names = [line.strip() for line in _decoded(path.read_bytes()).splitlines()]
        else:
            names = list(ask_worker(path, Options(), WORKER)["names"])
    except OSError as error:
        raise BadRequest(f"读不了学校名单“{path}”：{why(error)}。") from error
    except UploadRefused as refusal:
        raise BadRequest(f"读不了学校名单“{path}”：{refusal.message}") from refusal
    names = list(dict.fromkeys(name for name in names if name))
    if not names:
        raise BadRequest(f"学校名单“{path}”里没有校名。请一行写一所学校。")
    return names


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def missing_text(rows: Iterable[SchoolRow]) -> str:
    """Who has handed in nothing, for people; '' when all have."""
    rows = list(rows)
    none = [row.school for row in rows if not row.files]
    unknown = sum(row.files for row in rows if row.school == UNKNOWN)
    more = f"另有 {unknown} 份表看不出是哪所学校，先核对是不是它们的。" if unknown else ""
    return f"一份都没有交的学校 {len(none)} 所：{'、'.join(none)}。{more}" if none else ""
