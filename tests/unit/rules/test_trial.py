"""Examples and the trial that a rulebook passes before it goes live."""

from rules.compiled import compile_rulebook
from rules.examples import run_examples
from rules.load import load_rulebook
from rules.shipped import shipped_rulebook
from rules.trial import run_trial, try_rulebook

WRONG = """
- {id: one, text: 电梯坏了三天, expect: {topic: fees, department: engineering, also: []}}
- {id: two, text: 垃圾没人清运, not: {topic: rubbish, grade: A}}
"""


def test_examples_show_what_was_expected_decided_and_the_words(compiled):
    one, two = run_examples(compiled({"examples/base.yaml": WRONG}))
    assert [(d.slot, d.expected, d.decided, d.refused) for d in one.differences] == [("topic", "fees", "lift", False)]
    assert [match.text for match in one.differences[0].matched] == ["电梯坏"]
    assert [(d.slot, d.decided, d.refused) for d in two.differences] == [("topic", "rubbish", True)]


def test_a_sound_rulebook_passes_its_trial_in_a_process_of_its_own(write):
    trial = try_rulebook(write())
    assert (trial.passed, trial.examples, trial.wrong, trial.failure) == (True, 4, (), None)
    assert len(trial.sha256) == 64


def test_a_wrong_example_fails_the_trial(write):
    trial = try_rulebook(write({"examples/base.yaml": WRONG}))
    assert not trial.passed
    assert [(one.id, one.file, one.line, one.slots) for one in trial.wrong] == [
        ("one", "examples/base.yaml", 2, {"topic": ("fees", "lift")}),
        ("two", "examples/base.yaml", 3, {"topic": ("not rubbish", "rubbish")}),
    ]


def test_a_rulebook_with_mistakes_fails_with_its_findings(write):
    trial = run_trial(write({"calendar.yaml": "days: []\n"}))
    assert not trial.passed
    assert [str(finding) for finding in trial.findings] == ["calendar.yaml:1: days is empty"]


def test_a_trial_that_does_not_end_is_killed(write):
    trial = try_rulebook(write(), seconds=0.05)
    assert trial.failure == "the trial did not end within 0.05 seconds"


def test_the_shipped_rulebook_decides_every_one_of_its_examples_as_expected():
    compiled = compile_rulebook(load_rulebook(shipped_rulebook()).rulebook)
    wrong = [
        f"{result.example.id}: {one.slot} {one.decided}, not {one.expected}"
        for result in run_examples(compiled)
        for one in result.differences
    ]
    compiled.close()
    assert wrong == []
