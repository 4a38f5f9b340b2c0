"""Lists to make labels and catalogues from, written by hand or drawn."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from assistant.archive.boxes import Plan, plan
from assistant.archive.listing import Listing
from assistant.archive.spec import read_spec
from assistant.knowledge.desk import load_box_rules, load_catalogue_rules, load_font_rules, load_label_rules
from assistant.knowledge.loader import corpus_folder

BOXES = load_box_rules(corpus_folder())
LABELS = load_label_rules(corpus_folder())
CATALOGUES = load_catalogue_rules(corpus_folder())
FONTS = load_font_rules(corpus_folder())
MAIN = "均衡发展档案"

_WORDS = st.text("综合学校设置与班额卷师资经费、（）“”2014A", min_size=1, max_size=14).filter(str.strip)
_PAGES = st.none() | st.integers(1, 900)


def listing(**spec: Any) -> Listing:
    """A list of a made-up school."""
    return read_spec("清单.yaml", {"school": "示例镇中心小学", **spec}, BOXES)


def planned(*volumes: dict[str, Any], **spec: Any) -> Plan:
    return plan(listing(volumes=list(volumes), **spec), BOXES)


def item(title: str, pages: int | None = None, **more: Any) -> dict[str, Any]:
    return {"title": title, "issuer": "示例小学", "pages": pages, **more}


@st.composite
def volumes(draw: st.DrawFn) -> dict[str, Any]:
    """A volume that keeps the rules of a SPEC: bare, with files to divide, or with files in given boxes."""
    volume: dict[str, Any] = {"name": draw(_WORDS), "year": draw(st.sampled_from(["", "2013-2014", "2011至2014"]))}
    titles = draw(st.lists(_WORDS, max_size=12))
    items = [item(title, draw(_PAGES)) for title in titles]
    kind = draw(st.sampled_from(["bare", "pages", "divided", "planned", "given"])) if items else "bare"
    if kind == "bare":
        return {**volume, "boxes": draw(st.integers(1, 60)), "spine_mm": draw(st.sampled_from([None, 20, 35, 50]))}
    if kind == "pages":
        return {**volume, "pages": draw(st.integers(1, 3000))}
    if kind == "divided":
        volume["boxes"] = draw(st.integers(1, len(items)))
    if kind == "given":
        boxes = draw(st.integers(1, len(items)))
        for number, entry in enumerate(items):
            entry["box"] = number % boxes + 1
    return {**volume, "items": items}


specs = st.fixed_dictionaries({"school": _WORDS, "volumes": st.lists(volumes(), min_size=1, max_size=4)})
