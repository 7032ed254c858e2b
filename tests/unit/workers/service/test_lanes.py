"""The lanes of the road: every stage in one of them, in the order of the road."""

from workers.instance import stages
from workers.service.lanes import LANES, lanes


def test_every_stage_of_the_road_has_a_lane_in_its_order() -> None:
    named = [stage.name for lane in lanes().values() for stage in lane]
    road = [stages.READ, stages.DECIDE, stages.DRAFT, stages.DISPATCH]
    assert [name for name in dict.fromkeys(named) if name in road] == road


def test_two_lanes_read_and_no_other_stage_runs_twice() -> None:
    named = [stage.name for lane in lanes().values() for stage in lane]
    assert named.count(stages.READ) == 2
    assert len(named) == len(set(named)) + 1


def test_each_lane_is_imported_by_itself() -> None:
    assert set(lanes()) == set(LANES)
    assert [stage.name for stage in LANES["dispatch"]()] == [stages.DISPATCH]
