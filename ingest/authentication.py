"""Says whether the From address of a mail was proved, as the mailbox's own server wrote it at the top (RFC 8601).

A sender may write any header, ours among them, so position decides: the own server writes above what it was given. Only
the first `Authentication-Results` of a mail is believed, and only if it names the own server; where several filters of
it write one each, the first of each name in the same unbroken run. What stands lower may have been sent along: it can
take a proof away, never give one. Alignment is RFC 7489's, relaxed (3.1): the organisational domain by the public
suffix list as it is installed, never fetched.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.headerregistry import AddressHeader, HeaderRegistry
from email.parser import BytesParser
from email.policy import compat32
from functools import cache

from publicsuffixlist import PublicSuffixList

from domain.reading_codes import Authentication
from ingest.headers import addresses

Fields = Sequence[tuple[str, str]]
"""Header fields in the order they stand, names as written, octets above 127 as surrogates."""

_NAME = "authentication-results"
_SENDERS_OWN = frozenset({"from", "to", "cc", "subject", "date", "message-id", "mime-version"})
"""Fields that came with the message: what a server adds stands above them (RFC 8601 section 4)."""
_LONGEST = 20_000
_LONGEST_HEADER = 500_000
_VERSION = "1"
_ATOM = r"[A-Za-z0-9!#$%&'*+^_`{|}~.-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_HEAD = re.compile(rf"\s*({_QUOTED}|{_ATOM})(?:\s+([0-9]+))?\s*")
_METHOD = re.compile(r"\s*([A-Za-z0-9-]+)(?:\s*/\s*([0-9]+))?\s*=\s*([A-Za-z]+)(?![A-Za-z0-9-])")
_PAIR = re.compile(rf'([A-Za-z][\w-]*\s*\.\s*[\w-]+|[A-Za-z][\w-]*)\s*=\s*({_QUOTED}(?:@[^\s"]+)?|[^\s"]+)|{_QUOTED}')
_ADDRESS = re.compile(r"(?!.*=\?)[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9.-]{1,253})")
_FAILED = frozenset({"fail", "hardfail", "policy"})
_SAID = _FAILED | {"pass"}
"""What a method found out; `none`, `neutral`, `softfail` and errors say nothing either way."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What one method found. properties: by `ptype.property` in lower case, the first of each name, unquoted."""

    method: str
    result: str
    properties: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Results:
    """One `Authentication-Results` field. server: its authserv-id in lower case."""

    server: str
    findings: tuple[Finding, ...]


def authentication_of(fields: Fields, servers: Iterable[str]) -> Authentication:
    """Whether the From address was proved. servers: the authserv-ids of the mailbox's own server, in any case.

    PASS needs one From field with one plain address; FAIL is what DMARC or every method that came to a result says.
    """
    run = _own_run(fields, frozenset(name.strip().lower() for name in servers))
    if not run:
        return Authentication.UNKNOWN
    if any(one.method == "dmarc" and one.result == "fail" for results in run for one in results.findings):
        return Authentication.FAIL
    first = {results.server: results for results in reversed(run)}
    findings = [one for results in first.values() for one in results.findings]
    domain = _author_domain(fields)
    if domain is not None and _passed(findings, domain):
        return Authentication.PASS
    said = {one.result for one in findings if one.method in {"spf", "dkim"} and one.result in _SAID}
    return Authentication.FAIL if said and not said - _FAILED else Authentication.NONE


def fields_of(data: bytes) -> Fields:
    """The header fields of a mail in their order."""
    message = BytesParser(policy=compat32).parsebytes(data[:_LONGEST_HEADER], headersonly=True)
    return [(name, str(value)) for name, value in message.raw_items()]


def first_server(fields: Fields) -> str | None:
    """The authserv-id of the field that would be believed, None if there is none that can be read."""
    values = _results_on_top(fields)
    results = parse_results(values[0]) if values else None
    return results.server if results else None


def parse_results(value: str) -> Results | None:
    """An `Authentication-Results` value, folded or not; None if its head cannot be read or its version is not 1.

    A result that cannot be read is left out and costs the others nothing (RFC 8601 section 2.2, 5).
    """
    pieces = _pieces(value[:_LONGEST])
    head = _HEAD.fullmatch(pieces[0]) if pieces else None
    if pieces is None or head is None or (head[2] or _VERSION) != _VERSION:
        return None
    findings = tuple(one for piece in pieces[1:] if (one := _finding(piece)) is not None)
    return Results(server=_unquoted(head[1]).lower(), findings=findings)


def _own_run(fields: Fields, servers: frozenset[str]) -> list[Results]:
    """The unbroken run of the own server's fields at the top, in order."""
    run: list[Results] = []
    for value in _results_on_top(fields):
        results = parse_results(value)
        if results is None or results.server not in servers:
            break
        run.append(results)
    return run


def _results_on_top(fields: Fields) -> list[str]:
    """The values that stand above everything the message itself brought, as far as one server wrote them."""
    found: list[str] = []
    for name, value in fields:
        lower = name.strip().lower()
        if lower in _SENDERS_OWN or (found and lower == "received"):
            break
        if lower == _NAME:
            found.append(value)
    return found


def _passed(findings: Sequence[Finding], domain: str) -> bool:
    """RFC 7489 section 6.6.2: DMARC itself, or DKIM or SPF for a domain aligned with From's."""
    dmarc = [one for one in findings if one.method == "dmarc"]
    if len(dmarc) == 1 and dmarc[0].result == "pass":
        about = dmarc[0].properties.get("header.from")
        if about is None or _domain(about) == domain:
            return True
    return any(one.result == "pass" and _aligned(_proved(one), domain) for one in findings)


def _proved(finding: Finding) -> str | None:
    """The domain that a pass of DKIM or SPF proves; SPF's HELO only for a mail without a return address."""
    if finding.method == "dkim":
        names = ("header.d", "header.i")
    elif finding.method == "spf":
        names = ("smtp.mailfrom", "smtp.helo")
    else:
        return None
    for name in names:
        value = finding.properties.get(name)
        if value is not None and value.strip("<>"):
            return _domain(value)
    return None


def same_organisation(one: str, other: str) -> bool:
    """Whether two domains belong to one organisation (RFC 7489 3.2): equal above the public suffix."""
    organisation = _suffixes().privatesuffix(one.lower())
    return one == other or (organisation is not None and organisation == _suffixes().privatesuffix(other.lower()))


def _aligned(one: str | None, other: str) -> bool:
    return one is not None and same_organisation(one, other)


def _author_domain(fields: Fields) -> str | None:
    """The domain of From, if it is one field with one address that two parsers read alike; else None."""
    values = [value for name, value in fields if name.strip().lower() == "from"]
    if len(values) != 1:
        return None
    ours = addresses(values)
    if len(ours) != 1 or ours[0].email is None:
        return None
    try:
        parsed = HeaderRegistry()("From", re.sub(r"[\r\n]+", "", values[0][:_LONGEST]))
        groups = _groups(parsed)
    except (ValueError, IndexError, AttributeError, TypeError, LookupError, RecursionError, AssertionError):
        return None  # the library's parser stumbles over some malformed values
    email = ours[0].email
    plain = _ADDRESS.fullmatch(email)
    bare = f"<{email}>" in values[0].lower() or re.sub(r"\([^()]*\)", "", values[0]).strip().lower() == email
    return _domain(plain[1]) if plain and bare and groups == [(None, [email])] else None


def _groups(parsed: object) -> list[tuple[str | None, list[str]]]:
    if not isinstance(parsed, AddressHeader):
        return []
    return [(group.display_name, [one.addr_spec.lower() for one in group.addresses]) for group in parsed.groups]


def _domain(value: str) -> str | None:
    """The domain of an address, or one that stands alone, in lower-case ASCII (RFC 5890); None if it is none."""
    name = value.strip().strip("<>").rpartition("@")[2].strip().rstrip(".").lower()
    try:
        ascii_name = name.encode("idna").decode("ascii") if not name.isascii() else name
    except UnicodeError:
        return None
    return ascii_name if re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)+", ascii_name) else None


def _pieces(value: str) -> list[str] | None:
    """The value cut at semicolons outside quotes and comments, comments taken out; None if one of them never ends."""
    pieces = [""]
    depth, quoted, position = 0, False, 0
    while position < len(value):
        char = value[position]
        width = 2 if char == "\\" and (depth or quoted) else 1
        taken = value[position : position + width]
        position += width
        if quoted or (char == '"' and not depth):
            quoted = quoted != (char == '"')
            pieces[-1] += taken
        elif char == "(":
            depth += 1
        elif depth:
            depth -= char == ")"
            pieces[-1] += " " if not depth else ""
        elif char == ";":
            pieces.append("")
        else:
            pieces[-1] += taken
    return None if depth or quoted else pieces


def _finding(piece: str) -> Finding | None:
    head = _METHOD.match(piece)
    if head is None or (head[2] or _VERSION) != _VERSION:
        return None
    properties: dict[str, str] = {}
    for pair in _PAIR.finditer(piece, head.end()):
        if pair[1]:
            properties.setdefault(re.sub(r"\s+", "", pair[1]).lower(), _unquoted(pair[2]))
    return Finding(method=head[1].lower(), result=head[3].lower(), properties=properties)


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    inside, _, rest = value[1:].rpartition('"')
    return re.sub(r"\\(.)", r"\1", inside) + rest


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
