"""One mailbox under all its spellings, the domain that answers for it, and addresses that nobody reads."""

import pytest

from domain.mailboxes import domain_of, is_robot, one_mailbox


@pytest.mark.parametrize(
    ("written", "mailbox"),
    [
        ("Wang@Example.com", "wang@example.com"),
        (" wang+spam@example.com ", "wang@example.com"),
        ("w.a.ng+x+y@GMail.com", "wang@gmail.com"),
        ("wang@googlemail.com", "wang@gmail.com"),
        ("w.ang@163.com", "w.ang@163.com"),
        ("ｗａｎｇ@ｅｘａｍｐｌｅ.com.", "wang@example.com"),
        ("wang@例子.cn", "wang@xn--fsqu00a.cn"),
        ("wang@xn--fsqu00a.cn", "wang@xn--fsqu00a.cn"),
        ("+@example.com", "+@example.com"),
        (None, ""),
        ("not an address", "not an address"),
    ],
)
def test_the_ways_of_writing_one_mailbox_are_one(written, mailbox):
    assert one_mailbox(written) == mailbox


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@example.com", "example.com"),
        ("a@x1.example.com", "example.com"),
        ("a@mail.x.example.com.cn", "example.com.cn"),
        ("a@yahoo.com.hk", "yahoo.com.hk"),
        ("a@vip.example.cn", "example.cn"),
        ("nobody", ""),
    ],
)
def test_the_domain_is_the_one_that_somebody_registered(address, domain):
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    "address",
    [
        "MAILER-DAEMON@mx.example",
        "postmaster@example.com",
        "no-reply@example.com",
        "noreply@form.example.net",
        "do-not-reply@example.com",
        "noreply-wuye@example.com",
        "alerts-noreply@example.com",
        "bounce+12345@example.com",
        "list-owner@example.com",
    ],
)
def test_addresses_that_only_programs_read(address):
    assert is_robot(address)


@pytest.mark.parametrize("address", ["wang@example.com", "owner@example.com", "replyhere@example.com", "", None])
def test_addresses_that_people_read(address):
    assert not is_robot(address)
