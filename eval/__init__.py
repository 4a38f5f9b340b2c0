"""The scorecard: numbers, not verdicts. ``python -m eval`` runs it; ``tests`` say yes or no."""
