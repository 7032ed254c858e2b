"""A version that was checked before it went live, made ready to decide: whether its words are well chosen is not judged
once more, for they cannot have changed; whether this program can decide by it is."""

from collections.abc import Mapping

import re2

from rules.check.across import check, check_relied_on
from rules.compiled import Compiled, compile_rulebook
from rules.engine import EngineError
from rules.load import parse_rulebook
from rules.model import Finding
from rules.rulebook import Rulebook


class NotReadyError(ValueError):
    """This program cannot decide by the version; `findings` say why, one line each."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        super().__init__("\n".join(findings))
        self.findings = findings


def ready(texts: Mapping[str, str], sha256: str) -> Compiled:
    """The version of these files, ready to decide. Raises NotReadyError where it cannot be read or compiled, as one of
    an older or newer program may not be."""
    return compile_kept(read_kept(texts, sha256))


def read_kept(texts: Mapping[str, str], sha256: str) -> Rulebook:
    """The version of these files, read and not compiled. Raises NotReadyError where it cannot be read."""
    found: list[Finding] = []
    rulebook = parse_rulebook(texts, sha256, found)
    found.extend(check_relied_on(rulebook))
    if any(not finding.warning for finding in found):
        raise NotReadyError(_told(found))
    return rulebook


def compile_kept(rulebook: Rulebook) -> Compiled:
    """A version that was read, ready to decide. Raises NotReadyError where it does not compile."""
    try:
        return compile_rulebook(rulebook)
    except (EngineError, re2.error) as error:
        # The checks tell people where it is wrong, which the error cannot.
        wrong = [finding for finding in check(rulebook) if not finding.warning]
        raise NotReadyError(_told(wrong) or (f"{type(error).__name__}: {error}",)) from error


def _told(found: list[Finding]) -> tuple[str, ...]:
    ordered = sorted(found, key=lambda finding: (finding.file, finding.line, finding.what))
    return tuple(str(finding) for finding in dict.fromkeys(ordered))
