"""Several indicators in one answer: first how many fail and by how much, then each with its arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.records import Statement
from assistant.tools.calculator.desk import Desk
from assistant.tools.calculator.outcomes import Outcome

SHORT = 4
"""Up to so many indicators are said with their values in the first sentence."""
_SEVERAL = 2


@dataclass(frozen=True)
class Summary:
    """Puts outcomes in order, what fails first."""

    desk: Desk

    def of(self, outcomes: Sequence[Outcome], *, summed: bool) -> list[Statement]:
        """All statements; ``summed`` puts a sentence on all of them first where there are several."""
        ordered = sorted(outcomes, key=lambda made: (not made.failed, min(made.fit.own_starts or made.fit.starts)))
        judged = [made for made in ordered if made.judged is not None]
        names = list(dict.fromkeys(made.quantity for made in judged))
        if len(names) < _SEVERAL or not summed:
            return [statement for made in ordered for statement in made.statements]
        failed = {made.quantity for made in judged if made.failed}
        statements = [statement for made in ordered for statement in self._named(made, len(failed))]
        text = self._lead(judged, names, failed)
        basis = " ".join(statement.text for statement in statements) + text
        return [replace(statements[0], text=text, basis=basis, role="lead"), *statements]

    def _named(self, made: Outcome, failed: int) -> list[Statement]:
        """The sentences on one of several: its floor with its name, and no floor where others fail too."""
        leads = [one for one in made.statements if one.role == "lead"]
        floors = [one for one in made.statements if one.role != "lead"] if failed < _SEVERAL else []
        return [
            *leads,
            *(
                replace(one, text=self.desk.language.text("of_quantity", quantity=made.quantity, text=one.text))
                for one in floors
            ),
        ]

    def _lead(self, judged: Sequence[Outcome], names: Sequence[str], failed: set[str]) -> str:
        """How many fail; every one with its value where they are few, else those that fail."""
        short = len(names) <= SHORT
        said = dict.fromkeys(
            (made.quantity in failed, made.quantity + (made.value_shown if short else "") + made.gap)
            for made in judged
            if made.failed or made.quantity not in failed
        )
        bad = "、".join(text for fails, text in said if fails)
        good = "、".join(text for fails, text in said if not fails) if short else ""
        text = self.desk.language.text
        if not failed:
            return text("several_met", count=len(names), names=text("those", names=good) if good else "")
        more = text("the_rest_met", names=good) if good else ""
        return text("several_failed", count=len(names), failed=len(failed), names=bad, more=more)
