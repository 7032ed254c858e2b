"""Signals and words that were heard, in the whole letter or in one place of it."""

from collections.abc import Mapping

from language.folding import fold_word
from rules.fact import Situation
from rules.model import Any, Condition, Test
from rules.part import VALUE, Part, Parts, Takes
from rules.places import PLACES
from rules.predicate import Answer, Answers, Asked, Kind, Names, Predicate
from rules.schema.key import Key
from rules.schema.source import Item, Reader

_BESIDE = {
    "at_least": Key("beside signal or word: so often", "与 signal、word 并列：至少几次"),
    "in": Key("beside signal or word: in that place", "与 signal、word 并列：在何处"),
}


def _signal(reader: Reader, item: Item, names: Names) -> Condition | None:
    parts = reader.mapping(item, "signal", ("signal", *_BESIDE))
    signals = reader.choices(parts.get("signal"), "signal", tuple(names.signals), empty=False)
    return _tests(reader, parts, "signal", signals)


def _word(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "word", ("word", *_BESIDE))
    given = parts.get("word")
    words = reader.texts(
        Item([given], item.line) if given and isinstance(given.value, str) else given, "word", empty=False
    )
    return _tests(reader, parts, "word", tuple(folded for word in words if (folded := fold_word(word))))


def _tests(reader: Reader, parts: Mapping[str, Item], kind: str, keys: tuple[str, ...]) -> Condition | None:
    place = reader.choice(parts["in"], "in", tuple(PLACES)) if "in" in parts else None
    least = reader.whole(parts.get("at_least"), "at_least", 1, 1000, 1)
    tests = tuple(Test(kind=f"{kind} in {place}" if place else kind, values=(key,), least=least) for key in keys)
    if not tests:
        return None
    return tests[0] if len(tests) == 1 else Any(parts=tests)


def _said(kind: str, place: str | None) -> Answer:
    """How often each signal or word was heard (in a place)."""

    def answers(situation: Situation, asked: Asked) -> Answers:
        heard = situation.heard
        said = heard.signals if kind == "signal" else heard.words
        for key in sorted(said.keys() & asked.keys.keys()):
            spans = said[key]
            yield key, len(spans) if place is None else sum(place in heard.letter.places(span) for span in spans)

    return answers


def _parts(named: Takes) -> Parts:
    places = Part(takes=Takes.CODE, codes=tuple(PLACES), optional=True)
    return {VALUE: Part(takes=named), "at_least": Part(takes=Takes.WHOLE, optional=True), "in": places}


PREDICATES = {
    "signal": Predicate(
        key=Key("ID or [IDs]: one of the signals is heard", "代码或 [代码]：听到其中一个信号"),
        parse=_signal,
        parts=_parts(Takes.SIGNALS),
        answers=_said("signal", None),
        beside=_BESIDE,
    ),
    "word": Predicate(
        key=Key("词 or [词]: one of the words stands there, not negated", "词或 [词]：出现其中一词且未被否定"),
        parse=_word,
        parts=_parts(Takes.TEXTS),
        answers=_said("word", None),
        beside=_BESIDE,
    ),
}

KINDS = {f"{kind} in {place}": Kind(answers=_said(kind, place)) for kind in PREDICATES for place in PLACES}
"""A signal or word in a place is a kind of its own."""
