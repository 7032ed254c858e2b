"""A new predicate is one file: a copy of the package with one more is walked from rulebook to decision and manual."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ADDED = '''
"""How long the letter is, in characters."""

from rules.predicate import Predicate, amount, bounds
from rules.schema.key import Key

PREDICATES = {
    "length": Predicate(
        key=Key("{at_least, below}: characters of the text", "正文字数"),
        parse=bounds("length"),
        answers=amount(lambda situation: len(situation.given.text)),
        counts=True,
    )
}
'''
DECIDE = """
import sys
from datetime import datetime
from pathlib import Path
from domain.decision import DecisionInput
from rules.compiled import compile_rulebook
from rules.decide import decide
from rules.load import load_rulebook
from rules.manual import Reader, reference
loaded = load_rulebook(Path(sys.argv[1]))
for finding in loaded.findings:
    print(finding)
if loaded.rulebook:
    compiled = compile_rulebook(loaded.rulebook)
    for text in ("电梯坏了", "电梯坏了，请尽快来人修理"):
        received = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
        print("decided", decide(compiled, DecisionInput(text=text, received=received)).grade)
    compiled.close()
print("\\n".join(line for reader in Reader for line in reference(reader).splitlines() if "length" in line))
"""


def copied(folder):
    """The rooms that rules stand on, with one more file."""
    for room in ("domain", "language", "rules"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "rules" / "facts" / "length.py").write_text(ADDED, "utf-8")
    return folder


def run(package, book):
    command = [sys.executable, "-c", DECIDE, str(book)]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=package, env={"PYTHONPATH": str(package)}, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def rule(when):
    return {"rules/more.yaml": f"- {{id: long, because: b, when: {when}, then: {{grade: E}}}}\n"}


def test_a_rulebook_decides_by_it_and_the_manual_tells_it(write, tmp_path):
    package = copied(tmp_path / "package")
    told = run(package, write(rule("{length: {at_least: 10}}")))
    assert [line for line in told if line.startswith("decided")] == ["decided C", "decided E"]
    assert "| `length` | {at_least, below}: characters of the text | |" in told
    assert "| `length` | 正文字数 | |" in told
    written = (package / "rules" / "facts" / "length.py").read_text("utf-8")
    assert written == ADDED


def test_rules_check_knows_it(write, tmp_path):
    package = copied(tmp_path / "package")
    told = run(package, write(rule("{lenght: {at_least: 10}}")))
    assert any("unknown key `lenght`, did you mean length?" in line for line in told)
    told = run(package, write(rule("{all: [{length: {at_least: 10}}, {length: {below: 5}}]}")))
    assert any("rule long can never fire: the bounds of length exclude each other" in line for line in told)
    told = run(package, write(rule("{length: soon}")))
    assert any("length must be a mapping" in line for line in told)
