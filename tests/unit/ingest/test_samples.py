"""Every sample mail or document reads as the expectation beside it says: `x.eml` with `x.expected.json`.

A new sample is picked up by being there. An expectation names only what matters for its sample; a list is one a letter.

Covers ingest.forwarded.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.reading import Document
from domain.settings import Limits
from ingest.read import read_letters

SAMPLES = Path(__file__).parents[2] / "samples"
EXPECTED = sorted(SAMPLES.glob("*.expected.json"))
OWN = frozenset({"tousu@wuye.example", "kefu@wuye.example"})


def _source(expected: Path) -> Path:
    stem = expected.name.removesuffix(".expected.json")
    return next(path for path in SAMPLES.glob(f"{stem}.*") if path != expected)


@cache
def _letters(expected: Path) -> list[Document]:
    """The sample's letters: read once for all that is asked of them, for pictures take seconds."""
    source = _source(expected)
    return read_letters(source.read_bytes(), name=source.name, limits=Limits(), own_addresses=OWN)


def _fields(document: Document) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in document.fields:
        found.setdefault(field.name.value, []).append(field.value)
    return found


def _seen(document: Document) -> dict[str, Any]:
    """The document in the words of the expectations."""
    envelope = document.envelope
    return {
        "subject": document.subject,
        "text": document.text,
        "quoted": document.quoted,
        "signature": document.signature,
        "script": document.script.value,
        "confidence": document.confidence,
        "class": envelope.message_class.value,
        "proof": envelope.class_proof,
        "spam": envelope.spam_suspected,
        "sender": {"name": envelope.sender.name, "email": envelope.sender.email},
        "transport": envelope.transport_sender.email,
        "forwarded": envelope.forwarded,
        "proposed": envelope.proposed,
        "in_reply_to": envelope.in_reply_to,
        "references": list(envelope.references),
        "date": envelope.date.isoformat() if envelope.date else None,
        "received": envelope.received.isoformat() if envelope.received else None,
        "parts": [[part.name, part.method.value] for part in document.parts],
        "problems": [problem.what for problem in document.problems],
    }


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_reads_as_expected(expected: Path) -> None:
    told = json.loads(expected.read_text("utf-8"))
    wants = told if isinstance(told, list) else [told]
    for want, document in zip(wants, _letters(expected), strict=True):
        _compare(want, document)


def _compare(want: dict[str, Any], document: Document) -> None:
    seen = _seen(document)
    for words in want.pop("text_has", []):
        assert words in document.text
    for words in want.pop("quoted_has", []):
        assert words in document.quoted
    for words in want.pop("quoted_not", []):
        assert words not in document.quoted
    if "problem_has" in want:
        assert want.pop("problem_has") in " ".join(seen["problems"])
    fields = _fields(document)
    assert {name: fields.get(name) for name in want["fields"]} == want.pop("fields") if "fields" in want else True
    assert {key: seen[key] for key in want} == want


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name.removesuffix(".expected.json"))
def test_every_place_is_exact(expected: Path) -> None:
    for document in _letters(expected):
        for part in document.parts:
            if part.start is not None:
                assert document.text[part.start : part.end] == part.text
        for field in document.fields:
            origin = document.subject if field.source == "subject" else document.text
            assert origin[field.start : field.end] == field.text
