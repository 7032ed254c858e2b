"""Two rulebooks are compared by what they say, not by how it is written."""

from rules.diff import diff


def changes(old, new):
    return {
        (one.kind, one.id, one.change): {field.field: (field.old, field.new) for field in one.fields}
        for one in diff(old, new)
    }


def changed_by(compiled, **files):
    old = compiled().rulebook
    return changes(old, compiled({f"{key.replace('__', '/')}.yaml": text for key, text in files.items()}).rulebook)


def test_comments_order_and_blanks_make_no_difference(compiled):
    whole = compiled().rulebook.texts["topics.yaml"]
    lines = whole.strip().splitlines()
    assert changed_by(compiled, topics="# 整理过\n" + "\n\n".join(reversed(lines)) + "\n") == {}


def test_words_of_a_topic_are_named_one_by_one(compiled):
    whole = compiled().rulebook.texts["topics.yaml"]
    found = changed_by(compiled, topics=whole.replace("电梯坏: 4, 电梯: 2", "电梯坏: 5, 困梯: 3"))
    assert found == {
        ("topic", "lift", "changed"): {
            "signals.电梯坏": ("4", "5"),
            "signals.困梯": (None, "3"),
            "signals.电梯": ("2", None),
        }
    }


def test_rules_are_added_removed_and_changed(compiled):
    old = compiled().rulebook
    new = compiled(
        {
            "rules/base.yaml": """
- {id: entrapment, because: 有人被困, priority: 50, when: {all: [{signal: trapped}, {not: {channel: phone}}]},
   then: {grade: A, urgency: urgent, clocks: {acknowledge: 20 min}}}
- {id: late, because: 新规则, when: {days: {at_least: 7}}, then: {grade: B}}
- {id: everyone, because: 代表多户, when: {signal: everyone}, then: {group: true}}
- {id: publicity, because: 群体加媒体, when: {all: [{group: true}, {signal: press}]}, then: {grade: B}}
"""
        }
    ).rulebook
    found = changes(old, new)
    assert set(found) == {
        ("rule", "entrapment", "changed"),
        ("rule", "late", "added"),
        ("rule", "enquiry", "removed"),
    }
    entrapment = found["rule", "entrapment", "changed"]
    assert entrapment["priority"] == ("100", "50")
    assert entrapment["then.clock:acknowledge"] == ("30 min", "20 min")
    assert "not(channel phone" in entrapment["when"][1]
    assert found["rule", "late", "added"]["then.grade"] == (None, "B")


def test_clocks_and_calendar(compiled):
    clocks = compiled().rulebook.texts["clocks.yaml"]
    found = changed_by(
        compiled,
        clocks=clocks.replace("3 working days, starts: receipt", "2 working days, starts: receipt"),
        calendar="hours: {from: '08:30', to: '18:00'}\noff: [2026-12-24]\n",
    )
    assert found["clock", "reply", "changed"] == {"term": ("3 working days", "2 working days")}
    assert found["calendar", "calendar", "changed"] == {"opens": ("09:00:00", "08:30:00"), "off": (None, "2026-12-24")}
