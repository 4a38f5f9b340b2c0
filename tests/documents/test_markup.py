"""HTML and Markdown: what a reader sees, headings kept, the rest told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.markup import html_to_plain, markdown_to_plain

PAGE = """<!doctype html><html><head><title>图书室通知-青禾教育网</title>
<style>.gone, #gone2 { display : none } .white{color:#FFFFFF}</style><script>var secret = "脚本";</script></head>
<body><nav>首页 新闻 通知</nav><header><h1>图书室通知</h1></header>
<p>每周开放<b>五天</b>。<p>借期十四天。
SEEN
<table><tr><td>学校</td><td>天数</td></tr><tr><td>一小</td><td>5</td></tr></table>
<aside>热门文章</aside><footer>版权所有</footer></body></html>"""


def plain(inner: str = "") -> str:
    return html_to_plain(PAGE.replace("SEEN", inner)).text


def test_a_page_becomes_its_lines() -> None:
    lines = [" ".join(line.split()) for line in plain().split("\n") if line.strip()]
    assert lines == ["# 图书室通知", "每周开放五天。", "借期十四天。", "〔第2行〕学校：一小；天数：5。"]


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">藏话</p>',
        '<div style="color: #fff">藏话</div>',
        '<div style="background:white;color:white">藏话</div>',
        '<span style="font-size:0px">藏话</span>',
        '<div style="width:0;height:0;overflow:hidden">藏话</div>',
        '<div style="position:absolute;left:-9999px">藏话</div>',
        '<div style="visibility: hidden">藏话</div>',
        '<div style="opacity:0">藏话</div>',
        "<div hidden>藏话</div>",
        '<div aria-hidden="true">藏话</div>',
        '<div class="gone">藏话</div>',
        '<div id="gone2">藏话</div>',
        '<p class="white">藏话</p>',
        "<!-- 藏话 -->",
        "<script>document.write('藏话')</script>",
        "<noscript>藏话</noscript>",
        "<template>藏话</template>",
    ],
)
def test_text_nobody_sees_is_left_out(hidden: str) -> None:
    assert "藏话" not in plain(hidden)


@pytest.mark.parametrize(
    "seen",
    ['<p style="color:#fff;background:#000">白话</p>', '<p style="font-size:10px">白话</p>', "<p class=big>白话",
     '<p style="width:100px">白话</p>', '<div style="opacity:0.8">白话</div>'],
)  # fmt: skip
def test_text_that_is_seen_stays(seen: str) -> None:
    assert "白话" in plain(seen)


def test_what_is_left_out_is_told() -> None:
    dropped = html_to_plain(PAGE.replace("SEEN", '<p style="display:none">藏话</p>')).dropped
    assert ("看不见的文字", "藏话") in dropped
    assert any(reason == "网页导航" and "首页" in text for reason, text in dropped)


def test_deep_nesting_is_read() -> None:
    assert "深处" in html_to_plain("<div>" * 3000 + "深处").text


@given(st.text(max_size=200))
def test_any_text_is_a_page(text: str) -> None:
    assert isinstance(html_to_plain(text).text, str)


def test_markdown_loses_its_signs() -> None:
    source = (
        "---\ntitle: x\n---\n## 一、范围\n\n<!-- 内部 -->**学校**要[登记](http://a.b/c)。\n\n- 甲\n- 乙\n\n"
        "| 校 | 天 |\n|---|---|\n| 一小 | 5 |"
    )
    made = markdown_to_plain(source)
    lines = [line.strip() for line in made.text.split("\n") if line.strip()]
    assert lines == ["## 一、范围", "学校要登记。", "甲", "乙", "〔第2行〕校：一小；天：5。"]
    assert made.dropped == [("注释", "<!-- 内部 -->")]
