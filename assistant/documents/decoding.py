"""From bytes to text: UTF-8, UTF-16, GB18030 or Big5, decided by strict reading.

UTF-8 and a byte order mark settle themselves. GB18030 and Big5 both accept most of each other's bytes, so the two
readings are compared by where their characters lie: text written in GB uses the 6763 characters of GB 2312 (both
bytes from A1 up), text written in Big5 its 5401 frequent ones (first byte A4 to C6). A guess by a statistical
library is not needed: those are the only encodings Chinese offices save text in.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from assistant.errors import DocumentUnreadable

LARGEST = 20 * 1024 * 1024
"""Bytes of a file that are read at most."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_KINDS = (
    (b"%PDF", "这其实是 PDF 文件。请把后缀改成 .pdf，再添加。"),
    (b"PK\x03\x04", "这其实是 Word、Excel 或压缩文件。请把后缀改回 .docx 或 .xlsx；压缩文件请先解压，再添加。"),
    (
        b"\xd0\xcf\x11\xe0",
        "这其实是老格式的 Word 或 Excel 文件。请用 WPS 打开，另存为 .docx 或 .xlsx，再添加。",
    ),
    (b"{\\rtf", "这其实是 RTF 文件。请用 WPS 或 Word 打开，另存为 .docx，再添加。"),
)
_NO_TEXT = "这不是文字文件，没有可读的内容。请选文字文件、Word、PDF 或 Excel 文件。"
_UNKNOWN = "认不出这个文件的文字编码。请用记事本打开，另存时把编码选成 UTF-8，再添加。"
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_SHOWN = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "big5hkscs": "Big5", "gb18030": "GB18030"}
_MOST_DAMAGE, _MOST_STRANGE = 0.002, 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in (as people call it), and how many bytes could not be read."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes) -> Decoded:
    """Read the bytes of a text file.

    Raises:
        DocumentUnreadable: empty, too large, not text, or in an encoding that is none of ours.
    """
    _refuse_what_is_no_text(data)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _checked(_strict(data, marked), _SHOWN.get(marked, "UTF-16"), data)
    if b"\0" in data:
        return _checked(_wide(data), "UTF-16", data)
    codec = _codec(data)
    return _damaged(data) if codec is None else _checked(data.decode(codec), _SHOWN[codec], data)


def _refuse_what_is_no_text(data: bytes) -> None:
    if len(data) > LARGEST:
        raise DocumentUnreadable(f"文件超过 {LARGEST // 1024 // 1024} MB，太大了。请分成几个文件再添加。")
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise DocumentUnreadable("文件是空的，没有文字可以添加。")
    for magic, says in _OTHER_KINDS:
        if data.startswith(magic):
            raise DocumentUnreadable(says)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: the reading whose characters look like Chinese or plain text."""
    readings = [text for codec in ("utf-16-le", "utf-16-be") if (text := _strict(data, codec)) is not None]
    plain = [text for text in readings if _share_plain(text) > 1 - _MOST_STRANGE]
    return max(plain, key=_share_plain, default=None)


def _share_plain(text: str) -> float:
    """Share of Han characters, ASCII and Chinese punctuation."""
    sample = text[:20_000]
    plain = sum("\u4e00" <= c <= "\u9fff" or "\t" <= c <= "~" or "\u2010" <= c <= "\u303f" or "\uff00" <= c <= "\uffef"
                for c in sample)  # fmt: skip
    return plain / max(1, len(sample))


def _codec(data: bytes) -> str | None:
    """UTF-8, else what a page says of itself, else the likelier of GB18030 and Big5; None when none reads it all."""
    if _strict(data, "utf-8") is not None:
        return "utf-8"
    readable = [codec for codec in ("gb18030", "big5hkscs") if _strict(data, codec) is not None]
    told = _META.search(data[:4096])
    named = _NAMES.get(told[1].decode("ascii").lower()) if told else None
    if named in readable:
        return named
    return max(readable, key=lambda codec: _usual(data, codec), default=None)


def _usual(data: bytes, codec: str) -> float:
    """Share of double bytes that lie where everyday text of that encoding lies."""
    usual, total, i = 0.0, 0, 0
    sample = data[:200_000]
    while i < len(sample) - 1:
        lead, trail = sample[i], sample[i + 1]
        if lead < 0x80:
            i += 1
            continue
        total += 1
        if codec == "gb18030":
            usual += 0xA1 <= lead <= 0xF7 and trail >= 0xA1 and not 0xAA <= lead <= 0xAF
            # Half of GB 2312 is rare (second level); text made of it is Big5 misread.
            usual -= 0.5 * (lead >= 0xD8 and trail >= 0xA1)
        else:
            usual += 0xA1 <= lead <= 0xC6 and (0x40 <= trail <= 0x7E or trail >= 0xA1)
        i += 2
    return usual / max(1, total)


def _checked(text: str | None, encoding: str, data: bytes) -> Decoded:
    """Refuse what decodes but is no text: control characters, characters nobody assigned."""
    if text is None:
        raise DocumentUnreadable(_NO_TEXT if b"\0" in data else _UNKNOWN)
    sample = text[:50_000]
    strange = sum(unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\t\n\r\f\v" for c in sample)
    if strange > max(3, _MOST_STRANGE * len(sample)):
        raise DocumentUnreadable(_NO_TEXT)
    return Decoded(text, encoding)


def _damaged(data: bytes) -> Decoded:
    """A few broken bytes in a long text (a cut copy) are let through and counted."""
    for codec in ("utf-8", "gb18030", "big5hkscs"):
        text = data.decode(codec, errors="replace")
        lost = text.count("\ufffd")
        if lost <= max(1, _MOST_DAMAGE * len(text)) and len(text) > 20:
            return Decoded(_checked(text, _SHOWN[codec], data).text, _SHOWN[codec], lost)
    raise DocumentUnreadable(_NO_TEXT if _mostly_binary(data) else _UNKNOWN)


def _mostly_binary(data: bytes) -> bool:
    sample = data[:4096]
    return sum(byte < 9 or 13 < byte < 32 for byte in sample) > 0.05 * len(sample)
