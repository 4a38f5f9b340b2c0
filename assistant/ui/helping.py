"""The words of the help tab: what to ask, how to read an answer, what happens to what is typed."""

from __future__ import annotations

from assistant.ui.examples import QUESTIONS
from assistant.ui.fragments import questions_html, tag_html

_ASKING = (
    "一句话问一件事，把东西的名称说出来，答得最准。说“电脑房”“娃”“搁哪儿”也听得懂，打错同音字一般也认得。",
    "可以接着问：“那初中呢”“要存几年”“依据哪个文件”。学校的人数、面积说过一次，后面算数会用到，"
    "列在“我知道的情况”里；说错了就移除，或接着写“不对，是12人”。",
    "填好的花名册、统计表，在“表册检查”里传上来，当场查出错在哪一格、怎么改，还能下载标注的表；"
    "在“问答”里点“附上表册”也行，传了就能接着问这张表。",
    "全县的学校办学条件数据表、学校填好的评估表，在“达标测算”里传上来：达没达标、差在哪、缺多少、怎么补，有图有报告，"
    "还能试改；在“问答”里附上也行，接着问“哪所学校拉低了”“给三所学校各加十台呢”。",
    "学校放材料的文件夹，在“档案装盒”里选上，逐个归类、列出还缺什么，改好后下载清单、盒签和三级目录；"
    "县局有自己的分卷目录，在那里读进来、照原件改好存下。几样东西各放哪，在“问答”里一次写上也行，"
    "如“课程表、图书目录、食堂许可证都放哪”；说出手里有哪些，再问“还缺什么”，也列得出来。",
    "本县的通知、学校的制度，在“资料库”里添加以后就能问；要看一条原文，写文件名和条号，如“义务教育法第三十二条”。",
    "换一件不相干的事，点“重新开始”。要留底，点“存成 Word”或“存成文本”，问题、答复、出处都在里面。",
)
_READING = (
    ("[1]", "这句话的出处。点一下，打开它依据的条目，标黄的是依据的原话。只有最后一答的编号能点。"),
    ("有据", "这句话在文件或标准里写着。"),
    ("通行做法", "文件里没有写，各地一般这么办，以本县通知为准。"),
    ("材料没有规定", "查过了，材料没有写这一点，所以不替它编一个；后面接着说材料里有的。"),
    ("现行", "这个文件还在用。"),
    ("已被替代", "这个文件已经换了新的，只作历史参考。"),
    ("待核", "还没有核到原件，用前请找原件核对。"),
    ("流传材料", "网上传的稿子或文章里的看法，不是规定，有的被人改过。"),
    ("材料里没有", "问的事不在材料范围里，不回答；下面列出相近的、能答的。"),
)
_PLAIN = ("[1]", "材料没有规定", "材料里没有", "流传材料")
_KEEPING = (
    "在这台电脑上运行，不联网，问的话不传出去；关掉网页就不再留着。“表册检查”的文件关掉网页就删；“资料库”里的文件留在这台电脑上，移除后不留内容。"
    "答复供参考，办理时以原文和本县通知为准。"
)


def help_html(version: str, rules: str) -> str:
    """The whole help tab. All of it is our own text; nothing of a user's comes in."""
    return (
        f'<div class="help">{questions_html(QUESTIONS)}'
        f"<h2>怎么问答得准</h2><ul>{''.join(f'<li>{sentence}</li>' for sentence in _ASKING)}</ul>"
        f"<h2>答复怎么看</h2><dl>{''.join(_entry(*entry) for entry in _READING)}</dl>"
        f"<h2>您问的话</h2><p>{_KEEPING}</p>"
        f'<p class="hint">均衡助手 {version}，知识库 {rules}</p></div>'
    )


def _entry(name: str, meaning: str) -> str:
    return f"<div><dt>{name if name in _PLAIN else tag_html(name)}</dt><dd>{meaning}</dd></div>"
