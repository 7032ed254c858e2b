"""Spoiled files by the thousand, in a process that may be killed: no exception, no hang, no growth of memory."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import fuzzing
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.registry import all_formats
from workers.instance.pool import ProcessPool

SECONDS = 25
BATCH = 40
SLOWEST = 12.0
"""One input, LibreOffice's own start and the load of a busy machine included."""
GROWTH = 150_000_000
STARTS = sorted({data[:size] for _, data in fuzzing.corpus() for size in (8, 64)})


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    pool = ProcessPool(size=1, seconds=60, memory=1_500_000_000)
    yield pool
    pool.close()


def test_spoiled_samples_are_read_or_put_before_a_person(pool: ProcessPool) -> None:
    resident: list[int] = []
    end = time.monotonic() + SECONDS
    seed = 0
    while time.monotonic() < end:
        wrong, slowest, memory = pool.run(fuzzing.read_mutants, seed, BATCH)
        assert not wrong
        assert slowest < SLOWEST, f"seed {seed}"
        resident.append(memory)
        seed += 1
    warm = resident[min(3, len(resident) - 1)]
    assert resident[-1] - warm < GROWTH


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(STARTS), st.binary(max_size=600), st.sampled_from(["x", "x.eml", "x.csv"]))
def test_any_bytes_after_the_beginning_of_a_sample_are_read_or_put_before_a_person(
    start: bytes, rest: bytes, name: str
) -> None:
    assert fuzzing.faults_of(start + rest, name) == []


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(all_formats()), st.binary(max_size=300))
def test_no_format_stumbles_over_bytes_it_only_looks_at(format_module: object, data: bytes) -> None:
    assert format_module.sniff(data, "x") in {True, False}  # type: ignore[attr-defined]


def test_the_command_answers_for_every_spoiled_file(tmp_path: Path) -> None:
    files = []
    for number, (name, data) in enumerate(fuzzing.mutants(2026, 40)):
        files.append(tmp_path / f"{number:03}-{name}")
        files[-1].write_bytes(data)

    command = [str(Path(sys.executable).parent / "huihan"), "read", "--json", *map(str, files)]
    result = subprocess.run(command, capture_output=True, cwd=tmp_path, encoding="utf-8", timeout=120, check=False)

    assert result.returncode in {0, 1}
    assert "Traceback" not in result.stderr
    letters = json.loads(result.stdout)
    assert {letter["path"] for letter in letters} == set(map(str, files))
    assert all(letter["text"] or letter["subject"] or letter["problems"] for letter in letters)
