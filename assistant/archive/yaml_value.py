"""Values as they stand in the YAML files that the program writes for people."""

from __future__ import annotations

import json
import re

# What JSON leaves as it is and YAML ends a line at, passes over or refuses.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NO_SIGN = re.compile("[\ud800-\udfff]")


def yaml_value(value: object) -> str:
    """A value as JSON that YAML reads as the same, on one line, so that no text can break the file.

    Half a sign of UTF-16, which no file can hold, becomes U+FFFD.
    """
    written = _NO_SIGN.sub("\ufffd", json.dumps(value, ensure_ascii=False))
    return _NOT_IN_YAML.sub(lambda match: f"\\u{ord(match[0]):04x}", written)
