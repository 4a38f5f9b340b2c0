"""Chinese text: widths, scripts, numerals, tokens, pinyin. Pure functions, nothing of the field."""
