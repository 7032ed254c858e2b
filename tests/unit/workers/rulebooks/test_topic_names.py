"""The topics' names, read without building the rulebook, are those that the rulebook has."""

from rules.load import load_rulebook
from rules.shipped import shipped_rulebook
from workers.rulebooks.topic_names import names_in


def test_they_are_those_of_the_whole_rulebook() -> None:
    book = load_rulebook(shipped_rulebook()).rulebook
    assert book is not None
    assert names_in((shipped_rulebook() / "topics.yaml").read_text("utf-8")) == {
        one.id: one.name for one in book.topics
    }


def test_an_admin_may_write_a_topic_in_any_order_and_style() -> None:
    text = """
# two topics
- signals: {电梯: 3, words: [id, name]}
  name: "电梯：停运"
  schemes:
    id: not this one
    name: nor this
  id: lift
- {id: 'noise', name: 噪声, category: neighbour}
"""
    assert names_in(text) == {"lift": "电梯：停运", "noise": "噪声"}


def test_no_topics_have_no_names() -> None:
    assert names_in("[]") == {}
