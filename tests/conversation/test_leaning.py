"""Conversations in many mouths: what the last turn leans on is understood."""

from __future__ import annotations

import re

import pytest

from assistant.wiring import Assistant
from tests.conversation.conftest import talk

MARK = re.compile(r"\[[0-9]+\]")
SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")

# The turns, the status of the last answer, the words its first two sentences must hold.
TALKS: list[tuple[str, str, str]] = [
    # the same question of another stage, standard, year
    ("学籍档案要留几年/初中的话呢", "answered", "三年"),
    ("综合素质评价小学要留几年/初中嘞/那放哪一类", "answered", "第二类"),
    ("优质均衡里小学生均设备值多少/初中", "answered", "2500"),
    ("生均教学仪器设备优质均衡小学要多少/好的谢谢，那初中部呢", "answered", "2500"),
    ("差异系数优质均衡初中上限/那小学", "answered", "0.50"),
    ("差异系数优质均衡初中上限/那小学/基本均衡也是吗", "answered", "0.65"),
    ("2024年认定了多少个优质均衡县/上一年呢", "answered", "56"),
    ("2024年认定了多少个优质均衡县/那2023年的", "answered", "56"),
    ("2023年认定了多少个优质均衡县/下一年呢", "answered", "188"),
    ("2024年认定多少优质均衡县/2025年第一批呢", "answered", "326"),
    ("小学图书生均多少册/初中的呢/按照河南评估表", "answered", "30"),
    # the same question of another thing
    ("食堂卫生合格证归哪类/校园平面图呢", "answered", "A6"),
    ("学籍档案归哪一类/好的谢谢，那体检表呢", "answered", "第二类"),
    ("体育器材账搁哪/音乐的呢", "answered", "音乐教室"),
    ("体育器材账搁哪/画画用的那些呢", "answered", "美术教室"),
    ("音乐教室一间要多大/美术教室呢", "answered", "90"),
    ("总目录写什么/分卷的呢", "answered", "分卷目录"),
    ("总目录写什么/分卷的呢/卷内的呢", "answered", "卷内文件目录"),
    ("档案盒封面主标签写什么/分卷标签嘞", "answered", "分卷名称"),
    ("校园环境评估表占几分/学校规模又是几分", "answered", "5分"),
    ("校园环境评估表占几分/学校规模又是几分/用地呢", "answered", "4分"),
    ("公众满意度线是多少/社会认可度也一样吗", "answered", "85%"),
    ("贫困补助发放表归哪/存几年/体质健康档案也一样吗", "answered", "三年"),
    # another question of the same thing
    ("贫困生材料放哪/要存几年", "answered", "近三年"),
    ("贫困生材料放哪/要存几年/它归第几类", "answered", "第二类"),
    ("档案盒封面主标签写什么/分卷标签嘞/字号要多大", "answered", "小一号"),
    ("社会认可度要多少/谁来调查", "answered", "家长"),
    ("档案目录分几级/第一级叫啥", "answered", "总目录"),
    ("请问教师交流轮岗比例是多少/骨干教师占多少呢", "answered", "20%"),
    ("初中巩固率怎么算/分母是啥", "answered", "转入"),
    ("标签能手写吗/为啥不能/谁规定的", "answered", "豫政办〔2012〕131号"),
    ("河南均衡档案分几大类/第二类有啥/第三类呢", "answered", "第三类4项"),
    # where it is written
    ("学籍档案要留几年/依据是啥", "answered", "豫政办〔2012〕131号"),
    ("学籍档案要留几年/初中的话呢/文号", "answered", "豫政办〔2012〕131号"),
    ("请问教师交流轮岗比例是多少/出自哪里", "answered", "教督〔2017〕6号"),
    ("食堂卫生合格证归哪类/平面图呢/头一个问题，依据是什么", "answered", "二(一)5"),
    ("2024年认定多少优质均衡县/通知的文号是啥", "answered", "教督函〔2025〕3号"),
    # figures over several turns
    ("俺校是小学，480个学生，网络多媒体教室10间/这算优质均衡达标没？缺几间", "answered", "不达标 还差2间"),
    ("我们学校初中，一千二百个学生/网络多媒体教室29间/够不够", "answered", "达标 29 ÷ 1200"),
    ("我校是初中，学生760人/体育艺术老师6人", "answered", "不达标 6 ÷ 760"),
    ("我想看看小学体艺老师缺不缺/学生900，体艺一共9个老师", "answered", "9 ÷ 900"),
    ("优质均衡对骨干教师咋要求/我们小学有640人，骨干7个/还缺几个", "answered", "达标 7 ÷ 640"),
    ("小学班额超了怎么算/一年级52人，超几个", "answered", "7人"),
    ("小学班额超了怎么算/一年级52人，超几个/二年级呢，47人", "answered", "2人"),
    ("俺们小学320个娃/想看看教学用房够不够/1500平", "answered", "1500 ÷ 320"),
    ("俺校小学，在校生430人/高于规定学历的教师21个，够不够优质均衡/那要是按初中算呢", "answered", "不达标 21 ÷ 430"),
    ("高于规定学历教师优质均衡初中要几个/我们学校初中，在校1100人，56个/如果按小学呢", "answered", "达标 4.2"),
    ("我们初中设备值120万，达标吗/学生630", "answered", "1200000 ÷ 630"),
    ("我们小学骨干教师8人，够吗/六百二", "answered", "8 ÷ 620"),
    ("算初中巩固率，三年前招300，转入4，转出4，毕业的还没数/294", "answered", "98"),
    # the students told before, for another thing; the rule stays the rule
    ("我们小学有850个学生/优质均衡要几个县级骨干/那网络多媒体教室呢,几间", "answered", "20间"),
    ("俺村小学480人/优质均衡骨干教师要几个/那高学历的呢,得几个", "answered", "21人"),
    ("我们初中有620个学生/优质均衡体艺老师每百人几个/那按我们人数得几个", "answered", "6人"),
    ("初中900人/优质均衡设备值生均几块", "answered", "2500元"),
    # how low a figure under the line may go
    ("优质均衡小学体育场馆生均多少/哦,那我校没到7.5,最低不能低于几", "answered", "6.375"),
    ("优质均衡小学骨干教师几个/达不到的话最少不能低于多少", "answered", "0.85"),
    # another document; when; one of a list
    ("湖南办学标准文号?/教学点那份是哪个号", "answered", "14号"),
    ("安徽优质均衡细则文号/辽宁那份哪个号", "answered", "辽政教督室〔2018〕2号"),
    ("生均公用经费现在小学多少/初中呢/哪年开始的", "answered", "2023年"),
    ("第一类档案有几项/第五项是啥", "answered", "食堂"),
    # two questions at once
    ("評估表總分幾多?合格線又係幾多", "answered", "100 85"),
    ("评估表总分多少,几分合格?", "answered", "100 85"),
    # corrections
    ("小学500人，骨干教师3人，够吗/写错了，骨干不是3个是6个", "answered", "达标 6 ÷ 500"),
    ("小学500人，骨干教师3人，够吗/我数漏了，骨干是5个", "answered", "达标 5 ÷ 500"),
    ("小学500人，骨干教师3人，够吗/学生报错了，应该是320", "answered", "3 ÷ 320"),
    ("小学500人，教学用房2500平方米，够吗/我说错了，我们是初中", "answered", "不达标 5.8"),
    ("班额小学不能超过多少/不是小学，是初中", "answered", "50"),
    ("综合素质评价材料小学几年/不好意思打错了，我想问体质健康", "answered", "近三年"),
    ("我校初中515人，用房三千平，能过不/弄错了，用房是两千八", "answered", "不达标 2800 ÷ 515"),
    ("我校初中760人，体艺老师6人，达标不/学生我记错了，是660", "answered", "达标 6 ÷ 660"),
    ("九年一贯制，小学600人，初中400人，共用图书小学部占多少/不对，初中是500人", "answered", "52.17"),
    ("初中生均体育场馆几平米/俺校1020人，场地一万零五百/那人数要是1050呢", "answered", "不达标 10500 ÷ 1050"),
    ("俺们完小，学生288/不是288，是298/骨干教师3个，够不够", "answered", "3 ÷ 298"),
    # another subject, and back
    ("小学班额上限/档案盒侧面贴啥/还说刚才的班额，初中呢", "answered", "50"),
    ("学籍档案归哪/标签写什么字体/回到学籍，小学要几年的", "answered", "六年"),
    ("控辍保学的登记表放哪/先不说这个，标签能手写吗/刚才那个登记表要几年的", "answered", "上一学年"),
    ("学籍档案归哪一类/今天股市怎么样/那体质健康的呢", "answered", "B3"),
    ("学籍档案归哪一类/红烧肉呢/要留几年", "answered", "六年"),
    ("食堂卫生合格证归哪类/先问个别的，社会认可度要多少", "answered", "85%"),
    ("我们小学骨干教师8人，够吗/算了，标签用什么字体", "answered", "黑体"),
    ("小学500人，骨干教师3人，够吗/学籍档案要留几年", "answered", "六年"),
    ("学籍档案要留几年/优质均衡跟基本均衡有啥区别", "answered", "综合"),
    ("那优质均衡和基本均衡有啥区别", "answered", ""),
    ("湖南标准文号/安徽呢", "answered", "皖教督〔2018〕8号"),
    ("学籍档案要留几年/嗯/那初中呢", "answered", "三年"),
    ("学籍档案要留几年/没听懂，再说一遍", "answered", "六年"),
    # what leans on nothing that is there
    ("学籍档案归哪一类/红烧肉呢", "refused", ""),
    ("档案盒标签用啥字体/红烧肉怎么炖", "refused", ""),
    ("体育器材账搁哪/垃圾桶呢", "refused", ""),
    ("你好/那个得留几年的", "clarify", ""),
    ("学籍档案要留几年/咱从头来吧/依据呢", "clarify", ""),
    ("我校是初中，学生760人", "clarify", "760人"),
]


@pytest.mark.parametrize(("turns", "status", "said"), TALKS, ids=[turns for turns, _, _ in TALKS])
def test_last_turn_is_understood(assistant: Assistant, turns: str, status: str, said: str) -> None:
    *_, last = talk(assistant, *turns.split("/"))
    start = "".join(SENTENCE.findall(MARK.sub("", last.text))[:2])
    assert last.status == status, last.text
    assert [word for word in said.split() if word not in start] == [], last.text


@pytest.mark.parametrize("thanks", ["谢谢", "谢谢啊", "好的，谢谢"])
def test_thanks_disturb_nothing(assistant: Assistant, thanks: str) -> None:
    _, _, years = talk(assistant, "学籍档案归哪一类", thanks, "要留几年")
    assert "学籍" in str(years.tools[0].arguments["query"])


@pytest.mark.parametrize("before", ["小学500人，骨干教师3人，够吗", "体育器材账搁哪", "湖南的办学标准是哪个文件"])
@pytest.mark.parametrize("fresh", ["学籍档案要留几年", "优质均衡初中班额上限是多少", "档案盒侧面贴什么"])
def test_complete_question_is_answered_as_if_it_were_the_first(assistant: Assistant, before: str, fresh: str) -> None:
    *_, after = talk(assistant, before, fresh)
    (first,) = talk(assistant, fresh)
    assert after.text == first.text
