"""How fast a county is scored, in one run: ``python -m eval.score_bench``. Figures, never verdicts.

- bare: a fresh Python lets python-calamine read all cells of the workbook of schools;
- score: the command from its start to the last character of its JSON, under both national standards in one call;
- the same for one standard, and for several sizes, to see whether time grows as the schools do.

Wall seconds and the seconds of computing of all processes are both measured: the first is what a person waits for,
the second does not depend on who else uses the machine. All schools are made up.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from eval.sizes import measure

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 5_000, 10_000, 20_000)
_STAGED = "专任教师数 高于规定学历教师数 中级及以上教师数 县级以上骨干教师数 体育艺术专任教师数".split()
HEADINGS = [
    *"学校名称 学校类别 小学学生数 初中学生数 高中学生数 教学及辅助用房面积 室内体育用房面积 体育运动场馆面积".split(),
    *"教学仪器设备值(元) 计算机台数 图书册数 网络多媒体教室间数".split(),
    *(f"{stage}{name}" for stage in ("小学", "初中") for name in _STAGED),
    "并入学校",
]
BOTH = ("basic-2012", "quality-2017")
_BARE = (
    "import sys; from python_calamine import CalamineWorkbook;"
    "CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
)


def write_schools(file: Path, count: int) -> Path:
    """A workbook of so many schools: six in ten primary, a quarter junior, the rest of nine years."""
    import openpyxl

    rng = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("办学条件")
    sheet.append(HEADINGS)
    for number in range(count):
        sheet.append(school(number, rng))
    book.save(file)
    return file


def school(number: int, rng: random.Random) -> list[object]:
    """One row without a fault."""
    kind = rng.choices(("小学", "初中", "九年一贯制"), (60, 25, 15))[0]
    pupils = rng.randint(60, 2000) if kind != "初中" else 0
    juniors = rng.randint(60, 2000) if kind != "小学" else 0
    all_students = pupils + juniors
    indoor = rng.choice([0, 200.5])
    amounts = [
        round(all_students * rng.uniform(4, 7) + indoor, 1), indoor,
        round(all_students * rng.uniform(6, 12) + indoor, 1), int(all_students * rng.uniform(1500, 3500)),
        all_students * 12 // 100, int(all_students * rng.uniform(15, 30)), all_students * 25 // 1000 + 1,
    ]  # fmt: skip
    teachers = []
    for students in (pupils, juniors):
        there = int(students * 0.06 * rng.uniform(0.8, 1.3))
        teachers += [there, there * 9 // 10, there // 2, min(there, students * 12 // 1000), there // 6]
    return [f"示例{number}学校", kind, pupils, juniors, 0, *amounts, *teachers, None]


def bare(file: Path) -> tuple[float, float]:
    """Wall and computing seconds of a fresh Python that reads all cells."""
    return _timed([sys.executable, "-c", _BARE, str(file)])


def score(file: Path, standards: tuple[str, ...] = BOTH) -> tuple[float, float]:
    """Wall and computing seconds of the command, its child process with it."""
    wanted = [word for standard in standards for word in ("--standard", standard)]
    return _timed([sys.executable, "-m", "assistant", "score", str(file), *wanted, "--json"])


def _timed(command: list[str]) -> tuple[float, float]:
    # With byte code, as a user's second run has it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before, started = os.times(), time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    taken, after = time.perf_counter() - started, os.times()
    if done.returncode > 1:
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    computed = after.children_user + after.children_system - before.children_user - before.children_system
    return taken, computed


def figures(folder: Path, runs: int, sizes: tuple[int, ...]) -> dict[str, float]:
    """All figures of one run by name; sizes and ways in turns, medians of the runs."""
    files = {size: write_schools(folder / f"schools-{size}.xlsx", size) for size in sizes}
    took: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for _ in range(runs):
        for size, file in files.items():
            took.setdefault(("bare", size), []).append(bare(file))
            took.setdefault(("score", size), []).append(score(file))
            took.setdefault(("one standard", size), []).append(score(file, BOTH[1:]))
    middle = {key: tuple(statistics.median(one[k] for one in values) for k in (0, 1)) for key, values in took.items()}
    found: dict[str, float] = {}
    for (name, size), (wall, computed) in middle.items():
        found |= {f"{name} {size}, s": wall, f"{name} {size}, computing s": computed}
    for size in sizes:
        for name in ("score", "one standard"):
            for k, said in ((0, ""), (1, ", computing")):
                found[f"{name} / bare {size}{said}"] = middle[name, size][k] / middle["bare", size][k]
        found[f"score {size}, ms a 1000 schools"] = middle["score", size][0] / size * 1_000_000
    return found


if __name__ == "__main__":
    measure(__doc__, figures, SIZES)
