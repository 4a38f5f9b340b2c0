"""Exact arithmetic with its steps shown: expressions, limits, coefficients of variation."""
