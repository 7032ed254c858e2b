"""Finds who wrote where a group, a form or a copier stands in the From: what these note beside it is a proposal.

Google Groups and the groups of Exmail and WeCom send a member's mail under their own address and name the writer in
X-Original-From, X-Original-Sender or Reply-To; web forms and copiers send under the mailbox's own address.
"""

import re
from collections.abc import Iterator

from domain.mailboxes import is_robot, one_mailbox
from domain.reading import Address
from ingest.headers import Headers, addresses, first

_BESIDE = ("x-original-from", "x-original-sender", "reply-to")
_VIA = re.compile(r"^\s*['\"‘“]?(?P<name>.{1,80}?)['\"’”]?\s+(?:via|通过|经由|透過)\s+\S", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:([^>?,\s]+)", re.IGNORECASE)


def writer_behind(headers: Headers, shown: Address, own_addresses: frozenset[str]) -> Address | None:
    """Who wrote, as far as the headers beside the From say; None where the From itself is the writer.

    shown: the From. An empty Address: somebody else wrote, and nothing says who.
    """
    group = _group_addresses(headers)
    own_addresses = frozenset(map(one_mailbox, own_addresses))
    if not _stands_in_front(headers, shown, group, own_addresses):
        return None
    barred = group | {one_mailbox(shown.email)} | own_addresses
    for found in _named(headers):
        if found.email and one_mailbox(found.email) not in barred and not is_robot(found.email):
            return Address(name=found.name or _real_name(shown), email=found.email)
    by_itself = bool(group) and one_mailbox(shown.email) not in own_addresses and not _VIA.match(shown.name or "")
    return None if by_itself else Address(name=_real_name(shown))  # a newsletter is its own writer


def _stands_in_front(headers: Headers, shown: Address, group: frozenset[str], own_addresses: frozenset[str]) -> bool:
    if one_mailbox(shown.email) in own_addresses or is_robot(shown.email):
        return True
    if shown.email and one_mailbox(shown.email) in group:
        return True
    originals = addresses([*headers.get("x-original-from", [])[:1], *headers.get("x-original-sender", [])[:1]])
    if any(one.email and one_mailbox(one.email) != one_mailbox(shown.email) for one in originals):
        return True
    return bool(group or "list-id" in headers) and _VIA.match(shown.name or "") is not None


def _named(headers: Headers) -> Iterator[Address]:
    for name in _BESIDE:
        yield from addresses(headers.get(name, [])[:1])


def _group_addresses(headers: Headers) -> frozenset[str]:
    """The addresses under which a list takes mail, by RFC 2369 and by Google's own header."""
    found = _MAILTO.findall(first(headers, "list-post"))
    found += [one.email for one in addresses(headers.get("mailing-list", [])[:1]) if one.email]
    list_id = re.search(r"<([^<>\s]+)>", first(headers, "list-id"))
    if list_id:
        found.append(list_id[1].replace(".", "@", 1))
    return frozenset(map(one_mailbox, found))


def _real_name(shown: Address) -> str | None:
    """陈立 of `'陈立' via 客服`; a form's own name as it is."""
    found = _VIA.match(shown.name or "")
    return found["name"] if found else shown.name
