"""An admin who has never seen YAML adds a topic and a rule, sees what they do, makes them live, and takes them back.

What is typed are words and choices alone; a letter told at the counter is decided by them, and by the old rules after.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from demo_desk import DemoDesk, running_demo
from desk_office import Colleague
from playwright.sync_api import Browser, expect

FACTS = "我家楼下的萌宠驿站臭气熏天，已经五天没有人管，萌宠驿站的门也关着，请派人处理。我住翠湖花园5栋1单元2801室。"
SLOW = 120_000
"""Milliseconds in which the examples of the whole rulebook are decided."""


@pytest.fixture
def demo(tmp_path, browser: Browser) -> Iterator[DemoDesk]:
    with running_demo(tmp_path, browser) as desk:
        yield desk


@contextmanager
def at_work(demo: DemoDesk, login: str) -> Iterator[Colleague]:
    """One of the staff before a browser; no script of a page may fail."""
    with demo.before(login) as context:
        colleague = Colleague(context.new_page(), demo)
        yield colleague
        assert colleague.wrong == []


def told(demo: DemoDesk) -> str:
    """The complaint is told at the counter; the page of its case."""
    with at_work(demo, "chen") as clerk:
        clerk.opens("/register")
        clerk.fills(事实经过=FACTS, 姓名="吴桂芳")
        clerk.presses("登记立案")
        expect(clerk.page.locator("h1")).to_contain_text("TS-")
        return clerk.page.locator("body").text_content()


def test_a_topic_and_a_rule_by_form(demo: DemoDesk) -> None:
    before = told(demo)
    assert "萌宠驿站" in before
    assert "宠物寄养点" not in before
    with at_work(demo, "guan") as admin:
        adds_a_topic(admin)
        adds_a_rule(admin)
        admin.presses("用这封例信试一试")
        admin.sees("这封信，现行规则与草稿", "宠物寄养点", "B 群体投诉", "寄养点多日无人管")
        admin.opens("/rulebook")
        admin.fills(说明="增加宠物寄养点")
        admin.part("启用草稿").get_by_role("button", name="启用").click(timeout=SLOW)
        expect(admin.main.get_by_role("heading", name="规则的历史")).to_be_visible(timeout=SLOW)
    while_live = told(demo)
    assert "宠物寄养点" in while_live
    assert "寄养点多日无人管" in while_live
    with at_work(demo, "guan") as admin:
        admin.opens("/rulebook/history")
        older = admin.main.locator("details", has_text="退回到这一版").first
        older.locator("summary").click()
        older.get_by_label("说明：为什么退回").fill("先不用")
        older.get_by_role("button", name="退回").click(timeout=SLOW)
        expect(admin.page.locator("main")).to_contain_text("已退回版本", timeout=SLOW)
    assert "宠物寄养点" not in told(demo)


def adds_a_topic(admin: Colleague) -> None:
    """A name, a category, two words with their weights, a letter."""
    admin.opens("/rulebook/topics")
    admin.follows("加一个主题")
    admin.fills(名称="宠物寄养点")
    admin.chooses(分类="环境管理", 设施口径="管理服务")
    for number, (word, weight) in enumerate((("萌宠驿站", "8"), ("臭气熏天", "2"))):
        admin.main.get_by_label("新的词").nth(number).fill(word)
        admin.main.get_by_label("新词的权重").nth(number).fill(weight)
    admin.fills(一封例信="萌宠驿站臭气熏天，请处理")
    admin.presses("存入草稿")
    admin.sees("宠物寄养点", "topics.yaml")


def adds_a_rule(admin: Colleague) -> None:
    """Two conditions: the topic, and so many days; the grade follows. A mistake is told beside its field."""
    admin.opens("/rulebook/rules")
    admin.follows("加一条规则")
    admin.fills(理由="寄养点多日无人管")
    admin.main.get_by_label("优先级").fill("5")
    admin.main.get_by_label("事实").select_option(label="主题（从主题选）")
    admin.presses("加一个条件")
    admin.main.get_by_label("再选一个：主题").select_option(label="宠物寄养点")
    admin.main.get_by_label("事实").select_option(label="天数（信中所说）（数字）")
    admin.presses("加一个条件")
    admin.sees("宠物寄养点")
    days = admin.main.locator(".condition", has_text="天数（信中所说）")
    days.get_by_label("至少").fill("三天")
    admin.chooses(级别="B 群体投诉")
    admin.fills(写几句="萌宠驿站臭气熏天，五天没有人管，请处理")
    admin.presses("存入草稿", admin.main.locator("form.rule > .actions"))
    expect(days.get_by_role("alert")).to_contain_text("三天")
    days.get_by_label("至少").fill("3")
    admin.presses("存入草稿", admin.main.locator("form.rule > .actions"))
    admin.sees("已存入草稿", "天数（信中所说）", "启用之前先看会怎样")
