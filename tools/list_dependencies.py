"""Writes what an installation consists of as a CycloneDX list, from the pins of its lock file, and prints it; offline.

Usage: tools/list_dependencies.py [FILE], by default build/dependencies.cdx.json.
"""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "docker" / "requirements.lock"
"""What runs: without the tools for development."""


def main() -> None:
    """Make the list and say what is in it."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "dependencies.cdx.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    said = ["--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "-o", target]
    # The warning: a lock file does not say which package wants which, so the list has no graph.
    command = [sys.executable, "-W", "ignore::UserWarning", "-m", "cyclonedx_py", "requirements", *said, LOCK]
    subprocess.run(command, check=True)  # noqa: S603 - our own list, by an installed tool
    listed = json.loads(target.read_text("utf-8"))
    names = [f"{one['name']} {one['version']}" for one in listed["components"]]
    sys.stdout.write(f"{target}: CycloneDX {listed['specVersion']}, {len(names)} packages\n")
    lines = textwrap.wrap(", ".join(names), 118, break_on_hyphens=False)
    sys.stdout.write(textwrap.indent("\n".join(lines), "  ") + "\n")


if __name__ == "__main__":
    main()
