"""How much of an upload is read. A register of 100,000 rows and 22 columns (160 MB of XML) stays well inside."""

from __future__ import annotations

ROWS = 100_000
"""Rows of one upload that hold a value; headings come on top."""
HEADINGS = 200
CELLS = 5_000_000
STORED = 50 << 20
"""Bytes of the file itself."""
EXPANDED = 400 << 20
"""Bytes of all parts of a workbook, counted while they are unpacked."""
LONGEST_ROW = 8 << 20
"""Bytes of one row of XML: 16,384 full cells of a few hundred bytes."""
SMALL_PART = 16 << 20
"""Bytes of a part that is read as a whole: the list of sheets, what stands after the rows, the text of a Word file."""
PARTS = 2_000
"""Parts of a workbook, or files in an archive."""
DIRECTORY = 2 << 20
"""Bytes of the list of parts of a zip."""
MERGED = 200_000
TABLES = 1_000
"""Tables of a Word file: each is looked at as a sheet of its own."""

SECONDS = 5.0
SECONDS_PER_MB = 6.0
WALL = 6.0
"""How much more time than computing time may pass, on a machine that others use too."""
MEMORY = 256 << 20
MEMORY_PER_BYTE = 96
MEMORY_MOST = 1536 << 20


def memory_for(stored: int) -> int:
    """Bytes of memory that reading and checking a file of ``stored`` bytes may take."""
    return min(MEMORY + MEMORY_PER_BYTE * stored, MEMORY_MOST)


def seconds_for(stored: int) -> float:
    """Seconds of computing that reading and checking a file of ``stored`` bytes may take."""
    return SECONDS + SECONDS_PER_MB * stored / (1 << 20)
