"""A rule as a form: conditions line by line, what follows, what is wrong beside it; nothing that stands there is lost.

Covers desk.routes.rulebook_rules, desk.views.rule_form, desk.views.rule_lines, workers.ruledesk.rule_forms and
workers.ruledesk.examples.
"""

import re

import pytest
from servers.desk import Desk
from servers.small_rulebook import live_small

from domain.codes import Role
from domain.staff import Person
from workers.ruledesk.drafts import Texts, draft_of

RULES = """# 级别
- id: trapped
  because: 有人被困
  priority: 10   # 最先
  when:
    all:
      - signal: trapped   # 困在里面
      - any: [{kind: [complaint]}, {all: [{fee: true}, {days: {at_least: 3}}]}]
  then: {grade: A, urgency: urgent}
- {id: waiting, because: 久拖不决, when: {signal: slow}, then: {grade: B}}
"""
LINES = {
    "because": "电梯多日不修",
    "priority": "50",
    "joined": "all",
    "group": ["0", "1"],
    "line": ["0.0", "1.0", "1.1"],
    "0.0-fact": "category",
    "0.0-value": ["equipment"],
    "joined-1": "any",
    "1.0-fact": "days",
    "1.0-at_least": "3",
    "1.1-fact": "word",
    "1.1-value": "多日、一直没修",
    "then-grade": "B",
    "then-reply-amount": "2",
    "then-reply-unit": "working days",
    "example": "电梯坏了五天，一直没修",
}


@pytest.fixture
def admin(desk: Desk) -> Person:
    return desk.person("guan", Role.ADMIN, name="管理员")


@pytest.fixture(autouse=True)
def live(desk: Desk) -> None:
    live_small(desk.house.services, rules__base=RULES)


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


def as_shown(page: str) -> dict[str, object]:
    """The fields of the rule's form as a browser would send them back."""
    form = page.partition('<form class="rule"')[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for field in re.findall(r"<input[^>]*>", form):
        ticked = 'type="checkbox"' not in field or " checked" in field
        if ticked and (name := re.search(r'name="([^"]*)"', field)) and (value := re.search(r'value="([^"]*)"', field)):
            found.setdefault(name[1], []).append(value[1])
    for name, options in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found.setdefault(name, []).append(chosen[1] if chosen else "")
    return {name: values for name, values in found.items() if name not in ("csrf", "seen", "do")}


def test_a_rule_is_written_line_by_line(desk: Desk, admin: Person) -> None:
    page = sent(desk, admin, "/rulebook/rules-new", **LINES)
    assert "已存入草稿" in page
    assert texts(desk)["rules/desk.yaml"] == (
        "- id: rule-1\n"
        "  because: 电梯多日不修\n"
        "  priority: 50\n"
        "  when:\n"
        "    all:\n"
        "      - category: [equipment]\n"
        "      - any:\n"
        "          - days: {at_least: 3}\n"
        "          - word: [多日, 一直没修]\n"
        "  then: {grade: B, clocks: {reply: 2 working days}}\n"
    )
    assert "text: 电梯坏了五天，一直没修\n  fields: {days: 5}\n" in texts(desk)["examples/desk.yaml"]
    assert "全部符合" in sent(desk, admin, "/rulebook/try/examples")
    assert "电梯多日不修" in desk.client(admin).get("/rulebook/rules").text


def test_what_is_shown_and_sent_again_changes_nothing(desk: Desk, admin: Person) -> None:
    page = desk.client(admin).get("/rulebook/rules/trapped").text
    assert "层次较深" in page
    sent(desk, admin, "/rulebook/rules/trapped", **as_shown(page), do="save")
    assert texts(desk)["rules/base.yaml"] == RULES


def test_one_line_is_changed_and_the_rest_stays_as_written(desk: Desk, admin: Person) -> None:
    shown = as_shown(desk.client(admin).get("/rulebook/rules/trapped").text)
    fields = {**shown, "0.0-value": ["trapped", "slow"], "then-grade": "B"}
    sent(desk, admin, "/rulebook/rules/trapped", **fields, do="save")
    text = texts(desk)["rules/base.yaml"]
    assert "priority: 10   # 最先" in text
    assert "- any: [{kind: [complaint]}, {all: [{fee: true}, {days: {at_least: 3}}]}]" in text
    assert "signal: [trapped, slow]" in text
    assert "then: {grade: B, urgency: urgent}" in text


def test_rows_come_and_go_without_being_kept(desk: Desk, admin: Person) -> None:
    page = sent(desk, admin, "/rulebook/rules-new", **LINES, do="add", fact="channel")
    assert 'name="2.0-fact" value="channel"' in page
    assert 'value="电梯多日不修"' in page
    page = sent(desk, admin, "/rulebook/rules-new", **LINES, **{"do": "more 1", "fact-1": "fee"})
    assert 'name="1.2-fact" value="fee"' in page
    page = sent(desk, admin, "/rulebook/rules-new", **LINES, do="drop 1.0")
    assert 'name="1.0-fact" value="word"' in page
    assert "rules/desk.yaml" not in texts(desk)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"1.0-at_least": "many"}, "天数（信中所说）: 至少"),
        ({"0.0-value": []}, "分类是空的"),
        ({"1.1-value": "、"}, "出现的词是空的"),
        ({"then-households": "0"}, "households"),
        ({"then-reply-amount": "9999"}, "reply"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(desk: Desk, admin: Person, wrong: dict[str, object], said: str) -> None:
    page = sent(desk, admin, "/rulebook/rules-new", **LINES | wrong)
    found = re.findall(r'<span class="wrong"[^>]*>(.*?)</span></span>', page)
    assert [one for one in found if re.search(said, one)], page
    assert "rules/desk.yaml" not in texts(desk)


def test_a_form_without_a_condition_or_a_result_is_refused(desk: Desk, admin: Person) -> None:
    assert "请至少加一个条件" in sent(desk, admin, "/rulebook/rules-new", **LINES | {"group": [], "line": []})
    nothing = {"then-grade": "", "then-reply-unit": ""}
    assert "请至少选一项结论" in sent(desk, admin, "/rulebook/rules-new", **LINES | nothing)
    assert "0 至 1000" in sent(desk, admin, "/rulebook/rules-new", **LINES | {"priority": "5000"})


def test_what_the_check_says_of_a_rule_stands_on_its_page(desk: Desk, admin: Person) -> None:
    never = {"line": ["0.0", "1.0"], "0.0-fact": "days", "0.0-below": "2", "joined-1": "", "1.0-at_least": "5"}
    page = sent(desk, admin, "/rulebook/rules-new", **LINES | never)
    assert "永远不会成立" in page


def test_a_rule_goes_with_its_letter(desk: Desk, admin: Person) -> None:
    sent(desk, admin, "/rulebook/rules-new", **LINES)
    sent(desk, admin, "/rulebook/rules/rule-1", seen=1, do="remove")
    assert texts(desk)["rules/desk.yaml"] == "[]\n"
    assert texts(desk)["examples/desk.yaml"] == "[]\n"
    assert desk.client(admin).get("/rulebook/rules/rule-1").status_code == 404


def test_who_may_not_change_it_reads_it(desk: Desk) -> None:
    reader = desk.client(desk.person("li", Role.MANAGER))
    page = reader.get("/rulebook/rules/trapped").text
    assert "有人被困" in page
    assert '<form class="rule"' not in page
    assert reader.get("/rulebook/rules-new").status_code == 403
