"""Bytes to text: the encodings of Chinese offices, and what is no text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.decoding import LARGEST, decode
from assistant.errors import DocumentUnreadable
from tests.documents.papers import NEW_RULES, NOTICE

SIMPLIFIED = NOTICE + NEW_RULES
TRADITIONAL = (
    "青禾縣教育局關於學校圖書室開放的通知。學生每次可以借兩本書，借期十四天；逾期不還的，由班主任提醒。"
    "學校應當指定圖書管理員，負責登記和整理，並將結果報送縣教育局備案。"
)


@pytest.mark.parametrize(
    ("codec", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("gbk", "GB18030"), ("utf-16", "UTF-16"),
     ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")],
)  # fmt: skip
def test_simplified_text_comes_back(codec: str, shown: str) -> None:
    decoded = decode(SIMPLIFIED.encode(codec))
    assert (decoded.text, decoded.encoding) == (SIMPLIFIED, shown)


@pytest.mark.parametrize(("codec", "shown"), [("big5", "Big5"), ("gb18030", "GB18030"), ("utf-8", "UTF-8")])
def test_traditional_text_comes_back(codec: str, shown: str) -> None:
    decoded = decode(TRADITIONAL.encode(codec))
    assert (decoded.text, decoded.encoding) == (TRADITIONAL, shown)


def mixtures(text: str) -> st.SearchStrategy[str]:
    """Its characters, many different ones: of two alone, again and again, the bytes do not tell the encoding."""
    return st.lists(st.sampled_from(sorted(set(text))), min_size=20, max_size=60, unique=True).map("".join)


@given(mixtures(SIMPLIFIED))
def test_any_mixture_of_usual_characters_is_read_as_gb(text: str) -> None:
    assert decode(text.encode("gb18030")).text == text


@given(mixtures(TRADITIONAL))
def test_any_mixture_of_usual_characters_is_read_as_big5(text: str) -> None:
    assert decode(text.encode("big5")).text == text


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_sentence(data: bytes) -> None:
    try:
        assert isinstance(decode(data).text, str)
    except DocumentUnreadable as error:
        assert str(error).endswith("。")


def test_a_page_says_its_own_encoding() -> None:
    page = '<html><head><meta charset="big5"></head><body>書</body></html>'
    assert decode(page.encode("big5")).text == page


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b" \r\n\t", "空的"),
        (b"PK\x03\x04 rest", "后缀改回"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"\xd0\xcf\x11\xe0 rest", "另存为"),
        (bytes(range(256)) * 40, "不是文字"),
        (b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 100, "不是文字"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(DocumentUnreadable, match=says):
        decode(data)


def test_too_large_is_refused() -> None:
    with pytest.raises(DocumentUnreadable, match="20 MB"):
        decode(b"a" * (LARGEST + 1))


def test_a_cut_copy_is_read_and_the_loss_counted() -> None:
    decoded = decode((SIMPLIFIED * 3).encode()[:-2])
    assert decoded.lost == 1
    assert decoded.text.startswith(SIMPLIFIED)
