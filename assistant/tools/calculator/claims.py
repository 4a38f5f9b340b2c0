"""The asker's own result (我算的是1.47%,对不对): taken out of the figures, and held against what comes out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.records import Statement
from assistant.text.numerals import Quantity, shown
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.outcomes import Outcome

_SHARE = "%"


@dataclass(frozen=True)
class Claims:
    """Finds a claimed result in a question and says whether it is right."""

    desk: Desk

    def claimed(self, text: str, figures: Sequence[Quantity]) -> Quantity | None:
        """The figure that is somebody's result; None where nobody asks whether it is right."""
        cues: dict[str, list[str]] = self.desk.data["claims"]
        if not any(re.search(cue, text) for cue in cues["asked"]):
            return None
        found = [one for one in figures if self._ends(text, one, cues["computed"])]
        found = found or [one for one in figures if one.unit == _SHARE and self._ends(text, one, cues["written"])]
        return found[-1] if found and len(figures) > len(found) else None

    def _ends(self, text: str, figure: Quantity, cues: Sequence[str]) -> bool:
        before = self.desk.clause_before(text, figure.start)
        return any(re.search(f"(?:{cue})$", before) for cue in cues)

    def said(self, claimed: Quantity, outcomes: Sequence[Outcome], told: Sequence[Statement]) -> list[Statement]:
        """The sentences with the claim judged in the first; as they are where several results came out."""
        values = {made.value for made in outcomes}
        if len(values) != 1 or not told:
            return list(told)
        value = values.pop()
        if _same(value, claimed):
            opening = self.desk.language.text("claim_right")
        else:
            unit = outcomes[0].fit.relation.unit
            opening = self.desk.language.text(
                "claim_wrong", value=self.desk.about(value), unit=unit, claimed=shown(claimed.value, 4) + unit
            )
        first, *rest = told
        # What was claimed is no result of ours: it stands in the basis because the asker told it.
        return [replace(first, text=opening + first.text, basis=f"{first.basis}{opening}"), *rest]


def _same(value: Fraction, claimed: Quantity) -> bool:
    """Equal to the places the claim was written with, rounded or cut off."""
    _, _, decimals = claimed.raw.partition(".")
    scale = 10 ** len(re.match("[0-9]*", decimals)[0])  # type: ignore[index]
    return claimed.value * scale in (math.floor(value * scale), math.floor(value * scale + Fraction(1, 2)))
