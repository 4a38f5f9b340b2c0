"""``practice``: a filled form to practise on, with its key."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from assistant.cli.output import say
from assistant.errors import BadRequest
from assistant.knowledge.loader import corpus_folder
from assistant.practice.books import make_book, save, save_key, with_roster
from assistant.practice.material import load_material

MOST_ROWS = 2000


def practice_command(options: argparse.Namespace) -> int:
    """Write the files and say which."""
    out, year = Path(options.out), _year(options.school_year)
    if out.suffix.lower() != ".xlsx":
        raise BadRequest("--out 要写成 .xlsx 文件。")
    if not 1 <= options.rows <= MOST_ROWS or options.faults < 0:
        raise BadRequest(f"--rows 要在1到{MOST_ROWS}之间，--faults 不能是负数。")
    material = load_material(corpus_folder())
    if options.with_roster:
        if options.faults or options.rule:
            raise BadRequest("--with-roster 给出两张相符的表，不埋错；要埋错请单独生成一张。")
        stats, roster = with_roster(
            material, options.form, seed=options.seed, rows=options.rows, look=options.look, year=year
        )
        written = [save(stats, out), save(roster, out.with_name(f"{out.stem}.{roster.name}.xlsx"))]
    else:
        book = make_book(
            material, options.form, seed=options.seed, rows=options.rows, faults=options.faults,
            rules=options.rule, look=options.look, year=year,
        )  # fmt: skip
        written = [save(book, out), *save_key(book, out, options.seed)]
        say(f"“{book.name}”练习表：{book.rows}行数据，埋了{len(book.faults)}处错。人名、证号、电话都是虚构的。")
    for file in written:
        say(f"已写好 {file}")
    return 0


def _year(text: str) -> int:
    found = re.fullmatch(r"(20\d\d)[-—–](20\d\d)", text)
    if not found or int(found[2]) != int(found[1]) + 1:
        raise BadRequest("--school-year 要写成相连的两年，如 2013-2014。")
    return int(found[1])
