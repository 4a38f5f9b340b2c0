"""Faults, each a small function that breaks one rule at one cell and says what stood there."""

from assistant.practice.faults import children, doubts, figures, identity, rows, sheets, values
from assistant.practice.faults.base import FAULTS, Fault

__all__ = ["FAULTS", "Fault", "children", "doubts", "figures", "identity", "rows", "sheets", "values"]
