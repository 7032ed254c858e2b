"""Whether a From was proved: what the mailbox's own server wrote at the top counts, what was sent along never does.

Covers ingest.in_front.
"""

import pytest

from domain.reading_codes import Authentication
from domain.settings import Limits
from ingest.authentication import authentication_of, first_server, parse_results
from ingest.read import read_letters

PASS, FAIL, NONE, UNKNOWN = Authentication.PASS, Authentication.FAIL, Authentication.NONE, Authentication.UNKNOWN
OURS = ("mx.wuye.example",)


def fields(*results, sender="王芳 <wang@example.com>", above=(), below=()):
    """Header fields as a server hands them over. results: `Authentication-Results` values, the newest first."""
    return [
        ("Return-Path", "<wang@example.com>"),
        *above,
        ("Received", "from a.example by mx.wuye.example; Mon, 2 Mar 2026 10:00:00 +0800"),
        *(("Authentication-Results", value) for value in results),
        *below,
        *([("From", sender)] if sender is not None else []),
        ("Subject", "电梯"),
    ]


def verdict(*results, servers=OURS, **more):
    return authentication_of(fields(*results, **more), servers)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dmarc=pass header.from=example.com", PASS),
        ("dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.com", PASS),
        ("dmarc=pass header.from=other.example", NONE),  # another From than ours
        ("dmarc=pass header.from=mail.example.com", NONE),
        ("dmarc=bestguesspass header.from=example.com", NONE),
        ("dmarc=fail header.from=example.com", FAIL),
        ("dmarc=fail header.from=example.com; dkim=pass header.d=example.com", FAIL),
        ("spf=pass smtp.mailfrom=wang@example.com", PASS),
        ("spf=pass smtp.mailfrom=example.com", PASS),
        ("spf=pass smtp.mailfrom=bounce@mail.example.com", PASS),  # relaxed: the same organisation
        ("spf=pass smtp.mailfrom=robber@robber.example", NONE),
        ("spf=pass smtp.mailfrom=robber@notexample.com", NONE),
        ("spf=pass smtp.mailfrom=b+wang=example.com@robber.example", NONE),
        ("spf=pass smtp.mailfrom=<> smtp.helo=mail.example.com", PASS),
        ("spf=pass smtp.helo=mail.example.com", PASS),
        ("spf=pass smtp.mailfrom=a@robber.example smtp.helo=mail.example.com", NONE),
        ("dkim=pass header.d=example.com", PASS),
        ("dkim=pass header.i=@example.com header.s=s1 header.b=Xy/3+a==", PASS),
        ("dkim=pass header.d=robber.example header.i=@example.com", NONE),
        ("dkim=pass header.d=com", NONE),
        ("dkim=pass", NONE),
        ("dkim=fail header.d=example.com; dkim=pass header.d=example.com", PASS),
        ("dkim=fail header.d=example.com; spf=fail smtp.mailfrom=wang@example.com", FAIL),
        ("spf=fail smtp.mailfrom=wang@example.com; dkim=none", FAIL),
        ("spf=softfail smtp.mailfrom=wang@example.com; dkim=none; dmarc=none", NONE),
        ("spf=pass smtp.mailfrom=robber@robber.example; dkim=fail header.d=example.com", NONE),
        ("spf=temperror; dkim=permerror", NONE),
        ("auth=pass smtp.auth=wang", NONE),
        ("none", NONE),
        ("arc=pass; iprev=pass policy.iprev=2001:db8::1", NONE),
    ],
)
def test_what_the_own_server_found_is_evaluated_as_aligned_with_the_from(results, expected):
    assert verdict(f"mx.wuye.example; {results}") is expected


FOLDED = (
    "(our own) mx.wuye.example (really) 1 (v1);\r\n\tdkim/1 = pass\r\n\t(good (nested; dmarc=fail) signature)\r\n"
    '\treason="all; dmarc=fail (so far)" header . d = example.com'
)


@pytest.mark.parametrize(
    "value",
    [
        "mx.wuye.example;dkim=pass(2048-bit key; unprotected)header.d=example.com",
        "MX.Wuye.Example 1; DKIM=Pass Header.D=Example.COM",
        '"mx.wuye.example"; dkim=pass header.d="example.com"',
        FOLDED,
        "mx.wuye.example; x-new=pass x-thing.y=z; ; dkim=pass header.d=example.com;",
        "mx.wuye.example; 乱码; dkim=pass header.d=example.com.",
    ],
)
def test_every_way_of_writing_it_is_read_alike(value):
    assert verdict(value) is PASS


@pytest.mark.parametrize(
    "value",
    [
        "mx.wuye.example 2; dmarc=pass",  # a version that we do not know
        "mx.wuye.example; dmarc=pass (never ended",
        'mx.wuye.example; dmarc="pass',
        "mx.wuye.example.robber.example; dmarc=pass",
        "evil mx.wuye.example; dmarc=pass",
        "robber.example (mx.wuye.example); dmarc=pass",
        '"mx.wuye.example; dmarc=pass"',
        "; dmarc=pass",
        "dmarc=pass header.from=example.com",  # names no server
        "",
    ],
)
def test_what_names_another_server_or_cannot_be_read_says_nothing(value):
    assert verdict(value) is UNKNOWN


@pytest.mark.parametrize(
    "value",
    [
        "mx.wuye.example; dkim=none (dmarc=pass header.from=example.com)",
        'mx.wuye.example; dkim=none reason="; dmarc=pass header.from=example.com"',
        r'mx.wuye.example; dkim=none reason="\"; dmarc=pass header.from=example.com"',
        r"mx.wuye.example; dkim=none (\); dmarc=pass header.from=example.com)",
        'mx.wuye.example; spf=pass reason="smtp.mailfrom=example.com" smtp.mailfrom=robber.example',
        'mx.wuye.example; spf=pass "smtp.mailfrom=example.com" smtp.mailfrom=robber.example',
        'mx.wuye.example; spf=pass smtp.mailfrom="a@example.com"@robber.example',
        "mx.wuye.example; dmarc=passed",
        "mx.wuye.example; dmarc=pass-not",
        "mx.wuye.example; xdmarc=pass header.from=example.com",
        "mx.wuye.example; dmarc/2=pass header.from=example.com",
        "mx.wuye.example; dmarc=pass header.from=example.com; dmarc=none",  # twice: one of them was slipped in
        "mx.wuye.example; spf=pass smtp.mailfrom=robber.example smtp.mailfrom=example.com",
    ],
)
def test_a_pass_hidden_in_a_comment_a_value_or_another_word_is_none(value):
    assert verdict(value) is NONE


def test_without_a_name_or_a_header_nothing_is_known():
    assert verdict("mx.wuye.example; dmarc=pass", servers=()) is UNKNOWN
    assert verdict() is UNKNOWN


FORGED = "mx.wuye.example; dmarc=pass header.from=example.com; dkim=pass header.d=example.com"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("mx.wuye.example; none", NONE),
        ("mx.wuye.example; spf=pass smtp.mailfrom=robber@robber.example", NONE),
        ("mx.wuye.example; dmarc=fail header.from=example.com", FAIL),
        ("mx.wuye.example; spf=fail smtp.mailfrom=wang@example.com", FAIL),
        ("mx.another.example; dmarc=pass", UNKNOWN),
    ],
)
def test_a_header_sent_along_below_the_own_servers_proves_nothing(own, expected):
    assert verdict(own, FORGED) is expected


def test_a_header_among_or_below_the_senders_own_fields_is_not_the_servers():
    late = [*fields(), ("Authentication-Results", FORGED)]
    assert authentication_of(late, OURS) is UNKNOWN
    assert first_server(late) is None


def test_a_header_behind_an_older_hop_ends_the_run():
    hop = ("Received", "from robber.example by relay.example; Mon, 2 Mar 2026 09:59:00 +0800")
    servers = ("mx.wuye.example", "dkim.wuye.example")
    forged = ("Authentication-Results", "dkim.wuye.example; dkim=pass header.d=example.com")
    assert verdict("mx.wuye.example; none", below=[hop, forged], servers=servers) is NONE


def test_each_filter_of_the_server_with_a_name_of_its_own_is_believed_once():
    servers = ("spf.wuye.example", "dkim.wuye.example")
    one, two = "spf.wuye.example; spf=none", "dkim.wuye.example; dkim=pass header.d=example.com"
    assert verdict(one, two, servers=servers) is PASS
    assert verdict(one, "dkim.wuye.example; dkim=none", two, servers=servers) is NONE
    assert verdict(one, "other.example; none", two, servers=servers) is NONE


def test_a_second_header_of_the_server_may_take_a_proof_away():
    assert verdict("mx.wuye.example; dkim=pass header.d=example.com", "mx.wuye.example; dmarc=fail") is FAIL


@pytest.mark.parametrize(
    "sender",
    [
        None,
        "",
        "王芳",
        "wang@example.com, robber@example.com",
        "wang@example.com; robber@example.com",
        "业主: wang@example.com;",
        "undisclosed-recipients:;",
        "=?utf-8?q?wang=40example=2Ecom?=",
        "=?utf-8?q?wang?=@example.com",
        "<wang@example.com> <robber@example.com>",
        "wang@example.com <robber@example.com>",
        "wang@example.com@example.com",
        "<@robber.example:wang@example.com>",
        '"wang"@example.com',
        "wang @ example.com",
        "wang@[192.0.2.1]",
        "wang@example",
    ],
)
def test_a_from_that_can_be_read_in_two_ways_is_never_proved(sender):
    results = "mx.wuye.example; dmarc=pass; dkim=pass header.d=example.com; spf=pass smtp.mailfrom=wang@example.com"
    assert verdict(results, sender=sender) is NONE


def test_two_from_fields_are_never_proved():
    assert verdict("mx.wuye.example; dmarc=pass", below=[("From", "wang@example.com")]) is NONE


@pytest.mark.parametrize(
    "sender",
    [
        "wang@example.com",
        "<wang@example.com>",
        '"wang@example.com" <wang@example.com>',
        "=?utf-8?b?546L6Iqz?= <WANG@Example.com>",
        "\udcce\udcd2 <wang@example.com>",  # GBK, against the standard
        "王芳\r\n <wang@example.com>",
        "wang@example.com (王芳)",
    ],
)
def test_ordinary_ways_of_writing_a_from_are_proved(sender):
    assert verdict("mx.wuye.example; dmarc=pass header.from=example.com", sender=sender) is PASS


def test_public_suffixes_are_no_organisation():
    assert verdict("mx.wuye.example; spf=pass smtp.mailfrom=a@b.com.cn", sender="wang@c.com.cn") is NONE
    assert verdict("mx.wuye.example; spf=pass smtp.mailfrom=a@x.b.com.cn", sender="wang@b.com.cn") is PASS
    assert verdict("mx.wuye.example; dkim=pass header.d=evil.github.io", sender="wang@nice.github.io") is NONE


@pytest.mark.parametrize(
    "hostile", ["(" * 50_000, '"' + "\\" * 50_000, "; a=b" * 50_000, "a.b=" * 50_000, "-" * 50_000]
)
def test_a_hostile_header_is_read_in_no_time(hostile):
    assert verdict(f"mx.wuye.example; dmarc=none {hostile}") in (UNKNOWN, NONE)


def test_the_parts_of_a_result_are_told_apart():
    results = parse_results('mx.example 1; dkim=pass (ok) reason="good" header.d=example.com header.i=@a.example.com')
    assert results is not None
    assert results.server == "mx.example"
    (dkim,) = results.findings
    assert (dkim.method, dkim.result) == ("dkim", "pass")
    assert dkim.properties == {"reason": "good", "header.d": "example.com", "header.i": "@a.example.com"}


MAIL = (
    "Received: from a by mx.wuye.example; Mon, 2 Mar 2026 10:00:00 +0800\r\n"
    "Authentication-Results: mx.wuye.example;\r\n\tdmarc=pass header.from=example.com\r\n"
    "From: wang@example.com\r\nSubject: lift\r\nMessage-ID: <1@example.com>\r\nContent-Type: {kind}\r\n\r\n{body}"
)


def read(data, servers=OURS):
    return read_letters(data.encode(), name="a.eml", limits=Limits(), authserv_ids=frozenset(servers))[0].envelope


def test_a_mail_as_read_says_whether_its_sender_was_proved():
    assert read(MAIL.format(kind="text/plain", body="电梯停了")).authentication is PASS
    assert read(MAIL.format(kind="text/plain", body="电梯停了"), servers=()).authentication is UNKNOWN


def test_what_an_attached_mail_claims_of_itself_is_not_believed():
    outer = "From: robber@robber.example\r\nSubject: fwd\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n"
    assert read(outer + MAIL.format(kind="text/plain", body="电梯停了")).authentication is UNKNOWN
