"""Varied letters and edited rulebooks, the same for one seed, on which two versions of the program can be compared."""

import json
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.codes import Channel
from domain.decision import DecisionInput, DirectoryMatch, EarlierCase
from domain.reading import Field
from domain.reading_codes import FieldName, Source
from rules.rulebook import Rulebook

START = datetime(2026, 1, 1, tzinfo=UTC)
MOST_HISTORY = 8
FILLER = ("我是本小区的一名业主。", "这件事前后已经说过好几次了。", "麻烦你们看一看。", "请给一个说法。", "你好。")
Texts = Mapping[str, str]

RULES = """
- {id: x-topic, because: b, priority: 300, when: {word: 律师}, then: {topic: property_fee}}
- {id: x-topic-2, because: b, priority: 300, when: {word: 法院}, then: {topic: roof_leak}}
- {id: x-category, because: b, when: {all: [{topic: [roof_leak, wall_leak]}, {not: {channel: [email]}}]},
   then: {category: developer}}
- {id: x-unheard, because: b, when: {channel: [wechat, app]}, then: {category: neighbour, departments: [security]}}
- {id: x-departments, because: b, when: {word: 保安}, then: {departments: [security, finance], also: [security]}}
- {id: x-fee, because: b, priority: 40, when: {word: 收费}, then: {fee: true}}
- {id: x-no-fee, because: b, priority: 40, when: {all: [{word: 收费}, {word: 停车}]}, then: {fee: false}}
- {id: x-d, because: b, when: {word: 电梯}, then: {grade: D}}
- {id: x-b, because: b, when: {households: {at_least: 5}}, then: {grade: B}}
- {id: x-a, because: b, priority: 90, when: {all: [{department: [security]}, {urgency: urgent}]}, then: {grade: A}}
- {id: x-kind, because: b, priority: 40, when: {word: 建议}, then: {kind: enquiry}}
- {id: x-group, because: b, when: {any: [{sum: {at_least: 500}}, {days: {at_least: 10}}]}, then: {group: true}}
- {id: x-households, because: b, when: {attachment: ['image/*']}, then: {households: 7}}
- {id: x-letters, because: b, when: {kind: [enquiry]}, then: {letters: {record_form: false, explanation: true}}}
- {id: x-clock, because: b, when: {grade: [D, E]}, then: {clocks: {reply: 9 working days, handle: 30 days}}}
- {id: x-clock-2, because: b, when: {out_of_hours: true}, then: {clocks: {reply: 2 days}}}
- {id: x-person, because: b, when: {sender_known: false}, then: {needs_person: 不在名册}}
- {id: x-repeat, because: b, when: {repeat: {within_days: 60}}, then: {urgency: urgent}}
"""


def rulebooks(shipped: Texts) -> dict[str, Texts]:
    """The shipped one, and edited ones: other defaults and scoring, fewer topics, rules that contradict each other."""
    head, general = shipped["rulebook.yaml"].split("defaults:\n")
    more = {**shipped, "rules/more.yaml": RULES}
    other = general.replace("[customer_service]", "[customer_service, finance]").replace("complaint: C", "complaint: B")
    scoring = head.replace("least: 2.0", "least: 3.3").replace("margin: 1.25", "margin: 1.7")
    scoring = scoring.replace("also: 0.5", "also: 0.35")
    return {
        "shipped": shipped,
        "rules that contradict": more,
        "other defaults and scoring": {**more, "rulebook.yaml": f"{scoring}defaults:\n{other}"},
        "no defaults": {**shipped, "rulebook.yaml": head},
        "topics left out": {**_without_topics(shipped), "rules/more.yaml": RULES.replace("wall_leak", "pests")},
    }


def _without_topics(shipped: Texts) -> Texts:
    """Without building, equipment and security but for the topics that rules name; without examples."""
    head, *topics = shipped["topics.yaml"].split("\n- id: ")
    named = "".join(text for name, text in shipped.items() if name.startswith("rules/")) + RULES
    kept = [
        topic
        for topic in topics
        if topic.split("\n", 1)[0] in named or "category: service" in topic or "category: environment" in topic
    ]
    texts = {name: text for name, text in shipped.items() if not name.startswith("examples/")}
    ids = {topic.split("\n", 1)[0] for topic in kept}
    phrases = "[]\n" if len(ids) < len(topics) else shipped["phrases.yaml"]
    return {**texts, "topics.yaml": "\n- id: ".join([head, *kept]), "phrases.yaml": phrases}


def letters(book: Rulebook, labelled: Path, count: int, seed: int) -> Iterator[DecisionInput]:
    """Letters of the rulebook's examples and of labelled ones, mixed with each other, at all times and by all ways."""
    chance = random.Random(seed)
    known = [json.loads(line) for line in labelled.read_text("utf-8").splitlines()]
    said = [(one.subject, one.text) for one in book.examples] + [(one["subject"], one["text"]) for one in known]
    topics = [topic.id for topic in book.topics]
    words = [key for topic in book.topics for key, _ in topic.signals if not key.isascii()]
    for _ in range(count):
        parts = [chance.choice(said) for _ in range(chance.choice((0, 1, 1, 1, 2, 2, 3)))]
        texts = [text for _, text in parts] + chance.choices(FILLER, k=chance.randint(1, 3))
        texts += chance.choices(words, k=chance.choice((0, 0, 1, 3)))
        chance.shuffle(texts)
        text = "".join(texts)
        received = START + timedelta(minutes=chance.randrange(60 * 24 * 365))
        middle = chance.randrange(len(text) + 1)
        yield DecisionInput(
            subject=parts[0][0] if parts and chance.random() < 0.7 else "",
            text=text,
            channel=chance.choice(list(Channel)),
            received=received,
            received_date_only=chance.random() < 0.1,
            project=chance.choice((None, "阳光花园", "翠湖苑")),
            fields=tuple(_fields(chance)),
            attachments=tuple(
                chance.sample(("image/png", "application/pdf", "text/plain"), chance.choice((0, 0, 1, 2)))
            ),
            attachments_from=middle if chance.random() < 0.2 else None,
            ocr=((middle, len(text)),) if chance.random() < 0.2 else (),
            confidence=chance.choice((1.0, 1.0, 0.99, 0.9)),
            directory=DirectoryMatch(sender_known=chance.random() < 0.5),
            history=tuple(_history(chance, topics, received)),
        )


def _fields(chance: random.Random) -> Iterator[Field]:
    for name, values in (
        (FieldName.HOUSEHOLDS, ("3", "12", "0", "many", "1e12")),
        (FieldName.SUM, ("120", "8000.50")),
        (FieldName.DURATION, ("3", "45")),
    ):
        for _ in range(chance.choice((0, 0, 0, 1, 2))):
            yield Field(name=name, value=chance.choice(values), text="", source=Source.TEXT, start=0, end=0)


def _history(chance: random.Random, topics: list[str], received: datetime) -> Iterator[EarlierCase]:
    topic = chance.choice(topics)
    for number in range(chance.choice((0, 0, 1, MOST_HISTORY))):
        nearest = chance.randrange(3)
        yield EarlierCase(
            number=f"例-{number}",
            topic=chance.choice((topic, topic, chance.choice(topics), None)),
            received=received - timedelta(days=chance.randrange(-2, 200)),
            same_household=nearest == 0,
            same_building=nearest <= 1,
            same_project=True,
            household=chance.choice((None, number)),
        )


def choices(book: Rulebook, seed: int) -> Iterator[dict[str, object]]:
    """Without end: what a person may have set of a case, all slots or some; now and then a topic that was dropped."""
    chance = random.Random(seed)
    while True:
        topic = chance.choice(book.topics)
        slots: dict[str, object] = {
            "topic": chance.choice((topic.id, topic.id, None, "dropped")),
            "category": topic.category,
            "departments": ("engineering", "finance"),
            "grade": chance.choice("ABCDE"),
            "urgency": chance.choice(("urgent", "important", "ordinary")),
            "kind": chance.choice(("complaint", "suggestion", "enquiry")),
            "group": chance.random() < 0.5,
            "households": chance.choice((None, 3, 30)),
            "fee": chance.random() < 0.5,
            "also": (),
        }
        yield slots if chance.random() < 0.7 else {name: slots[name] for name in chance.sample(list(slots), 4)}
