"""Misspelt words of the field are read by their sound; ordinary speech is left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.frame import Understanding
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.repair import Repairer
from assistant.wiring import Assistant

EVERYDAY = re.split(
    r"[|\n]",
    """我们学校档案室在三楼|老师好，我是新来的资料员|明天检查组要来，我该准备啥|校长让我今天弄完|这个表谁来签字|去年的表还能用吗
门卫值班记录要不要放进去|孩子们的午休登记放哪|我刚接手，什么都不懂|能不能给我举个例子|两个老师的名字写错了怎么改|打印店说纸不够厚
盒子买多大的合适|检查的人会翻借阅本吗|今年学生少了八个|我手里有一堆发票|食堂阿姨的健康证过期了|谁负责盖公章|电脑坏了没法录
校门口的牌子要拍照吗|这样写行不行|一年级新生多了十几个|我想问一下标签贴在哪一边|村里的教学点撤了以后材料怎么办|班主任签了字还要校长签吗
有没有现成的模板|县里说下周三之前交|我们是九年一贯制学校|操场正在翻修|体育老师请产假了怎么算|家长会的照片要洗出来吗|这几本旧账还留着不
图书馆的书有一半是捐的|为什么要分三类|封面用什么颜色的纸|我看不懂这张表|那个数是怎么来的|评估组一般先看哪里|盒脊上的字写多大|谢谢，我明白了""",
)

KEPT = ["DA/T 22是什么", "CV是什么", "Excel怎么填", "PDF能交吗", "选A5还是B1", "ok", "select * from t", "b", ""]

# Typed, meant: the entry that the second leads to is among the first the other finds.
MISSPELT = {
    "平面涂放哪": "平面图放哪",
    "食唐合格证归哪类": "食堂合格证归哪类",
    "标前用什么字体": "标签用什么字体",
    "巩故率怎么算": "巩固率怎么算",
    "骨赶教师要几个": "骨干教师要几个",
    "计算机交室台账放哪": "计算机教室台账放哪",
    "图书接阅记录放哪": "图书借阅记录放哪",
    "学籍当案存几年": "学籍档案存几年",
    "pingmiantu fang nali": "平面图放哪里",
    "biaoqian yong shenme ziti": "标签用什么字体",
    "gonggulv zenme suan": "巩固率怎么算",
    "shiyan jilu fang na": "实验记录放哪",
    "xueji dang'an cun ji nian": "学籍档案存几年",
}


@pytest.mark.parametrize("sentence", EVERYDAY)
def test_everyday_speech_is_left_alone(understanding: Understanding, sentence: str) -> None:
    assert understanding.frame(sentence).changes == ()


def test_there_are_forty_everyday_sentences() -> None:
    assert len(set(EVERYDAY)) == 40


@pytest.mark.parametrize("typed", KEPT)
def test_latin_that_is_no_pinyin_is_left_alone(understanding: Understanding, typed: str) -> None:
    assert understanding.frame(typed).changes == ()


@pytest.mark.parametrize(("typed", "meant"), MISSPELT.items())
def test_misspelt_question_finds_what_was_meant(assistant: Assistant, typed: str, meant: str) -> None:
    search = assistant.search
    found, wanted = (search.rank(search.understanding.frame(question)) for question in (typed, meant))
    assert wanted[0].card.id in {hit.card.id for hit in found[:3]}


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("巩故率怎么算", "巩固率"),
        ("档岸盒多厚", "档案盒"),
        ("平面涂放哪", "平面图"),
        ("优志均衡的底线", "优质均衡"),
        ("骨赶教师要几个", "骨干教师"),
        ("biaoqian tie na", "标签"),
        ("pingmiantu", "平面图"),
        ("chayi xishu", "差异系数"),
        ("danganhe", "档案盒"),
        ("xueji dangan cun jinian", "档案"),
    ],
)
def test_word_is_read_by_its_sound(understanding: Understanding, typed: str, word: str) -> None:
    frame = understanding.frame(typed)
    assert word in frame.text
    assert any(word in read for _, read in frame.changes)


# Typed, and what must stand in the text after repair, of every kind of mistake.
NOISY = [
    pair.split("=")
    for pair in re.split(
        r"[|\n]",
        """优制均横小学差易系束=优质均衡小学差异系数|县特较经费=特教经费|学即档案存几年=学籍档案|控辍宝学怎么查=控辍保学|随班就度花名册=随班就读
食堂许可正归哪=许可证|饮水卫身许可证=卫生许可证|督导抱告谁写=督导报告|平困类型怎么填=贫困类型|评古表几项=评估表|归挡章盖哪=归档章|成机册放哪=成绩册
折蒜后多少分=折算|体育场管面积=体育场馆|合各线是多少=合格线|监户人电话=监护人|义务教育均恒发展=均衡发展|古干教师几个=骨干教师|特较学校=特教|仪气账放哪=仪器账
巩周率怎么算=巩固率|档案盆多厚=档案盒|学藉档案存几年=学籍档案|骨干教帅几个=骨干教师|骨千教师几个=骨干教师|标鉴上写什么=标签
差异系系数怎么算=差异系数|义务教育均衡衡发展=义务教育均衡发展|公众满易度多少=公众满意度|网洛多媒体教室=网络多媒体教室|网络多煤体教室=网络多媒体教室
生均叫学及辅助用房=生均教学及辅助用房|教学及铺助用房面积=教学及辅助用房|随迁子女登己表=登记表|九年一惯制=九年一贯制|生均仪气设备值=仪器设备值|法律依具=法律依据
danganhe=档案盒|xueji dangan cun jinian=学籍档案存几年|xiaoxue ban e shangxian=小学班额上限
dang'an he=档案盒|gugan jiaoshi yao ji ge=骨干教师要几个
youzhi junheng对教师=优质均衡对教师|hege lv怎么算=合格率怎么算|tushu jieyue jilu=图书借阅记录|gonggulv=巩固率
cailiao交给谁=材料交给谁|xiaozhang由谁聘任=校长由谁聘任
yzjh的底线=优质均衡的底线|ggjs几个=骨干教师几个|cyxs怎么算=差异系数怎么算|YZJH的底线=优质均衡的底线
档 案 盒 多 厚=档案盒多厚|档😀案盒多厚=档案盒多厚
平-面-图放哪=平面图放哪|平*面*图放哪=平面图放哪|标​签​用什么字体=标签用什么字体
檔案盒標籤用什麼字體=档案盒标签用什么字体|ｄａｎｇａｎｈｅ=档案盒""",
    )
]


@pytest.mark.parametrize(("typed", "meant"), NOISY)
def test_what_was_meant_stands_in_the_text(understanding: Understanding, typed: str, meant: str) -> None:
    assert meant in understanding.frame(typed).text


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("在吗在吗 急急急!!! 图书台账放哪 谢谢", "图书台账放哪"),
        ("@所有人 【收到请回复】标签用什么字体", "标签用什么字体"),
        ("转发：教师花名册填几栏[抱拳][抱拳]", "教师花名册填几栏"),
        ("老师好，打扰一下，食堂合格证归哪类？谢谢啦", "食堂合格证归哪类"),
        ("各位领导下午好！请教一下，平面图放哪，在线等，急", "平面图放哪"),
        ("王老师 2024-11-30 10:22 学籍档案要几年", "学籍档案要几年"),
        ("唉，校长又催了，巩固率怎么算啊，辛苦大家了", "巩固率怎么算啊"),
        ("------转发消息------ 骨干教师几个", "骨干教师几个"),
        ("弱弱地问一句 差异系数是什么 跪求", "差异系数是什么"),
    ],
)
def test_noise_around_a_question_is_dropped(understanding: Understanding, typed: str, left: str) -> None:
    language = understanding.language
    assert understanding.frame(typed).text.rstrip("?") == language.plain(left)


@pytest.mark.parametrize(
    "kept",
    [
        *("谢谢", "在吗在吗", "急急急", "你好", "师生比1:19对吗", "急救箱放哪", "收到的通知放哪"),
        *("感谢信归哪类", "催交名册怎么写", "辛苦费能列吗"),
    ],
)
def test_what_is_no_noise_stays(understanding: Understanding, kept: str) -> None:
    assert understanding.language.bare(kept) == kept


def test_phrasings_of_the_corpus_are_right_as_they_are(understanding: Understanding, assistant: Assistant) -> None:
    """At most three in a thousand are read otherwise, and none loses its noise with its sense."""
    asks = [ask for fact in assistant.search.corpus.facts.values() for ask in fact.ask]
    changed = [ask for ask in asks[::5] if understanding.repaired(ask).changes]
    assert len(changed) <= 0.003 * len(asks[::5]), changed


@pytest.fixture(scope="module")
def repairer() -> Repairer:
    """One that has read only a few phrasings."""
    return Repairer(Lexicon.collect(["平面图放哪", "平面图归哪一类", "食堂平面图"], ["平面图", "食堂", "放哪"]))


def test_what_was_replaced_is_told(repairer: Repairer) -> None:
    repaired = repairer.repair("食堂平面涂")
    assert (repaired.text, repaired.changes) == ("食堂平面图", (("平面涂", "平面图"),))


def test_word_that_only_half_sounds_alike_stays(repairer: Repairer) -> None:
    assert repairer.repair("黑提放哪").text == "黑提放哪"


def test_pinyin_with_an_unknown_sound_stays(repairer: Repairer) -> None:
    assert repairer.repair("pingmiantu zhuang").text == "pingmiantu zhuang"


@given(st.text(alphabet="平面图涂放哪食堂唐黑提abpingmiantu' 12，", max_size=16))
def test_reading_a_second_time_changes_nothing(repairer: Repairer, typed: str) -> None:
    once = repairer.repair(typed)
    assert repairer.repair(once.text).text == once.text
    assert once.changes or once.text == typed
