"""Write ``assistant/text/readings.txt`` from pypinyin's dictionaries: ``python scripts/readings.py``.

What every character sounds like, the words in which one sounds otherwise (银行), and words that keep such a word from
being seen where it is not (初中|都 holds no 中都). After a run for a newer pypinyin raise ``FORMAT`` of the
index: it is only right for the readings it was made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PHRASES_DICT

FILE = Path(__file__).resolve().parent.parent / "assistant" / "text" / "readings.txt"
CHARACTERS = ["\u3007", *map(chr, range(0x4E00, 0x9FFF + 1))]
SHORT = 3


def read(text: str) -> list[str]:
    """Toneless syllables, one a character."""
    return list(lazy_pinyin(text, style=Style.NORMAL, errors=list, v_to_u=False))


def main() -> None:
    """Write the table: the regular words after a dash, the characters of each syllable, the other words."""
    alone = {character: read(character)[0] for character in CHARACTERS}
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for character, syllable in alone.items():
        if syllable != character:
            by_syllable[syllable].append(character)
    words = {
        phrase: syllables
        for phrase, syllables in ((phrase, read(phrase)) for phrase in PHRASES_DICT)
        if len(syllables) == len(phrase) and syllables != [alone.get(c, c) for c in phrase]
    }
    regular = {*overlapping(words), *(phrase for phrase in PHRASES_DICT if hides(phrase, words))}
    lines = [" ".join(["-", *sorted(regular)])]
    lines += [f"{syllable} {''.join(held)}" for syllable, held in sorted(by_syllable.items())]
    lines += [f"{phrase} {' '.join(syllables)}" for phrase, syllables in sorted(words.items())]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def hides(phrase: str, words: Mapping[str, list[str]]) -> bool:
    """Does a regular phrase hold one of the words within it?"""
    spans = ((i, j) for i in range(len(phrase)) for j in range(i + 2, len(phrase) + 1))
    return phrase not in words and any(phrase[i:j] in words for i, j in spans)


def overlapping(words: Iterable[str]) -> Iterator[str]:
    """Short words in the end of which one of the words may begin."""
    held = set(words)
    beginnings = {word[:size] for word in held for size in range(1, len(word))}
    for phrase in PHRASES_DICT:
        if phrase not in held and len(phrase) <= SHORT and any(phrase[i:] in beginnings for i in range(1, len(phrase))):
            yield phrase


if __name__ == "__main__":
    main()
