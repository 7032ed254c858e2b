"""Some weeks of the simulated year (tests/year): every clock equals the reckoning, with all that comes between.

Covers workers.clocks.clock_watch, workers.clocks.course_steps, workers.clocks.recalculation,
workers.rulebooks.calendars.
"""

import pytest
from year.plans import NEW_YEAR
from year.run import Ground, ground, memory_folder, simulate


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return ground(tmp_path_factory.mktemp("ground"), per_project=5)


def test_weeks_around_a_late_notice_are_as_reckoned(instance: Ground) -> None:
    with memory_folder() as root:
        outcome = simulate(instance, root, NEW_YEAR)
    assert outcome.wrong == []
    assert outcome.cases >= NEW_YEAR.complaints * 0.9  # a second letter of one person joins their case
    assert outcome.filed >= outcome.cases * 0.8
    assert outcome.moved >= 10
    for what in ("clock_paused", "letter_bounced", "reopened", "followed_up", "visit_recorded", "grade_confirmed"):
        assert outcome.happened[what], what
