"""Tries a rulebook in a process of its own before it goes live: a hang inside the engine's C code keeps the
interpreter's lock and cannot be stopped from within."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from rules.compiled import compile_rulebook
from rules.engine import EngineError
from rules.examples import run_examples
from rules.load import load_rulebook
from rules.model import Finding

DEFAULT_SECONDS = 60.0
"""Far above what loading, compiling and deciding all examples takes."""


@dataclass(frozen=True, kw_only=True)
class WrongExample:
    """An example that was not decided as its author expects. slots: slot → (expected, decided)."""

    id: str
    file: str
    line: int
    slots: dict[str, tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How a rulebook did. failure: a sentence if it could not be tried to the end."""

    findings: tuple[Finding, ...] = ()
    examples: int = 0
    wrong: tuple[WrongExample, ...] = ()
    failure: str | None = None
    sha256: str | None = None

    @property
    def passed(self) -> bool:
        """Whether it may go live: it loads (warnings apart), every example is decided as expected, in time."""
        return self.failure is None and not self.wrong and all(finding.warning for finding in self.findings)


def try_rulebook(folder: Path, *, seconds: float = DEFAULT_SECONDS) -> Trial:
    """Load, compile and run the examples in a new process, which is killed after `seconds`."""
    command = [sys.executable, "-m", "rules.trial", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)  # noqa: S603  # our own module
    except subprocess.TimeoutExpired:
        return Trial(failure=f"the trial did not end within {seconds:g} seconds")
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        return Trial(failure=f"the trial process failed: {last[0]}")
    return _from_json(json.loads(done.stdout))


def run_trial(folder: Path) -> Trial:
    """The trial itself, in this process."""
    loaded = load_rulebook(folder)
    if loaded.rulebook is None:
        return Trial(findings=loaded.findings)
    try:
        compiled = compile_rulebook(loaded.rulebook)
        results = run_examples(compiled)
    except EngineError as error:
        return Trial(findings=loaded.findings, failure=f"the engine refused the rules: {error}")
    compiled.close()
    wrong = tuple(
        WrongExample(
            id=result.example.id,
            file=result.example.place.file,
            line=result.example.place.line,
            slots={
                one.slot: (f"not {one.expected}" if one.refused else one.expected, one.decided)
                for one in result.differences
            },
        )
        for result in results
        if not result.right
    )
    return Trial(findings=loaded.findings, examples=len(results), wrong=wrong, sha256=loaded.rulebook.sha256)


def _from_json(data: dict[str, object]) -> Trial:
    findings, wrong = data["findings"], data["wrong"]
    assert isinstance(findings, list)  # noqa: S101  # written by main() below
    assert isinstance(wrong, list)  # noqa: S101  # as above
    return Trial(
        findings=tuple(Finding(**one) for one in findings),
        examples=int(str(data["examples"])),
        wrong=tuple(WrongExample(**one | {"slots": {k: tuple(v) for k, v in one["slots"].items()}}) for one in wrong),
        failure=None if data["failure"] is None else str(data["failure"]),
        sha256=None if data["sha256"] is None else str(data["sha256"]),
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(run_trial(Path(sys.argv[1])))))
