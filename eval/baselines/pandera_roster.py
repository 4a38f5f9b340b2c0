"""A roster checked the usual way: openpyxl, a pandas frame, a pandera schema. ``python -m … FILE`` prints seconds.

The schema makes the checks of cells, between columns and of repeated numbers that the form asks for, as far as they fit
into checks of whole columns; it has neither sentences nor mends and looks for no cause, so it does less than the desk.
"""

from __future__ import annotations

import sys
import time

STARTED = time.perf_counter()

import openpyxl  # noqa: E402
import pandas as pd  # noqa: E402
import pandera.pandas as pa  # noqa: E402

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PHONE = r"^1\d{10}$"
PROVINCES = r"^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-6])"
JOBS = ("父亲务工地点或单位", "母亲务工地点或单位")
YEAR = 2013


def frame(file: str) -> pd.DataFrame:
    """The table below the line that begins with 序号."""
    sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    start = next(n for n, row in enumerate(rows) if row and row[0] == "序号")
    return pd.DataFrame(rows[start + 1 :], columns=rows[start])


def right_digit(number: str) -> bool:
    return (
        len(number) == 18
        and number[17] == "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, number[:17], strict=True)) % 11]
    )


def both(f: pd.DataFrame) -> pd.Series:
    """Children both of whose parents are away."""
    return f["留守类型"] == "双亲留守儿童"


def ages_fit(f: pd.DataFrame) -> pd.Series:
    """The age on the last day of August is that of the grade, a year more or less."""
    born = pd.to_datetime(f["出生年月"], format="%Y-%m-%d", errors="coerce")
    age = YEAR - born.dt.year - (born.dt.month > 8)
    typical = f["年级"].map({f"{n}年级": 6 + k for k, n in enumerate("一二三四五六七八九")})
    return (age - typical).between(-1, 2)


def schema() -> pa.DataFrameSchema:
    """Required columns, lists of words, forms of numbers, dates, check digits and numbers that are there twice."""
    words = {
        "性别": ["男", "女"], "留守类型": ["双亲留守儿童", "单亲留守儿童"], "就读方式": ["走读", "住校"],
        "年级": [f"{n}年级" for n in "一二三四五六七八九"],
        "与监护人关系": "父亲 母亲 祖父 祖母 外祖父 外祖母 兄 姐 叔伯 姑 舅 姨 其他".split(),
        "监护情况": "无人监护 父或母无监护能力 受委托监护人监护能力不足 监护情况一般 监护情况较好".split(),
    }  # fmt: skip
    forms = {
        "父亲电话": PHONE,
        "母亲电话": PHONE,
        "监护人电话": PHONE,
        "学籍号": r"^[GL]\d{17}[\dX]$",
        "姓名": r"^\S+$",
    }
    dates = pa.Check(lambda s: pd.to_datetime(s, format="%Y-%m-%d", errors="coerce").notna())
    columns = {name: pa.Column(str, pa.Check.isin(allowed)) for name, allowed in words.items()}
    columns |= {name: pa.Column(str, pa.Check.str_matches(form)) for name, form in forms.items()}
    number = [pa.Check(right_digit, element_wise=True), pa.Check.str_matches(PROVINCES)]
    columns["身份证号"] = pa.Column(str, number, unique=True)
    rare = pa.Check(lambda s: s.groupby(s).transform("size") < 3)
    columns |= {
        name: pa.Column(str, [pa.Check.str_matches(PHONE), rare]) for name in ("父亲电话", "母亲电话", "监护人电话")
    }
    columns["出生年月"] = pa.Column(str, dates)
    columns["序号"] = pa.Column(int, pa.Check(lambda s: (s.diff().dropna() == 1).all()))
    columns |= {name: pa.Column(str) for name in ("班级", "现住址", "父亲姓名", "母亲姓名", "监护人姓名")}
    between = [
        pa.Check(lambda f: f["学籍号"].str[1:] == f["身份证号"]),
        pa.Check(lambda f: f["出生年月"].str.replace("-", "") == f["身份证号"].str[6:14]),
        pa.Check(lambda f: (f["身份证号"].str[16].astype(int) % 2 == 1) == (f["性别"] == "男")),
        pa.Check(lambda f: ~(both(f) & f[list(JOBS)].isna().any(axis=1))),
        pa.Check(lambda f: both(f) | ~f[list(JOBS)].notna().all(axis=1)),
        pa.Check(lambda f: ~(both(f) & f["与监护人关系"].isin(["父亲", "母亲"]))),
        pa.Check(lambda f: f["身份证号"].notna() | ~f.duplicated(["姓名", "出生年月"], keep=False)),
        pa.Check(ages_fit),
    ]
    return pa.DataFrameSchema(columns, checks=between)


if __name__ == "__main__":
    try:
        schema().validate(frame(sys.argv[1]), lazy=True)
    except pa.errors.SchemaErrors as error:
        sys.stderr.write(f"{len(error.failure_cases)} cases\n")
    sys.stdout.write(f"{time.perf_counter() - STARTED:.3f}\n")
