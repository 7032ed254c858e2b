"""Adding is one file each (docs/developers.md): a letter kind, a clock, a document format, a desk page and a fact
are added to a copy of the package; a letter walks from rulebook to page with no other file edited."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from cli import Said

from letters.templates import build

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "language", "ingest", "rules", "letters", "store", "workers", "desk", "huihan", "rulebook")
ADDED = {
    "domain/clocks/apologise.py": '''
"""致歉: the written apology."""

from domain.clocks import ClockFacts

CLOCK = ClockFacts(label="书面致歉", english="Apologise", at_receipt=True, wants_answer=True)
''',
    "domain/letter_kinds/apology.py": '''
"""致歉函: the company apologises."""

from domain.codes import ClockName
from domain.letter_kinds import LetterFacts

LETTER = LetterFacts(
    label="致歉函",
    english="Letter of apology",
    to_resident=True,
    order=4,
    stops=(ClockName("apologise"),),
)
''',
    "ingest/formats/reversed.py": '''
"""Letters written backwards."""

from domain.reading_codes import Method
from domain.reading import Part
from ingest.reading import Context, Reading

NAME = "reversed"
ORDER = 5
SUFFIXES = (".rev",)
_START = b"%REVERSED "


def sniff(data: bytes, name: str) -> bool:
    """By the first bytes."""
    return data.startswith(_START)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """One part."""
    text = data[len(_START) :].decode("utf-8")[::-1]
    part = Part(name=name, media_type="text/x-reversed", method=Method.TEXT, confidence=1.0, text=text)
    return (Reading(parts=(part,)),)
''',
    "rules/facts/length.py": '''
"""How long the letter is, in characters."""

from rules.predicate import Predicate, amount, bounds
from rules.schema.key import Key

PREDICATES = {
    "length": Predicate(
        key=Key("{at_least, below}: characters of the text", "正文字数"),
        parse=bounds("length"),
        answers=amount(lambda situation: len(situation.given.text)),
        counts=True,
    )
}
''',
    "desk/routes/almanac.py": '''
"""A page of its own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.access import Viewer, reading
from desk.navigation import Link
from desk.pages import page
from domain.codes import Role
from domain.said import N_

router = APIRouter()
NAVIGATION = Link(path="/almanac", label=N_("黄历"), roles=frozenset({Role.CLERK}))


@router.get("/almanac")
def almanac(request: Request, viewer: Annotated[Viewer, Depends(reading(Role.CLERK))]) -> Response:
    """The page."""
    return page(request, viewer, "almanac.html")
''',
    "desk/templates/almanac.html": """
{% extends "base.html" %}
{% block main %}<h1>{{ _('宜回函') }}</h1>{% endblock %}
""",
}
PARAGRAPHS = (
    ("公文标题", "关于{{标题事项}}的致歉函"),
    ("主送", ""),
    ("主送", "{{称呼}}："),
    ("正文段落", "{{您}}的来信收悉，受理编号为{{受理编号}}。"),
    ("正文段落", "联系人：{{联系人}}；电话：{{联系电话}}。"),
    ("结语", "特此致歉。"),
)
LETTER = (
    "物业：翠湖花园3栋2单元的电梯停运三天没有人修，老人出不了门，请尽快维修。\n"
    "翠湖花园3栋2单元1502室 王芳 13900000101\n"
)
CLOCK = "- {clock: apologise, term: 2 working days, starts: receipt, because: 两个工作日内书面致歉}\n"
KIND = "- {kind: apology, when: always, approve: [supervisor]}\n"
RULE = """
- id: long-letter
  because: 长信
  when: {length: {at_least: 20}}
  then: {clocks: {apologise: 1 working days}, letters: {apology: true}}
"""


@dataclass(frozen=True, kw_only=True)
class Copy:
    """The copied packages, and an instance set up by them."""

    packages: Path
    instance: Path

    def python(self, *arguments: object) -> Said:
        """A Python that knows the copy before anything installed."""
        given = {key: value for key, value in os.environ.items() if not key.startswith("HUIHAN_")}
        given["PYTHONPATH"] = os.pathsep.join((str(self.packages), str(ROOT / "tests")))
        command = [sys.executable, *map(str, arguments)]
        done = subprocess.run(command, cwd=self.packages, env=given, capture_output=True, timeout=300, check=False)
        return Said(code=done.returncode, out=done.stdout.decode("utf-8"), err=done.stderr.decode("utf-8"))

    def huihan(self, *arguments: object) -> Said:
        """The command of the copy, on its instance."""
        return self.python("-c", "from huihan.main import main; main()", "--instance", self.instance, *arguments)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """The copy with its new files: five modules, and the templates of the letter and of the page beside them."""
    made = Copy(packages=tmp_path / "packages", instance=tmp_path / "shop")
    for room in ROOMS:
        shutil.copytree(ROOT / room, made.packages / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setitem(build.LETTERS, "apology", ("致歉函", PARAGRAPHS))
    added = {path: text.lstrip("\n").encode() for path, text in ADDED.items()}
    for path, data in (added | {"letters/templates/apology.docx": build.build("apology")}).items():
        assert not (made.packages / path).exists()
        (made.packages / path).write_bytes(data)
    return made


def test_one_file_each_walks_from_rulebook_to_page(copy: Copy) -> None:
    assert copy.huihan("init", copy.instance).code == 0
    rulebook = copy.instance / "rulebook"
    for name, lines in (("clocks.yaml", CLOCK), ("letters.yaml", KIND)):
        file = rulebook / name
        file.write_text(file.read_text("utf-8") + lines, "utf-8")
    (rulebook / "rules" / "long.yaml").write_text(RULE, "utf-8")
    checked = copy.huihan("rules", "check", rulebook)
    assert checked.code == 0, checked.out + checked.err

    (copy.instance / "inbox" / "来信.rev").write_bytes(b"%REVERSED " + LETTER[::-1].encode())
    polled = copy.huihan("poll", "--once")
    assert (polled.code, polled.err) == (0, "")
    (case,) = copy.huihan("cases", "list", "--json").json
    assert case["category"] == "equipment"
    (clock,) = [one for one in case["deadlines"] if one["clock"] == "apologise"]
    assert (clock["round"], clock["state"]) == (1, "running")
    shown = copy.huihan("cases", "show", case["number"])
    assert "书面致歉" in shown.out

    walked = copy.python(ROOT / "tests" / "acceptance" / "adding_office.py", copy.instance)
    assert walked.code == 0, walked.err
    office = json.loads(walked.out)
    assert "书面致歉" in office["case"]
    assert "致歉函" in office["case"]
    assert "Apologise" in office["case_in_english"]
    assert "Letter of apology" in office["case_in_english"]
    assert ["apology", "printed"] in office["letters"]
    assert office["page"][0] == office["page_in_english"][0] == 200
    assert re.search(r'<a href="/almanac" aria-current=[^>]*>黄历</a>', office["page"][1])
    assert "宜回函" in office["page_in_english"][1]
    assert office["other_roles"] == 403
    assert "/almanac" in office["case"]

    (case,) = copy.huihan("cases", "list", "--json").json
    assert "apology" in [one["kind"] for one in case["letters"]]
