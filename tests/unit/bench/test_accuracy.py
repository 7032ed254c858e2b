"""The figures of `make bench-rules`: what counts as right, alone and found; the sets of letters are whole."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support.accuracy import RECEIVED, Labels, Outcome, confusions, figures, labelled, outcomes, report, wrong_ones

from domain.codes import Category, Department, Grade, Kind, Urgency
from domain.decision import DecisionInput
from rules.compiled import Compiled, compile_rulebook
from rules.decide import decide
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook

BENCH = Path(__file__).parents[3] / "bench"
LABELLED = BENCH / "labelled.jsonl"
DEVELOPMENT = BENCH / "development.jsonl"
REGIONS = BENCH / "regions.jsonl"
GRADES = BENCH / "grades.jsonl"


@pytest.fixture(scope="module")
def compiled() -> Iterator[Compiled]:
    book = load_rulebook(shipped_rulebook()).rulebook
    assert book is not None
    made = compile_rulebook(book)
    yield made
    made.close()


@pytest.fixture(scope="module")
def found(compiled: Compiled) -> list[Outcome]:
    return outcomes(compiled, labelled(LABELLED))


def values(found: list[Outcome]) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in figures(found)}


def test_both_forms_of_labels_are_read(tmp_path: Path) -> None:
    inside = {
        "text": "一",
        "expected": {"category": "building", "acceptable": ["building"], "department_acceptable": []},
    }
    beside = {
        "text": "樓上漏水，請儘速處理",
        "subject": None,
        "category": ["building", "equipment"],
        "acceptable": ["building", "equipment"],
        "department": ["engineering"],
        "department_acceptable": ["engineering"],
        "urgent": None,
        "grade_guess": "A",
    }
    path = tmp_path / "own.jsonl"
    path.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in (inside, beside)) + "\n\n", encoding="utf-8"
    )
    first, second = labelled(path)
    assert first.expected == Labels(category="building", acceptable=["building"], department_acceptable=[])
    assert first.expected.category == ("building",)
    assert (second.expected.category, second.expected.grade) == (("building", "equipment"), "A")
    assert (first.region(), second.region()) == ("simplified", "traditional")


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"text": "一"}', '{"expected": {"acceptable": [], "department_acceptable": []}}']
)
def test_a_line_that_is_no_letter_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match=r"own\.jsonl:1: "):
        labelled(path)


def test_each_figure_counts_what_its_name_says(found: list[Outcome]) -> None:
    letter = found[0].letter

    def outcome(**decided: str | bool) -> Outcome:
        wanted = Labels(
            acceptable=["security"],
            department_acceptable=["security"],
            kind="complaint",
            group=True,
            urgent=True,
            grade="A",
        )
        decision = replace(
            found[0].decision,
            category=Category.SECURITY,
            departments=(Department.SECURITY,),
            needs_person=False,
            urgency=Urgency.URGENT,
            group=True,
            grade=Grade.A,
            kind=Kind.COMPLAINT,
        )
        return Outcome(letter=letter.model_copy(update={"expected": wanted}), decision=replace(decision, **decided))

    right = outcome()
    wrong = outcome(
        category=Category.OTHER,
        departments=(Department.NONE,),
        urgency=Urgency.ORDINARY,
        group=False,
        grade=Grade.C,
        kind=Kind.ENQUIRY,
    )
    doubtful = outcome(category=Category.OTHER, needs_person=True)
    got = values([right, wrong, doubtful, right])
    assert got["category right"] == 0.5
    assert got["decided alone"] == 0.75
    assert got["of them right"] == pytest.approx(2 / 3)
    assert got["department right"] == 0.75
    assert got["urgent, recall"] == got["grade A, recall"] == got["kind right"] == 0.75
    assert got["urgent, precision"] == got["grade A, precision"] == 1.0
    assert got["urgent, F1"] == got["group, F1"] == pytest.approx(6 / 7)
    assert got["Hong Kong and Taiwan, category"] is None
    assert got["kind right where no complaint"] is None
    assert wrong_ones([right]) == []
    assert wrong_ones([wrong])[0].startswith(f"{letter.id}: security decided other")


def test_confusions_are_counted_most_frequent_first() -> None:
    assert confusions([("a", "b"), ("a", "b"), ("a", "a"), ("c", None)]) == "a as b 2, c as None 1"
    assert confusions([("a", "a")]) == "none"


def test_the_report_gives_each_group_of_letters_its_line(compiled: Compiled) -> None:
    lines = report(outcomes(compiled, labelled(DEVELOPMENT)[::4]))
    for start in ("region", "register", "category", "  hong_kong", "  sarcasm", "  other"):
        assert any(line.startswith(start) for line in lines), start


def test_the_labelled_letters_are_whole_and_decided_nearly_right(found: list[Outcome]) -> None:
    letters = labelled(LABELLED)
    assert len({letter.id for letter in letters}) == len(letters) >= 40
    for letter in letters:
        assert set(letter.expected.category) <= set(letter.expected.acceptable) <= set(Category)
    assert len(found) == len(letters)
    got = values(found)
    assert (got["category right"] or 0) >= 0.85
    assert (got["department right"] or 0) >= 0.85


def test_letters_of_hong_kong_taiwan_and_in_english_are_decided_as_well(compiled: Compiled) -> None:
    found = outcomes(compiled, labelled(REGIONS))
    got = values(found)
    assert len(found) >= 120
    assert (got["category right"] or 0) >= 0.92
    assert (got["department right"] or 0) >= 0.92
    assert (got["of them right"] or 0) >= 0.94


def test_who_is_trapped_or_hurt_is_graded_as_the_trade_does(compiled: Compiled) -> None:
    rows = [json.loads(line) for line in GRADES.read_text(encoding="utf-8").splitlines()]
    decided = [
        (row, decide(compiled, DecisionInput(subject=row["subject"], text=row["text"], received=RECEIVED)))
        for row in rows
    ]
    within = [one.grade in row["grades"] for row, one in decided]
    assert sum(within) / len(within) >= 0.88
    major = [one.grade == "A" for row, one in decided if row["grades"] == ["A"]]
    assert sum(major) / len(major) >= 0.9
    urgent = [one.urgency == Urgency.URGENT for row, one in decided if row["urgent"]]
    assert sum(urgent) / len(urgent) >= 0.9


def test_half_of_the_development_set_was_never_read() -> None:
    unread = [letter for letter in labelled(DEVELOPMENT) if not letter.read]
    assert len(unread) >= 200
    assert {letter.expected.category[0] for letter in unread} == set(Category)


def test_the_development_set_is_whole_and_speaks_of_everything() -> None:
    letters = labelled(DEVELOPMENT)
    assert len({letter.id for letter in letters}) == len({letter.text for letter in letters}) == len(letters) >= 400
    for letter in letters:
        wanted = letter.expected
        assert set(wanted.category) <= set(wanted.acceptable) <= set(Category), letter.id
        assert set(wanted.department) <= set(wanted.department_acceptable) <= set(Department), letter.id
        assert wanted.grade in {*Grade, None}, letter.id
    counts = Counter(letter.expected.category[0] for letter in letters)
    assert set(counts) == set(Category)
    assert min(counts.values()) >= 30
    assert sum(letter.expected.urgent is True for letter in letters) >= 60
    assert sum(letter.expected.group is True for letter in letters) >= 50
    assert sum(letter.expected.grade in ("A", "B") for letter in letters) >= 30


def test_no_letter_of_the_development_set_stands_where_rules_are_tuned() -> None:
    seen = {letter.text for letter in labelled(LABELLED)}
    book = load_rulebook(shipped_rulebook()).rulebook
    assert book is not None
    seen |= {example.text for example in book.examples}
    assert seen.isdisjoint(letter.text for letter in labelled(DEVELOPMENT))
