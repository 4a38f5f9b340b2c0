"""What is archived: a school's volumes with their files, as written in a list or found in a folder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a volume. Texts may be empty, ``pages`` unknown; ``date`` as digits (20140305)."""

    title: str
    issuer: str = ""
    number: str = ""
    date: str = ""
    pages: int | None = None
    box: int | None = None
    years: tuple[str, ...] = ()
    topic: str = ""
    note: str = ""
    secrecy: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume: ``name`` as on its label, ``boxes`` and ``pages`` where they are known, ``box_titles`` one a box."""

    name: str
    code: str = ""
    boxes: int | None = None
    year: str = ""
    spine_mm: int | None = None
    pages: int | None = None
    keeper: str = ""
    person: str = ""
    note: str = ""
    box_titles: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that goes into no volume, and why."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything that is archived; ``notes`` are sentences for the user."""

    school: str
    volumes: tuple[Volume, ...]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
