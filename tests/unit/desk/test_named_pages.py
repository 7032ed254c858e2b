"""Names that an admin gives stand on every page as they were written, whatever characters they hold."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import letters_at_hand as at_hand
import pytest
from jinja2 import Environment, nodes
from servers.desk import Desk, made_desk
from servers.house import House, running_house
from servers.walk import walked

from desk.pages import HERE
from domain.codes import Department, Role
from domain.staff import Grant, Person
from rules.compiled import Compiled, compile_rulebook
from workers.instance.pool import ProcessPool

MARKS = "50% %s<b>{number}{0.x}"
SHOWN = "50% %s&lt;b&gt;{number}{0.x}"
LETTERS = (
    ("电梯停运", "我是阳光花园3栋2单元501的业主王芳，电梯又停运了，没有人来修。另外停车费从300元涨到450元，没有公示。"),
    ("救命", "电梯困人，里面有老人，快来救人！我是阳光花园3栋2单元502的赵六。"),
    ("漏水伤人", "地下室漏水致老人滑倒骨折，要求赔偿，已联系媒体曝光。我是阳光花园3栋2单元501的王芳。"),
    ("谢谢", "感谢保安小李帮我找回钱包，特此表扬。"),
)


@pytest.fixture(scope="module")
def marked(compiled: Compiled) -> Compiled:
    """The shipped rulebook with marks in every name and sentence that is an admin's to choose."""
    book = compiled.rulebook
    rules = tuple(
        replace(
            rule,
            because=rule.because + MARKS,
            then={slot: f"{value}{MARKS}" if slot == "needs_person" else value for slot, value in rule.then.items()},
        )
        for rule in book.rules
    )
    kinds = tuple(replace(kind, name=kind.name + MARKS, because=kind.because + MARKS) for kind in book.alarms.kinds)
    topics = tuple(replace(topic, name=topic.name + MARKS) for topic in book.topics)
    departments = tuple(replace(one, name=one.name + MARKS) for one in book.departments)
    alarms = replace(book.alarms, kinds=kinds)
    return compile_rulebook(replace(book, rules=rules, topics=topics, departments=departments, alarms=alarms))


@pytest.fixture
def house(tmp_path: Path, sqlite_url: str, marked: Compiled, pool: ProcessPool) -> Iterator[House]:
    with running_house(tmp_path, sqlite_url, marked, pool) as running:
        yield running


def everybody(desk: Desk, login: str, language: str) -> Person:
    grants = [Grant(role=role, department=Department.ENGINEERING if role is Role.DEPARTMENT else None) for role in Role]
    return desk.person(login, *grants, language=language)


def test_every_page_shows_them_as_they_were_written(house: House) -> None:
    """In both languages; no page takes them for its own marks."""
    desk = made_desk(house)
    for subject, text in LETTERS:
        house.mail(subject, text)
    house.work()
    house.mail(X_Spam_Flag="YES")
    house.work()
    people = [everybody(desk, "chen", "zh"), everybody(desk, "smith", "en")]
    first, *_ = house.cases()
    letter = at_hand.a_draft(desk, people[0], case=first)
    things = {"letter_id": str(letter.id), "intake_id": str(house.last().id), "login": "chen"}
    shown: set[str] = set()
    for route in walked():
        if route.method != "GET" or route.route.path == "/notices/stream":
            continue
        for case in house.cases() if "number" in route.path else [first]:
            for person in people:
                answer = desk.client(person).get(
                    route.at(**things, number=case.number), params={"all": "1", "q": "电梯"}
                )
                assert answer.status_code < 500, route.name
                assert "%s<b>" not in answer.text, route.name
                if SHOWN in answer.text:
                    shown.add(route.route.path)
    assert {"/queue", "/overview", "/search", "/cases/{number}", "/cases/{number}/judge", "/cases/{number}/record",
            "/cases/{number}/between-us", "/letters/{letter_id}/compose"} <= shown  # fmt: skip


@pytest.mark.parametrize("name", ["_", "gettext"])
def test_only_the_product_s_own_words_are_formats(name: str) -> None:
    """`_()` fills in and marks up what it is given: a name goes through `|named` instead."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    found = [
        f"{path.name}:{call.lineno}"
        for path in sorted((HERE / "templates").glob("**/*.html"))
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == name
        if not (call.args and isinstance(call.args[0], nodes.Const))
    ]
    assert found == []
