"""Makes the picture of the demo's cases, docs/images/demo.png (needs rsvg-convert of librsvg2-bin)."""

import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from huihan.demo import outbox, played, prepare
from huihan.tables import case_table
from store import cases
from workers.public.records import record_of

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "demo.png"
SHOWN = {"周明", "吴桂芳", "陈堃", "林嘉慧", "罗文斌", "孙丽华", "沈丽珠"}


def main() -> None:
    """Run the demo in a folder of its own and print some of its cases."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "demo"
        notes = prepare(folder, datetime.now(UTC))
        console = Console(record=True, width=156, highlight=False)
        with outbox(folder), played(folder, notes, lambda: None) as services, services.database.reading() as session:
            rows = [row for row in reversed(cases.list_cases(session)) if row.resident_name in SHOWN]
            console.print(case_table([record_of(services, session, row) for row in rows], services))
    drawing = console.export_svg(title="huihan demo").encode()
    command = ["rsvg-convert", "-w", "1600", "-o", PICTURE]
    subprocess.run(command, input=drawing, check=True)  # noqa: S603 - a fixed command, no shell


if __name__ == "__main__":
    main()
