"""Small papers of our own, of the kinds that users add."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.documents.library import Library
from assistant.knowledge.loader import corpus_folder, load_words
from assistant.retrieval.embedding import make_encoder

NOTICE = """青禾县教育局文件

青教发〔2025〕18号

关于做好中小学图书室开放工作的通知

各中心学校：

一、开放时间

图书室每周开放不少于五天，每天中午和下午课后各开放一次。寒暑假由学校自行安排。

二、借阅办法

学生每次可以借两本书，借期十四天。逾期不还的，由班主任提醒，不得罚款。

三、管理人员

每校指定一名图书管理员，负责登记、整理和每学期一次的清点，清点结果报县教育技术装备中心。

青禾县教育局

2025年3月12日
"""


def rules_of(year: int, days: int, start: str, more: str = "") -> str:
    """A little statute; two years of it are two versions."""
    return f"""# 青禾县校园饮水管理办法

{year}年5月6日 青禾县人民政府发布

## 第一章 总 则

第一条 为了保障师生饮水安全，制定本办法。

第二条 本县中小学校的饮水设备适用本办法。

## 第二章 管 理

第三条 学校应当每{days}天清洗一次饮水机，并留下记录。

清洗记录由总务处保管三年。

第四条 有下列情形之一的，由县卫生监督所责令改正：

（一）饮水机没有清洗记录的；

（二）水质没有送检的；

（三）安排学生清洗饮水机的。

第五条 任何单位和个人不得向学生收取饮水费用。

## 第三章 附 则

第六条 本办法自{start}起施行。{more}
"""


OLD_RULES = rules_of(2016, 30, "2016年7月1日")
NEW_RULES = rules_of(2024, 15, "2024年9月1日", "《青禾县学校饮水暂行规定》同时废止。")
REPEALED = (
    rules_of(2009, 60, "2009年9月1日").replace("校园饮水管理办法", "学校饮水暂行规定").replace("本办法", "本规定")
)


def library(home: Path, encoder: Callable[[], Any] | None = None) -> Library:
    return Library(home, load_words(corpus_folder(), "documents"), encoder or (lambda: make_encoder(None)))


def written(folder: Path, **files: str) -> list[Path]:
    """Files of these names (``__`` for the dot) with these texts, in UTF-8."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths
