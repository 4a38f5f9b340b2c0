"""A table in which everything is wrong gives a report that ends."""

from __future__ import annotations

from assistant.registers.bounds import FINDINGS, RELATED, bounded
from assistant.registers.findings import Finding, Shown
from tests.registers.builders import check, left_rows, schemas


def findings(count: int, related: int = 0) -> list[Finding]:
    cells = tuple(f"F{n}" for n in range(related))
    return [Finding("id-sex", "错误", "表", f"E{n}", Shown(""), Shown(""), related=cells) for n in range(1, count + 1)]


def test_findings_over_the_bound_stay_as_cells_of_the_last_one() -> None:
    kept, told = bounded(findings(FINDINGS + 3), schemas())
    assert [finding.cell for finding in kept] == [f"E{n}" for n in range(1, FINDINGS + 1)]
    assert kept[-1].related == tuple(f"E{FINDINGS + n}" for n in (1, 2, 3))
    assert [t.rule for t in told] == ["id-sex"] and str(FINDINGS + 3) in told[0].why


def test_findings_at_the_bound_are_all_told() -> None:
    every = findings(FINDINGS)
    assert bounded(every, schemas()) == (every, [])


def test_related_cells_are_cut_and_that_is_told() -> None:
    kept, told = bounded(findings(1, RELATED + 5), schemas())
    assert len(kept[0].related) == RELATED and str(RELATED + 6) in told[0].why


def test_a_roster_of_other_peoples_numbers_is_bounded() -> None:
    rows = left_rows(1500)
    for n, row in enumerate(rows[3:-1]):
        row[2] = "女" if row[2] == "男" else "男"
        row[3] = f"200{n % 7}-01-0{n % 9 + 1}"
    found = check(rows)
    assert all(sum(f.rule == rule for f in found.findings) <= FINDINGS for rule in {f.rule for f in found.findings})
    assert {f"C{n}" for n in range(4, 1504)} <= {c for f in found.findings for c in (f.cell, *f.related)}
