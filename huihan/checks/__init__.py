"""What `huihan doctor` looks at: each check says what is wrong and what mends it, and none of them changes anything."""

from collections.abc import Callable, Iterator, Mapping

from huihan.checks import (
    archive_files,
    audited,
    evidence_files,
    instance,
    machine,
    mail,
    oidc,
    opinion,
    setting_up,
    stored,
    working,
    writing,
)
from huihan.checks.finding import Finding, Patient

__all__ = ["CHECKS", "Finding", "Patient", "examine"]


def examine(patient: Patient, only: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Every check, or those named; a later one is made even if an earlier one found something wrong."""
    for name, check in CHECKS.items():
        if not only or name in only:
            yield from check(patient)


CHECKS: Mapping[str, Callable[[Patient], Iterator[Finding]]] = {
    "secrets": instance.secrets,
    "setup": setting_up.setup,
    "database": stored.database,
    "queues": working.waiting,
    "disk": instance.disk,
    "permissions": machine.permissions,
    "walls": machine.walls,
    "clock": stored.clock,
    "course": stored.course,
    "evidence": evidence_files.evidence_files,
    "archive": archive_files.archive_files,
    "rulebook": writing.rulebook,
    "templates": writing.templates,
    "fonts": writing.fonts,
    "ocr": writing.ocr,
    "mailboxes": mail.mailboxes,
    "ledger": mail.compared,
    "authentication": mail.authentication,
    "smtp": mail.smtp,
    "opinion": opinion.opinion,
    "desk": instance.desk,
    "oidc": oidc.oidc,
    "privacy": stored.privacy,
    "audit": audited.audit,
    "backup": working.backup,
    "versions": working.versions,
}
