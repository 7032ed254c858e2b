"""Scans and photos of letters: characters and fields read right, pages a second, beside OSD + rapidocr called bare.

Both run warm, each in a process of its own, over the same measured scans in turn. Usage:
python bench/bench_scans.py [--letters 34] [--minutes 9] [--first 0] [--kind photo …] [--development] [--faults]
"""

import argparse
import itertools
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from scans.letter import Purpose
from scans.readers import Read, bare, ours
from scans.scan import Kind, Scan, make_scan
from scans.score import Errors, errors, total
from scans.typefaces import missing_packages

SHARES = {Kind.SCAN: 10, Kind.TURNED: 6, Kind.PHOTO: 10, Kind.PEN: 2, Kind.HAND: 2, Kind.POOR: 4}
"""Of 34 letters, how many of each kind."""
AIMS = {Kind.SCAN: 0.005, Kind.TURNED: 0.005, Kind.PHOTO: 0.02}
"""The most characters wrong, as a share; the other kinds are for a person."""
FIELDS_AIM, OVERHEAD_AIM = 0.99, 0.10
BAD = 0.03
"""A letter with more errors than this must be put before a person."""
MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Result:
    """One letter, read by both. missed: fields that differ from the truth, as said to a person."""

    scan: Scan
    ours: Read
    bare: Read
    errors: Errors
    bare_errors: Errors
    missed: tuple[str, ...]

    @property
    def aimed_at(self) -> bool:
        return self.scan.truth.kind in AIMS


def numbers(letters: int, kinds: Sequence[Kind]) -> dict[Kind, int]:
    """How many of each kind, in their usual proportion; at least one."""
    whole = sum(SHARES[kind] for kind in kinds)
    return {kind: max(1, round(letters * SHARES[kind] / whole)) for kind in kinds}


def in_turn(wanted: dict[Kind, int]) -> list[tuple[Kind, int]]:
    """Kind and number of each letter, the kinds mixed, so that a run cut short still saw all of them."""
    spread = [((number + 0.5) / count, kind, number) for kind, count in wanted.items() for number in range(count)]
    return [(kind, number) for _, kind, number in sorted(spread)]


def measure(scans: Iterable[Scan], *, minutes: float, faults: bool) -> list[Result]:
    """Each scan by both readers, who goes first changing each time, until the time is up."""
    results: list[Result] = []
    began = time.monotonic()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as our_process, ProcessPoolExecutor(1, spawn) as bare_process:
        readers: tuple[tuple[ProcessPoolExecutor, Callable[[str, bytes], Read]], ...] = (
            (our_process, ours),
            (bare_process, bare),
        )
        warm = make_scan(Kind.POOR, Purpose.DEVELOPMENT, 0)
        for pool, reader in readers:
            pool.submit(reader, warm.name, warm.data).result()
        for number, scan in enumerate(scans):
            if time.monotonic() - began > minutes * 60:
                print(f"the time is up after {len(results)} letters", flush=True)
                break
            order = readers if number % 2 else readers[::-1]
            reads = {reader: pool.submit(reader, scan.name, scan.data).result() for pool, reader in order}
            results.append(_result(scan, reads[ours], reads[bare]))
            if faults:
                print_faults(results[-1])
    return results


def _result(scan: Scan, our_read: Read, bare_read: Read) -> Result:
    truth = scan.truth
    return Result(
        scan=scan,
        ours=our_read,
        bare=bare_read,
        errors=errors(truth.text, our_read.text, truth.beside),
        bare_errors=errors(truth.text, bare_read.text, truth.beside),
        missed=tuple(_missed(truth.fields, our_read.fields)),
    )


def _missed(truth: dict[str, tuple[str, ...]], found: dict[str, tuple[str, ...]]) -> Iterable[str]:
    """A field is exact when its values are found, all of them and no others."""
    for name, values in truth.items():
        want, have = ({_normal(value) for value in side} for side in (values, found.get(name, ())))
        if want != have:
            yield f"{name} {sorted(want)} read {sorted(have)}"


def _normal(value: str) -> str:
    """Sums with or without a closing nought are one."""
    return value.rstrip("0").rstrip(".") if "." in value else value


def print_errors(results: Sequence[Result]) -> list[str]:
    """The error rates by kind, then by what else the scans differ in; the aims that were missed."""
    below = []
    print("character error rate (NFKC, white space left out; seals and notes may be read or not)")
    for kind, group in _by(results, lambda one: one.scan.truth.kind):
        rate, bare_rate = total(one.errors for one in group).rate, total(one.bare_errors for one in group).rate
        aim = f"aim {AIMS[kind]:.1%}" if kind in AIMS else "for a person"
        print(f"  {kind:<8} {len(group):3} letters  huihan {rate:7.3%}  bare {bare_rate:7.3%}  ({aim})")
        if kind in AIMS and rate > AIMS[kind]:
            below.append(f"{kind} {rate:.3%} wrong")
    printed = [one for one in results if one.aimed_at]
    for title, key in (
        ("turned by", lambda one: f"{one.scan.truth.turn} degrees"),
        ("dots an inch", lambda one: str(one.scan.truth.dpi or "photo")),
        ("script", lambda one: "traditional" if one.scan.truth.traditional else "simplified"),
        ("typeface", lambda one: one.scan.truth.typeface),
    ):
        rates = (f"{name} {total(one.errors for one in group).rate:.3%}" for name, group in _by(printed, key))
        print(f"  by {title}: {', '.join(rates)}")
    return below


def print_fields(results: Sequence[Result]) -> list[str]:
    """Fields exact on the kinds that have an aim."""
    below = []
    printed = [one for one in results if one.aimed_at]
    wanted = sum(len(one.scan.truth.fields) for one in printed)
    missed = [words for one in printed for words in one.missed]
    share = 1 - len(missed) / wanted if wanted else 1.0
    print(f"fields (room, phone, date, sum) exact: {share:.1%} of {wanted} (aim {FIELDS_AIM:.0%})")
    if share < FIELDS_AIM:
        below.append(f"fields {share:.1%} exact")
    return below


def print_routing(results: Sequence[Result]) -> None:
    """Who was put before a person."""
    for title, group in (
        (f"letters with more than {BAD:.0%} wrong", [one for one in results if one.errors.rate > BAD]),
        ("written on or by hand", [one for one in results if one.scan.truth.kind in {Kind.PEN, Kind.HAND}]),
        ("print with less wrong", [one for one in results if one.aimed_at and one.errors.rate <= BAD]),
    ):
        sent = sum(one.ours.for_person for one in group)
        print(f"put before a person: {sent} of {len(group)} {title}")


def print_speed(results: Sequence[Result]) -> list[str]:
    """Pages and files a second, memory, and what ours costs over the bare tools."""
    for form, group in _by(results, lambda one: one.scan.name.rpartition(".")[2]):
        mine, other = (sum(side) for side in zip(*((one.ours.seconds, one.bare.seconds) for one in group), strict=True))
        pages = sum(len(one.scan.truth.pages) for one in group)
        print(
            f"  {form:<4} huihan {len(group) / mine:5.2f} files/s {pages / mine:5.2f} pages/s   "
            f"bare {len(group) / other:5.2f} files/s {pages / other:5.2f} pages/s"
        )
    wall, busy = (
        sum(getattr(one.ours, name) for one in results) / sum(getattr(one.bare, name) for one in results) - 1
        for name in ("seconds", "processor")
    )
    print(f"over OSD + rapidocr called bare: {wall:+.1%} time, {busy:+.1%} processor time (aim {OVERHEAD_AIM:+.0%})")
    peaks = (max(getattr(one, side).peak for one in results) / MEGABYTE for side in ("ours", "bare"))
    print("peak memory of the reading process: huihan {:.0f} MB, bare {:.0f} MB".format(*peaks))
    return [f"{busy:+.1%} over the bare tools"] if min(wall, busy) > OVERHEAD_AIM else []


def print_faults(one: Result) -> None:
    """What went wrong in a letter, for who mends it."""
    truth = one.scan.truth
    confused = ", ".join(f"{a or '∅'}→{b or '∅'} {n}" for (a, b), n in one.errors.confused.most_common(12))
    print(
        f"{one.scan.name} {truth.typeface} {truth.dpi or truth.wear['width']} turned {truth.turn} "
        f"{'exif ' if truth.exif else ''}{one.errors.rate:.2%} (bare {one.bare_errors.rate:.2%}) "
        f"{one.ours.seconds:.1f} s (bare {one.bare.seconds:.1f} s) confidence {one.ours.confidence:.3f} "
        f"problems {list(one.ours.problems)} {confused}; fields {list(one.missed)}",
        flush=True,
    )


def _by(results: Iterable[Result], key: Callable[[Result], Any]) -> list[tuple[Any, list[Result]]]:
    ordered = sorted(results, key=key)
    return [(name, list(group)) for name, group in itertools.groupby(ordered, key)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=sum(SHARES.values()))
    parser.add_argument("--minutes", type=float, default=9, help="stop after so long and print what was measured")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kind", type=Kind, choices=list(Kind), action="append")
    parser.add_argument("--development", action="store_true", help="the scans that reading is developed on")
    parser.add_argument("--faults", action="store_true", help="print every letter and what was misread in it")
    given = parser.parse_args()
    if missing := missing_packages():
        sys.exit(f"typefaces are missing; as root: apt-get install {' '.join(missing)}")
    purpose = Purpose.DEVELOPMENT if given.development else Purpose.MEASURING
    wanted = numbers(given.letters, given.kind or list(Kind))
    scans = (make_scan(kind, purpose, given.first + number) for kind, number in in_turn(wanted))
    results = measure(scans, minutes=given.minutes, faults=given.faults)
    below = print_errors(results) + print_fields(results)
    print_routing(results)
    below += print_speed(results)
    sys.exit(f"below the aims: {'; '.join(below)}" if below else 0)


if __name__ == "__main__":
    main()
