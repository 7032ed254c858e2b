"""The chain of a case's events: whole in itself, and going on from where it was signed."""

from domain.said import filled
from store import events
from workers.audit.case_file import CaseFile
from workers.audit.found import Found
from workers.audit.sentences import FLAWS
from workers.audit.signed import Signed, SignedHead


def check(file: CaseFile, signed: SignedHead | None, found: Found) -> None:
    """What is wrong with the chain of one case."""
    ids = {row.seq: row.id for row in file.chain}
    for flaw in events.flaws(iter(file.chain), *file.end):
        table, key = ("case", file.id) if flaw.seq is None else ("event", ids.get(flaw.seq, flaw.seq))
        found.add(table, key, filled(FLAWS[flaw.what], {"seq": flaw.seq, "log": "经过"}), file.number)
    found.count("events", len(file.chain))
    if signed is None or not signed.head.events:
        return
    head = signed.head
    if head.number != file.number:
        what = f"案件编号被改动：{signed.day} 签署时是 {head.number}"
        found.add("case", file.id, what, head.number)
    at = next((row for row in file.chain if row.seq == head.events), None)
    if at is None:
        what = f"经过的末尾被截去：{signed.day} 签署时有 {head.events} 条，现在只有 {len(file.chain)} 条"
        found.add("case", file.id, what, file.number)
    elif at.hash != head.head:
        what = f"经过被重写过：第 {head.events} 条的散列与 {signed.day} 签署时不同"
        found.add("event", at.id, what, file.number)


def removed(signed: Signed, present: frozenset[int], found: Found) -> None:
    """Cases that were signed and are there no more. present: ids of all cases."""
    for one in signed.heads():
        if one.head.case_id not in present:
            what = f"整件案件不见了：{one.day} 签署时还在，有 {one.head.events} 条经过"
            found.add("case", one.head.case_id, what, one.head.number)
