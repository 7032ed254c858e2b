"""Each kind gives its template exactly the variables that are written down for staff."""

from pathlib import Path

import pytest

from domain.codes import LetterKind
from domain.reading_codes import Script
from letters.kinds import KindSpec, kinds
from letters.kinds.reply import figure
from letters.templating.render import SHIPPED, Templates
from letters.templating.sample import samples
from letters.text.wording import Wording

DOCS = Path(__file__).parents[4] / "docs"
MANUALS = ("letters.md", "letters.zh.md")
SPECS = list(kinds().values())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_the_variables_built_are_those_described(spec: KindSpec) -> None:
    for context in samples(spec.kind).values():
        assert set(spec.build(context, Wording(Script.HANS))) == set(spec.variables)


@pytest.mark.parametrize("manual", MANUALS)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_staff_can_read_about_every_variable(spec: KindSpec, manual: str) -> None:
    text = (DOCS / manual).read_text(encoding="utf-8")
    assert [name for name in spec.variables if f"`{{{{{name}}}}}`" not in text] == []


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.kind)
def test_every_kind_has_its_template(spec: KindSpec) -> None:
    assert (SHIPPED / f"{spec.kind}.docx").is_file()


def test_the_subject_carries_our_case_number_on_one_line() -> None:
    kind = LetterKind.ACKNOWLEDGEMENT
    letters = samples(kind)
    assert Templates().subject(kind, letters["one matter"]) == "[TS-2026-000123] 您的来信已收悉：电梯停了三天没人管"
    assert Templates().subject(kind, letters["traditional"]) == "[TS-2026-000123] 您的來信已收悉：電梯停了三天沒人管"


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")])
def test_chinese_figures(number: int, text: str) -> None:
    assert figure(number) == text
