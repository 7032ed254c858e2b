"""A kept version is made ready without being judged again; one that cannot decide is refused with the reason."""

from datetime import UTC, datetime

import pytest

from domain.decision import DecisionInput
from rules.check import across
from rules.decide import decide
from rules.kept import NotReadyError, compile_kept, read_kept, ready
from rules.load import load_rulebook, load_texts, read_files
from rules.shipped import shipped_rulebook


@pytest.fixture
def texts(write):
    return lambda changes=None: read_files(write(changes or {}), [])


def refused(files, sha):
    with pytest.raises(NotReadyError) as error:
        ready(files, sha)
    return error.value.findings


def test_it_reads_and_decides_as_the_checked_one(write):
    folder = write()
    compiled = ready(*read_files(folder, []))
    assert compiled.rulebook == load_rulebook(folder).rulebook
    assert (
        decide(compiled, DecisionInput(received=datetime(2026, 3, 2, 10, tzinfo=UTC), text="电梯坏了")).topic == "lift"
    )
    compiled.close()


def test_the_words_are_judged_when_it_goes_live_and_not_again(texts, monkeypatch):
    judged = []
    for name in ("check_reach", "check_words", "check_glossary"):
        monkeypatch.setattr(across, name, lambda _, name=name: judged.append(name) or ())
    files, sha = texts()
    ready(files, sha)
    assert judged == []
    load_texts(files, sha)
    assert judged == ["check_reach", "check_words", "check_glossary"]


def test_what_cannot_be_read_is_refused_with_every_finding_in_order(texts):
    found = refused(*texts({"topics.yaml": "- nonsense\n", "clocks.yaml": "- {id: x\n"}))
    assert {one.split(":")[0] for one in found} >= {"clocks.yaml", "topics.yaml"}
    assert list(found) == sorted(found, key=lambda one: one.split(":")[0])


def test_a_version_of_a_program_that_knew_fewer_clocks_is_refused(texts):
    files, sha = texts()
    files = files | {"clocks.yaml": "- {clock: register, term: 24 h, starts: receipt, because: 登记}\n"}
    assert "clocks.yaml:1: the clock acknowledge is missing" in refused(files, sha)


def test_a_pattern_that_does_not_compile_is_told_of_by_its_line(texts):
    files, sha = texts()
    files = files | {"signals.yaml": f"{files['signals.yaml']}- {{id: broken, regex: '('}}\n"}
    (said,) = refused(files, sha)
    assert said.startswith("signals.yaml:6: regex `(` is not valid RE2")


def test_the_shipped_rulebook_which_goes_live_at_the_first_start_untried_is_sound():
    files, sha = read_files(shipped_rulebook(), [])
    assert load_texts(files, sha).rulebook == read_kept(files, sha)
    compile_kept(read_kept(files, sha)).close()
