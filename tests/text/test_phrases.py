"""Words are found wherever they stand, one inside another too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.text.phrases import Phrases

WORDS = st.lists(st.text(alphabet="教师骨干操场a", min_size=1, max_size=4), unique=True, max_size=12)


@given(WORDS, st.text(alphabet="教师骨干操场a,1", max_size=24))
def test_every_place_of_every_word_is_found(words: list[str], text: str) -> None:
    places = {word: [at for at in range(len(text)) if text.startswith(word, at)] for word in words}
    assert Phrases(words).places(text) == {word: found for word, found in places.items() if found}


@given(WORDS, st.text(alphabet="教师骨干操场a,1", max_size=24))
def test_words_keep_their_order(words: list[str], text: str) -> None:
    assert list(Phrases(words).places(text)) == [word for word in words if word in text]
