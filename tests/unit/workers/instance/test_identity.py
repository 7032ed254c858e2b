"""A process names itself so that another can tell whether it still lives, even if its number was given again."""

import os
import socket
import subprocess
import sys

import pytest

from workers.instance import identity
from workers.instance.crash_points import POINTS, CrashPoints

HOST = socket.gethostname()


def test_a_process_has_one_name_as_long_as_it_lives():
    assert identity.name() == identity.name()
    assert identity.name().startswith(f"{HOST}:{os.getpid()}:")
    assert not identity.is_dead(identity.name())
    assert not identity.is_dead(f"{identity.name()}/read"), "a thread of it"


def test_a_process_that_is_gone_is_dead():
    ended = subprocess.run(
        [sys.executable, "-c", "from workers.instance import identity; print(identity.name())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert identity.is_dead(ended.stdout.strip())


def test_another_process_of_the_same_number_is_not_the_same():
    assert identity.is_dead(f"{HOST}:{os.getpid()}:1")


@pytest.mark.parametrize("claimant", ["", "elsewhere:1:2", f"{HOST}", f"{HOST}:x:1", "huihan"])
def test_of_what_is_no_process_of_this_machine_nothing_is_known(claimant):
    assert not identity.is_dead(claimant)


def test_points_are_named_once():
    assert len(set(POINTS)) == len(POINTS)


def test_without_a_wish_every_point_is_passed():
    points = CrashPoints(None)
    for name in POINTS:
        points.point(name)


@pytest.mark.parametrize("wish", ["nowhere", "Read.done", ":2"])
def test_a_wish_for_a_point_that_there_is_not(wish):
    if wish.startswith(":"):
        CrashPoints(wish).point("read.done")
        return
    with pytest.raises(ValueError, match="names no point"):
        CrashPoints(wish)


@pytest.mark.parametrize(("wish", "passed"), [("read.done", 0), ("read.done:1", 0), ("read.done:3", 2)])
def test_the_process_ends_at_the_chosen_pass_of_the_chosen_point(wish, passed):
    program = (
        "from workers.instance.crash_points import CrashPoints\n"
        "points = CrashPoints.from_environment()\n"
        "for number in range(5):\n"
        "    points.point('decide.opened')\n"
        "    points.point('read.done')\n"
        "    print(number, flush=True)\n"
    )
    environment = os.environ | {"HUIHAN_CRASH_AT": wish}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == -9
    assert len(done.stdout.split()) == passed
