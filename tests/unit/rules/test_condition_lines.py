"""A condition as lines and back: nothing of the shipped rules is lost or means anything else.

Covers rules.condition_lines, rules.defined and rules.part.
"""

import pytest
from servers.instance import SHIPPED

from domain.codes import Category
from rules import editing
from rules.condition_lines import Group, Line, Lines, read_lines, written
from rules.defined import defined
from rules.facts import PREDICATES
from rules.model import Finding
from rules.predicate import Names
from rules.schema.conditions import condition
from rules.schema.source import Reader

NAMES = Names(signals={"trapped"}, topics={"lift": "equipment"}, alarms=("fire",), learnt=tuple(Category))
SAMPLES = {"codes": "{code}", "code": "{code}", "topics": "lift", "signals": "trapped", "alarms": "fire", "texts": "词"}
NUMBERS = {"flag": "yes", "whole": "3", "share": "50"}


def meaning(when: editing.Value) -> object:
    findings: list[Finding] = []
    found = condition(Reader("", findings), editing.as_item(when), NAMES)
    assert findings == []
    return found


def test_every_rule_that_is_shipped_comes_back_as_it_was() -> None:
    shown = 0
    for file in sorted((SHIPPED / "rules").glob("*.yaml")):
        for entry in editing.entries(file.read_text("utf-8")):
            lines = read_lines(entry.values["when"])
            assert read_lines(written(lines)) == lines
            shown += all(line.fact for line in lines.each)
    assert shown >= 50


@pytest.mark.parametrize("fact", sorted(PREDICATES))
def test_every_fact_can_be_asked_about(fact: str) -> None:
    fields = {
        name: ({**SAMPLES, **NUMBERS}[part.takes].format(code=(part.codes or ("",))[0]),)
        for name, part in PREDICATES[fact].parts.items()
    }
    assert fields
    line = Line(fact=fact, fields=fields)
    value = written(Lines(groups=(Group(lines=(line,)),)))
    assert meaning(value) is not None
    assert read_lines(value) == Lines(groups=(Group(lines=(line,)),))


def test_groups_and_denials() -> None:
    when = {"all": [{"not": {"signal": "trapped"}}, {"any": [{"fee": True}, {"days": {"below": 3}}]}]}
    lines = read_lines(when)
    assert [group.joined for group in lines.groups] == ["", "any"]
    assert [line.denied for line in lines.each] == [True, False, False]
    assert written(lines) == when
    none = {"not": {"any": [{"fee": True}, {"group": True}]}}
    assert read_lines(none).groups[0].joined == "none"
    assert written(read_lines(none)) == none


def test_what_no_form_can_show_is_kept() -> None:
    deep = {"any": [{"fee": True}, {"all": [{"group": True}, {"days": {"below": 3}}]}]}
    odd = {"signal": "trapped", "fee": True}
    lines = read_lines({"all": [deep, odd, {"nothing": 1}, "text"]})
    assert [line.written for line in lines.each] == [deep, odd, {"nothing": 1}, "text"]
    assert written(lines) == {"all": [deep, odd, {"nothing": 1}, "text"]}
    assert read_lines(None) == Lines()
    assert written(Lines()) is None


def test_what_is_typed_wrong_stays_for_the_check_to_name() -> None:
    line = Line(fact="danger", fields={"": ("150",)})
    assert written(Lines(groups=(Group(lines=(line,)),))) == {"danger": "150"}
    assert written(Lines(groups=(Group(lines=(Line(fact="danger", fields={"": ("12.5%",)}),)),))) == {"danger": 0.125}


def test_the_names_of_a_rulebook_in_which_mistakes_stand() -> None:
    found = defined(
        {
            "topics.yaml": "- {id: lift, category: equipment}\n- {category: 7}\n",
            "signals.yaml": "- {id: trapped}\n- {any: [词]}\n",
            "alarms.yaml": "kinds: [{id: fire}, text]\n",
        }
    )
    assert dict(found.topics)["lift"] == "equipment"
    assert (tuple(found.signals), tuple(found.alarms), found.learnt) == (("trapped",), ("fire",), None)
    assert defined({"topics.yaml": "- [", "model.json": "{}"}).learnt == tuple(Category)
