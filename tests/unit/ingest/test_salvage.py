"""Mail that breaks the rules: damaged header fields, boundaries that lead nowhere, sections cut out by their looks."""

from email import message_from_bytes

import pytest

from ingest.salvage import known_fields, plain_section, with_fields_mended


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"", 0),
        (b"Hello\n", 0),
        (b"From: a\nTo: b\nSubject: c\n\nDate: d\n", 3),
        (b"\xef\xbb\xbfFrom: a\r\nSubject: c\r\n\r\n", 2),
        (b"From MAILER Mon Jan 1\nFrom: a\n\n", 1),
        (b"Subject: c\n folded: x\nDate: d\n\n", 2),
        (b"Subject: c\nno field here\nDate: d\n\n", 1),
        (b"X-Own: 1\nX-Other: 2\n\n", 0),
        (b"subject : c\n\n", 1),
    ],
)
def test_the_well_known_fields_that_some_bytes_begin_with(data, count):
    assert known_fields(data) == count


def test_a_damaged_line_between_two_fields_does_not_end_the_header():
    data = b"From: a@example.com\ngarbage without a colon\nSubject: lift\n\nbody\n"
    mended = message_from_bytes(with_fields_mended(data))
    assert (mended["From"], mended["Subject"]) == ("a@example.com", "lift")
    assert mended.get_payload() == "body\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"From: a\nSubject: b\n\nbody\n",
        b"From: a\n folded\nSubject: b\n\nbody\n",
        b"no header at all",
        b"From: a\nlast line is none\n\nbody: x\n",
    ],
)
def test_what_is_in_order_stays_as_it_is(data):
    assert with_fields_mended(data) == data


def test_a_plain_section_is_cut_out_though_the_boundary_leads_nowhere():
    data = (
        b"Content-Type: multipart/alternative; boundary=lost\n\n"
        b"\n--found\nContent-Type: text/plain; charset=utf-8\n\nThe lift.\n--found\n"
        b"Content-Type: text/html\n\n<p>The lift.</p>\n--found--\n"
    )
    section = plain_section(data)
    assert section is not None
    assert section.get_payload().strip() == "The lift."


@pytest.mark.parametrize("data", [b"", b"--x\nContent-Type: text/html\n\n<p>\n", b"just words\n-- \nsignature"])
def test_without_one_there_is_none(data):
    assert plain_section(data) is None
