"""Loads a rulebook for a command: a good one, or a sentence that lists what is wrong with it."""

from pathlib import Path

from huihan.errors import RefusedError
from huihan.front import Front
from rules.compiled import Compiled, compile_rulebook
from rules.load import load_rulebook
from rules.rulebook import Rulebook


def rulebook_folder(front: Front, given: Path | None) -> Path:
    """The folder named, else the instance's rulebook, else the shipped one; RefusedError if there is none."""
    path = given or front.rulebook()
    if not path.is_dir():
        raise RefusedError(f"没有规则目录 {path}")
    return path


def load_good(folder: Path) -> Rulebook:
    """The rulebook in `folder`.

    Raises:
        RefusedError: listing every finding.
    """
    if not folder.is_dir():
        raise RefusedError(f"没有规则目录 {folder}")
    loaded = load_rulebook(folder)
    if loaded.rulebook is None:
        findings = "\n".join(f"  {finding}" for finding in loaded.findings)
        raise RefusedError(f"规则簿 {folder} 有 {len(loaded.findings)} 处问题：\n{findings}")
    return loaded.rulebook


def load_compiled(folder: Path) -> Compiled:
    """The same, ready to decide."""
    return compile_rulebook(load_good(folder))
