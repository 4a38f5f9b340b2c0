"""Which processes there are, by number and beginning."""

from __future__ import annotations


def born(process: int) -> float:
    """When a process began, by which it is told from a later one of the same number; 0.0 when there is none."""
    import psutil

    try:
        return float(psutil.Process(process).create_time())
    except psutil.Error:
        return 0.0


def alive(process: int, began: float) -> bool:
    """Is the process that began then still there?"""
    return began > 0 and abs(born(process) - began) < 1
