"""Makes scans of invented complaint letters, the truth beside each: `photo-0003.jpg` and `photo-0003.truth.json`.

Usage: python tools/make_scans.py FOLDER [--kind photo] [--count 10] [--first 0] [--measuring]
Develop reading on the default scans; those of --measuring are for `make bench-read` alone.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

from scans.letter import Purpose
from scans.scan import Kind, Scan, make_scan
from scans.typefaces import MissingTypefaceError, missing_packages


def write(scan: Scan, folder: Path) -> Path:
    """The file and its truth; the path of the file."""
    path = folder / scan.name
    path.write_bytes(scan.data)
    truth = asdict(scan.truth) | {"text": scan.truth.text}
    path.with_suffix(".truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Make what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--kind", type=Kind, choices=list(Kind), action="append", help="may be given again; default: all"
    )
    parser.add_argument("--count", type=int, default=10, help="scans of each kind")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--measuring", action="store_true", help="the set that reading is measured on")
    given = parser.parse_args()
    if missing := missing_packages():
        sys.exit(f"typefaces are missing; as root: apt-get install {' '.join(missing)}")
    given.folder.mkdir(parents=True, exist_ok=True)
    purpose = Purpose.MEASURING if given.measuring else Purpose.DEVELOPMENT
    for kind in given.kind or Kind:
        for number in range(given.first, given.first + given.count):
            try:
                sys.stdout.write(f"{write(make_scan(kind, purpose, number), given.folder)}\n")
            except MissingTypefaceError as error:
                sys.exit(str(error))


if __name__ == "__main__":
    main()
