"""Standards: figures of schools to values, coefficients of variation, verdicts and their arithmetic."""
