"""How fast a register is checked, in one run: ``python -m eval.registers_bench``. Figures, never verdicts.

- bare: python-calamine reads all cells of a roster of 22 columns, in a process of its own;
- check: the same file from the start of the child process to the report as JSON;
- pandera: openpyxl reads the file and a pandera schema makes the checks of cells and between columns that the roster's
  form asks for (required, lists, forms of numbers, check digits, dates, ages, guardians, repetition), where both are
  installed;
- several sizes, to see whether time grows as the rows do; and an archive of so many schools, read by one child.

All rows are made up. Sizes are taken in turns and medians are shown, so that a busy machine troubles all alike.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from assistant.registers.child import check_file, check_files
from eval.sizes import measure

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 5_000, 20_000, 50_000, 100_000)
MAIN_SIZE, SCHOOLS, PUPILS = 20_000, 180, 40
HEADINGS = (
    "序号 姓名 性别 出生年月 身份证号 学籍号 年级 班级 现住址 留守类型 父亲姓名 父亲务工地点或单位 父亲电话 母亲姓名 "
    "母亲务工地点或单位 母亲电话 监护人姓名 与监护人关系 监护人电话 就读方式 监护情况 备注"
).split()
TITLE = "2013—2014学年度留守儿童花名册"
_BARE = (
    "import sys, time; t = time.perf_counter(); from python_calamine import CalamineWorkbook;"
    "CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python();"
    "print(time.perf_counter() - t)"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def pupil(n: int) -> list[object]:
    """A row of the roster without a fault."""
    body = f"411425{20070101 + n % 12 * 100 + n // 12 % 28}{n // 336 % 500 * 2 + n % 2:03}"
    number = body + "10X98765432"[sum(w * int(c) for w, c in zip(_WEIGHTS, body, strict=True)) % 11]
    birth = f"{body[6:10]}-{body[10:12]}-{body[12:14]}"
    return [
        n, f"示例{chr(0x4E00 + n % 5000)}", "男" if n % 2 else "女", birth, number, f"G{number}", "一年级",
        f"{n % 9 + 1}班", "示例县示例乡示例村", "双亲留守儿童", "示例父", "广东省深圳市", f"139{n:08}", "示例母",
        "浙江省杭州市", f"138{n:08}", "示例祖", "祖父", f"137{n:08}", "住校", "监护情况较好", "",
    ]  # fmt: skip


def write_roster(file: Path, rows: int, first: int = 1) -> Path:
    """A roster of so many pupils, as a spreadsheet program would save it."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    for line in ([TITLE], ["学校（公章）：示例小学"], HEADINGS, *map(pupil, range(first, first + rows))):
        sheet.append(line)
    book.save(file)
    return file


def bare(file: Path) -> float:
    """Seconds that a bare read of all cells takes, its import with it."""
    command = [sys.executable, "-c", _BARE, str(file)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def check(file: Path) -> float:
    """Seconds from the start of the child to the report."""
    started = time.perf_counter()
    report = check_file(file)
    taken = time.perf_counter() - started
    if report["refused"]:
        raise RuntimeError(report["refused"]["message"])
    return taken


def pandera(file: Path) -> float:
    """Seconds that openpyxl and pandera take, their imports with them."""
    command = [sys.executable, "-m", "eval.baselines.pandera_roster", str(file)]
    environment = {**os.environ, "DISABLE_PANDERA_IMPORT_WARNING": "True"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout)


def medians(runs: int, file: Path, ways: dict[str, Callable[[Path], float]]) -> dict[str, float]:
    """Median seconds of each way, all ways in turns."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            took[name].append(way(file))
    return {name: statistics.median(values) for name, values in took.items()}


def archive(folder: Path) -> float:
    """Seconds to check an archive of many schools."""
    file = folder / "全县.zip"
    with zipfile.ZipFile(file, "w") as made:
        for school in range(SCHOOLS):
            roster = write_roster(folder / "school.xlsx", PUPILS, school * PUPILS + 1)
            made.write(roster, f"学校{school}/花名册.xlsx")
    started = time.perf_counter()
    reports = list(check_files([file]))
    taken = time.perf_counter() - started
    if len(reports) != SCHOOLS or any(report["refused"] for report in reports):
        raise RuntimeError("not every school was checked")
    return taken


def figures(folder: Path, runs: int, sizes: tuple[int, ...]) -> dict[str, float]:
    """All figures of one run by name."""
    found: dict[str, float] = {}
    for size in sizes:
        file = write_roster(folder / f"roster-{size}.xlsx", size)
        ways: dict[str, Callable[[Path], float]] = {"bare": bare, "check": check}
        if size == MAIN_SIZE and importlib.util.find_spec("pandera"):
            ways["pandera"] = pandera
        took = medians(runs, file, ways)
        found |= {f"{name} {size}, s": seconds for name, seconds in took.items()}
        found[f"check / bare {size}"] = took["check"] / took["bare"]
        if "pandera" in took:
            found[f"pandera / check {size}"] = took["pandera"] / took["check"]
        found[f"check {size}, ms a 1000 rows"] = took["check"] / size * 1_000_000
        sys.stderr.write(f"{size}: {took}\n")
    found[f"archive of {SCHOOLS} schools, s"] = archive(folder)
    return found


if __name__ == "__main__":
    measure(__doc__, figures, SIZES)
