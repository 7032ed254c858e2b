"""Outlook's compressed RTF is unpacked; what is damaged ends early and never grows beyond what was asked for."""

import struct

import pytest

from ingest.lzfu import unpack

# The examples of MS-OXRTFCP, 4.1 and 4.2.
HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
WXYZ = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
MOST = 10_000


def head(size: int, kind: int) -> bytes:
    return struct.pack("<IIII", size + 12, size, kind, 0)


def test_the_examples_of_the_specification() -> None:
    assert unpack(HELLO, MOST) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert unpack(WXYZ, MOST) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_what_is_not_compressed_is_copied() -> None:
    assert unpack(head(5, 0x414C454D) + b"{\\rtf}", MOST) == b"{\\rtf"


@pytest.mark.parametrize("most", [0, 1, 10])
def test_no_more_than_was_asked_for(most: int) -> None:
    assert unpack(WXYZ, most) == b"{\\rtf1 WXYZ"[:most]


@pytest.mark.parametrize("data", [b"", b"x" * 15, head(5, 0) + b"{\\rtf}", b"\0" * 16])
def test_what_is_no_compressed_rtf_is_empty(data: bytes) -> None:
    assert unpack(data, MOST) == b""


@pytest.mark.parametrize("kept", range(16, len(HELLO)))
def test_what_is_cut_off_ends_early(kept: int) -> None:
    whole = unpack(HELLO, MOST)
    assert whole.startswith(unpack(HELLO[:kept], MOST))


def test_a_size_that_lies_fills_no_memory() -> None:
    lying = WXYZ[:4] + struct.pack("<I", 2**31) + WXYZ[8:]
    assert unpack(lying, MOST) == unpack(WXYZ, MOST)
