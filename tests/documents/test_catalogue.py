"""Validity of documents while they come, change and go: the same as judging all of them anew."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.catalogue import Catalogue, Entry
from assistant.documents.records import IN_FORCE, RECOGNISED, SUPERSEDED, UNCHECKED, Document

KEYS = ("甲办法", "乙通知", "丙规定")


def entry(of: int, key: str = "甲办法", date: str | None = "2020-01-01", **more: object) -> Entry:
    document = Document(f"doc-{of}", key, "青发〔2020〕1号", None, date, None, False, "a.txt", str(of), "UTF-8",
                        "", 1, 1, 0)  # fmt: skip
    repeals = more.pop("repeals", ())
    return Entry(of, key, replace(document, **more), tuple(repeals))  # type: ignore[arg-type, call-overload]


entries = st.builds(
    entry,
    st.integers(1, 8),
    st.sampled_from(KEYS),
    st.sampled_from([None, "2019-05-01", "2020-01-01", "2024-01-01"]),
    repeals=st.lists(st.sampled_from(KEYS), max_size=2, unique=True),
    number=st.sampled_from([None, "青发〔2020〕1号"]),
    encoding=st.sampled_from(["UTF-8", RECOGNISED]),
)
corrections = st.dictionaries(
    st.integers(1, 8),
    st.dictionaries(st.sampled_from(["title", "key", "validity", "replaced_by"]), st.just("doc-3"), max_size=2),
    max_size=2,
).map(lambda made: {n: {f: SUPERSEDED if f == "validity" else v for f, v in told.items()} for n, told in made.items()})
steps = st.lists(
    st.tuples(st.lists(entries, max_size=3), st.lists(st.integers(1, 8), max_size=2), corrections), max_size=6
)


@given(steps)
def test_steps_lead_where_judging_all_at_once_leads(made: list[tuple[list[Entry], list[int], dict[int, dict[str, str]]]]
                                                    ) -> None:  # fmt: skip
    catalogue, there = Catalogue(), dict[int, Entry]()
    changes: dict[int, dict[str, str]] = {}
    for read, gone, changes in made:
        there |= {item.number: item for item in read}
        left = [number for number in gone if number in there]
        for number in set(left):
            del there[number]
        catalogue.update([item for item in read if item.number in there], left, changes)
    whole = Catalogue()
    whole.update(there.values(), (), changes)
    assert catalogue.documents == whole.documents


def test_newest_of_one_title_stands_and_comes_back_when_it_goes() -> None:
    catalogue = Catalogue()
    catalogue.update([entry(1, date="2016-01-01"), entry(2, date="2024-01-01")], (), {})
    assert catalogue.documents["doc-1"].validity == SUPERSEDED
    assert catalogue.documents["doc-1"].replaced_by == "doc-2"
    catalogue.update((), [2], {})
    assert catalogue.documents["doc-1"].validity == IN_FORCE


def test_what_a_reader_says_of_validity_stands() -> None:
    catalogue = Catalogue()
    catalogue.update([entry(1), entry(2, "乙通知")], (), {1: {"validity": SUPERSEDED, "replaced_by": "doc-2"}})
    assert (catalogue.documents["doc-1"].validity, catalogue.documents["doc-1"].replaced_by) == (SUPERSEDED, "doc-2")
    catalogue.update((), (), {})
    assert catalogue.documents["doc-1"].validity == IN_FORCE


def test_text_from_pictures_is_never_in_force_by_itself() -> None:
    catalogue = Catalogue()
    catalogue.update([entry(1, encoding=RECOGNISED)], (), {})
    assert catalogue.documents["doc-1"].validity == UNCHECKED
