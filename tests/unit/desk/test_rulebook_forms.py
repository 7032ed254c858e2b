"""The rulebook as forms, and what a change would do before it goes live.

Covers desk.routes.rulebook_forms, desk.routes.rulebook_topics, desk.routes.rulebook_trials,
desk.views.rulebook_forms, desk.views.rulebook_trials, desk.views.rule_sentences, workers.ruledesk.forms,
workers.ruledesk.topic_forms, workers.ruledesk.moving and rules.dated.
"""

import pytest
from servers.desk import Desk
from servers.small_rulebook import FILES, live_small

from domain.codes import Role
from domain.staff import Person
from workers.ruledesk.drafts import Texts, draft_of

TOPICS = """# 主题
- id: lift_outage   # 电梯
  name: 电梯停运
  category: equipment
  schemes: {facility: 设备设施}
  signals:
    电梯: 4
    trapped: 3
- {id: rubbish, name: 垃圾清运, category: environment, schemes: {facility: 管理服务}, signals: {垃圾: 4, 清运: 2}}
"""
DATED = """
- {id: dated, text: 电梯坏了, expect: {topic: lift_outage, clocks: {reply: 3 working days}}}
- id: moment
  text: 电梯坏了
  received: 2026-03-02T10:00:00+08:00
  expect: {topic: lift_outage, clocks: {reply: "2026-03-05T18:00:00+08:00"}}
"""


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN, Role.CLERK, name="管理员")


@pytest.fixture(autouse=True)
def live(desk: Desk) -> None:
    book = FILES["rulebook.yaml"] + "schemes: {facility: [设备设施, 管理服务]}\n"
    live_small(
        desk.house.services, rulebook=book, topics=TOPICS, examples__dated=DATED, phrases="# 句子\n- text: 感谢来信\n"
    )


def texts(desk: Desk) -> Texts:
    with desk.house.services.database.reading() as session:
        return draft_of(session).texts


def sent(desk: Desk, admin: Person, page: str, seen: int = 0, **fields: object) -> str:
    """The page after a form is sent."""
    client = desk.client(admin)
    answer = desk.post(client, page, page, {"seen": seen, **fields})
    if answer.status_code != 303:
        return answer.text
    return client.get(answer.headers["location"], follow_redirects=True).text


def test_a_shorter_term_shows_the_examples_that_it_moves_and_moves_them(desk: Desk, admin: Person) -> None:
    page = sent(desk, admin, "/rulebook/clocks", at=2, amount="2", unit="working days", because="回函")
    assert "以下 2 处例信" in page
    assert "<del>3 working days</del></td><td><ins>2 working days</ins>" in page
    assert "2026-03-04T18:00:00+08:00" in page
    assert "term: 2 working days, starts: receipt, because: 回函}" in texts(desk)["clocks.yaml"]
    assert "已把 2 处例信的期限改过去" in sent(desk, admin, "/rulebook/moved", seen=1)
    assert "clocks: {reply: 2 working days}" in texts(desk)["examples/dated.yaml"]
    assert 'reply: "2026-03-04T18:00:00+08:00"' in texts(desk)["examples/dated.yaml"]
    assert "全部符合" in sent(desk, admin, "/rulebook/try/examples")


def test_a_term_that_is_none_is_refused_with_a_sentence(desk: Desk, admin: Person) -> None:
    assert "期限须是" in sent(desk, admin, "/rulebook/clocks", at=2, amount="zwei", unit="h", because="回函")
    assert "不能为空" in sent(desk, admin, "/rulebook/clocks", at=2, amount="2", unit="h", because=" ")
    assert texts(desk)["clocks.yaml"] == FILES["clocks.yaml"]


def test_a_topic_is_changed_word_by_word_and_its_comments_stay(desk: Desk, admin: Person) -> None:
    fields = {
        "at": 0,
        "name": "电梯停运",
        "category": "equipment",
        "departments": ["engineering"],
        "scheme-facility": "设备设施",
        "cause": "machine",
        "word": ["电梯", "trapped", "停运", ""],
        "weight": ["4", "2.5", "-3", ""],
    }
    sent(desk, admin, "/rulebook/topics/lift_outage", **fields)
    text = texts(desk)["topics.yaml"]
    assert text.startswith("# 主题\n- id: lift_outage   # 电梯\n")
    assert "    电梯: 4\n    trapped: 2.5\n    停运: -3\n" in text
    assert "  departments: [engineering]\n" in text
    assert "  cause: machine\n" in text
    assert '<option value="machine" selected>' in desk.client(admin).get("/rulebook/topics/lift_outage").text
    assert text.splitlines()[-1] == TOPICS.splitlines()[-1]
    fields |= {"word": ["电梯"], "weight": ["0"]}
    assert "不能是 0" in sent(desk, admin, "/rulebook/topics/lift_outage", seen=1, **fields)


def test_a_topic_comes_with_its_words_and_a_letter(desk: Desk, admin: Person) -> None:
    fields = {
        "name": "充电桩",
        "category": "equipment",
        "scheme-facility": "设备设施",
        "word": ["充电桩", "", "充不上电"],
        "weight": ["4", "", "3"],
        "example": "小区的充电桩坏了，充不上电",
    }
    page = sent(desk, admin, "/rulebook/topics-new", **fields)
    assert "充电桩" in page
    assert "用这封例信试一试" in page
    new = "- id: topic-1\n  name: 充电桩\n  category: equipment\n  schemes:\n    facility: 设备设施\n"
    assert texts(desk)["topics.yaml"] == f"{TOPICS}{new}  signals:\n    充电桩: 4\n    充不上电: 3\n"
    assert "expect: {topic: topic-1}" in texts(desk)["examples/desk.yaml"]
    assert "全部符合" in sent(desk, admin, "/rulebook/try/examples")
    page = sent(desk, admin, "/rulebook/topics-new", seen=1, **fields | {"weight": ["many", "", "3"]})
    assert "不能是 0" in page
    assert 'value="充不上电"' in page


def test_a_topic_goes_with_its_letter_but_not_while_others_speak_of_it(desk: Desk, admin: Person) -> None:
    fields = {"name": "充电桩", "category": "equipment", "word": "充电桩", "weight": "4", "example": "充电桩坏了"}
    sent(desk, admin, "/rulebook/topics-new", **fields)
    page = sent(desk, admin, "/rulebook/topics/rubbish", seen=1, do="remove")
    assert "还有别处用到这个主题：examples/base.yaml:3；请先改那里" in page
    sent(desk, admin, "/rulebook/topics/topic-1", seen=1, do="remove")
    assert texts(desk)["topics.yaml"] == TOPICS
    assert "充电桩" not in texts(desk)["examples/desk.yaml"]


def test_topics_are_chosen_by_their_class_in_any_scheme(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    every, chosen = (client.get(f"/rulebook/topics{query}").text for query in ("", "?facility=管理服务"))
    assert ("lift_outage" in every, "rubbish" in every) == (True, True)
    assert ("lift_outage" in chosen, "rubbish" in chosen) == (False, True)
    assert "lift_outage" in client.get("/rulebook/topics?category=equipment").text
    assert client.get("/rulebook/topics/none").status_code == 404


def test_a_rule_is_a_sentence(desk: Desk, admin: Person) -> None:
    page = desk.client(admin).get("/rulebook/rules").text
    assert "听到信号 “困在电梯”" in page
    assert "级别是 A 重大投诉" in page or "级别是 A" in page
    assert "紧急程度是 紧急" in page
    assert 'href="/rulebook/rules/entrapment"' in page


def test_days_off_and_hours(desk: Desk, admin: Person) -> None:
    fields = {"opens": "08:30", "closes": "17:30", "days": ["mon", "tue"], "off": "2026-12-24\r\n2026-12-25", "on": ""}
    sent(desk, admin, "/rulebook/calendar", **fields)
    text = texts(desk)["calendar.yaml"]
    assert "2026-12-24" in text
    assert "08:30" in text
    assert "不是日期" in sent(desk, admin, "/rulebook/calendar", seen=1, **fields | {"on": "明天"})
    assert "既放假又上班" in sent(desk, admin, "/rulebook/calendar", seen=1, **fields | {"on": "2026-12-24"})
    assert "09:00" in sent(desk, admin, "/rulebook/calendar", seen=1, **fields | {"opens": "半夜"})


def test_phrases_come_change_and_go(desk: Desk, admin: Person) -> None:
    sent(desk, admin, "/rulebook/phrases", text="请留意停水通知", topics="rubbish", kinds="reply")
    assert "- text: 请留意停水通知\n  topics:\n    - rubbish\n" in texts(desk)["phrases.yaml"]
    sent(desk, admin, "/rulebook/phrases", seen=1, at=0, text="谢谢来信")
    assert texts(desk)["phrases.yaml"].startswith("# 句子\n- text: 谢谢来信\n")
    sent(desk, admin, "/rulebook/phrases", seen=2, at=0, do="remove", text="x")
    assert "谢谢来信" not in texts(desk)["phrases.yaml"]


def test_a_department_has_another_name(desk: Desk, admin: Person) -> None:
    sent(desk, admin, "/rulebook/departments", at=0, name="工程维修部", phone="0755-1")
    assert "- {id: engineering, name: 工程维修部, phone: 0755-1}" in texts(desk)["departments.yaml"]


def test_a_pasted_letter_is_decided_by_both(desk: Desk, admin: Person) -> None:
    sent(desk, admin, "/rulebook/clocks", at=2, amount="2", unit="working days", because="回函")
    page = sent(desk, admin, "/rulebook/try/letter", subject="电梯", text="电梯坏了，困在电梯里", channel="email")
    assert "现行规则" in page
    assert "有人被困" in page


def test_the_last_cases_are_decided_again_and_linked_for_who_may_see_them(desk: Desk, admin: Person) -> None:
    desk.house.mail(text="我是阳光花园3栋2单元501的王芳，垃圾没有清运")
    desk.house.work()
    number = desk.house.cases()[0].number
    sent(desk, admin, "/rulebook/clocks", at=2, amount="2", unit="working days", because="回函")
    page = sent(desk, admin, "/rulebook/try/replay", last=10)
    assert "结论不同 1 次" in page
    assert f'href="/cases/{number}"' in page
    other = desk.person("other", Role.ADMIN)
    page = sent(desk, other, "/rulebook/try/replay", last=10)
    assert number in page
    assert f'href="/cases/{number}"' not in page


def test_what_hangs_is_stopped_and_said(desk: Desk, admin: Person) -> None:
    broken = "- {id: a, because: b, when: {signal: none}, then: {grade: A}}\n"
    sent(desk, admin, "/rulebook/files/rules/base.yaml", text=broken)
    page = sent(desk, admin, "/rulebook/try/examples")
    assert "rules/base.yaml:1" in page
    assert "没有通过检查" in sent(desk, admin, "/rulebook/try/letter", text="电梯")


def test_every_page_is_in_english_too(desk: Desk, admin: Person) -> None:
    client = desk.client(admin)
    desk.post(client, "/me", "/me/choices", {"language": "en"})
    for page in (
        "clocks",
        "topics",
        "departments",
        "rules",
        "rules-new",
        "topics-new",
        "calendar",
        "phrases",
        "try",
        "moved",
        "files",
    ):
        assert client.get(f"/rulebook/{page}").status_code == 200, page
    assert "the signal “困在电梯” is heard" in client.get("/rulebook/rules").text
