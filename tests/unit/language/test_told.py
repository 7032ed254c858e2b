"""What a complaint tells in passing is proposed, and what is unclear is left out."""

from datetime import date

import pytest

from language.told import Within, answer_by, trouble_place, wishes

TODAY = date(2026, 11, 23)


def asked(text: str) -> list[str]:
    return [one.text for one in wishes(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("楼道灯坏了。请尽快派人更换。", ["请尽快派人更换"]),
        ("水管漏了一周，希望物业把管子换掉，并赔偿地板！", ["希望物业把管子换掉，并赔偿地板"]),
        ("我要求退还多收的停车费。另外强烈要求公开账目。", ["我要求退还多收的停车费", "强烈要求公开账目"]),
        ("能不能在地库入口加一面反光镜？", ["能不能在地库入口加一面反光镜"]),
        ("門禁壞了，懇請貴司儘快修復。", ["懇請貴司儘快修復"]),
        ("电梯又停了，盼复。", ["盼复"]),
        ("电梯又停了，要求更换主板。望尽快答复，谢谢。", ["要求更换主板"]),
    ],
)
def test_what_the_writer_wants(text: str, wanted: list[str]) -> None:
    assert asked(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "保安要求我把车开走，态度很差。",
        "我对你们很失望。",
        "装修不符合要求。",
        "请问几点上班",
        "没有希望了。",
    ],
)
def test_what_is_no_wish(text: str) -> None:
    assert asked(text) == []


def test_a_form_says_it_behind_its_label() -> None:
    text = "投诉登记表\n姓名：孟凡\n电话：13900001111\n投诉内容：楼上漏水，希望查一下\n诉求：修好并刷墙\n"
    assert asked(text) == ["修好并刷墙"]


def test_a_wish_is_shown_short_and_says_where_it_stands() -> None:
    text = "请尽快" + "修" * 200
    found = wishes(text)[0]
    assert len(found.text) == 80
    assert (found.start, found.end) == (0, len(text))


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("3号楼2单元的电梯又停了", "电梯"),
        ("3号楼2单元电梯又停了", "3号楼2单元电梯"),
        ("中心花园的剪草机早上六点就响", "中心花园"),
        ("地下车库入口积水", "地下车库"),
        ("小區大門口經常堵車", "小區大門口"),
        ("我家卧室的墙上长了霉", ""),
        ("收费不合理", None),
    ],
)
def test_where_the_trouble_is(sentence: str, place: str | None) -> None:
    assert trouble_place(sentence) == place


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("请在11月30日前给我书面答复。", date(2026, 11, 30)),
        ("请于2026年12月5日之前回复。", date(2026, 12, 5)),
        ("下周五前给个说法！", date(2026, 12, 4)),
        ("希望三天内答复", Within(days=3)),
        ("请于5个工作日内回函", Within(days=5, working=True)),
        ("48小时之内必须给我答复", Within(days=2)),
        ("11月20日就说要答复我，到现在没有", None),
        ("三天内修好", None),
        ("两天前我打过电话", None),
    ],
)
def test_by_when_an_answer_is_wanted(text: str, by: date | Within | None) -> None:
    assert answer_by(text, TODAY) == by
