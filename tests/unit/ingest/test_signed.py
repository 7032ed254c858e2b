"""The words inside signed mail are found however its BER is written (X.690 8), and hostile bytes cost little."""

import time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.signed import is_encrypted, is_pkcs7, signed_content, without_armor

_PKCS7 = bytes.fromhex("06092a864886f70d0107")
_DATA, _SIGNED, _ENVELOPED = b"\x01", b"\x02", b"\x03"


def ber(tag: int, value: bytes, *, open_length: bool = False) -> bytes:
    if open_length:
        return bytes([tag, 0x80]) + value + b"\0\0"
    if len(value) < 128:
        return bytes([tag, len(value)]) + value
    size = len(value).to_bytes((len(value).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + value


def octets(content: bytes, cuts: list[int], depth: int, *, open_length: bool) -> bytes:
    """An octet string, in pieces of pieces for a depth above 0."""
    if depth == 0:
        return ber(0x04, content)
    places = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    pieces = [content[start:end] for start, end in pairwise(places)]
    inner = b"".join(octets(piece, cuts, depth - 1, open_length=open_length) for piece in pieces)
    return ber(0x24, inner, open_length=open_length)


def signed(content: bytes | None, *, open_length: bool = False, kind: bytes = _SIGNED) -> bytes:
    """A SignedData around an octet string as it is written; None: detached."""
    wrapped = b"" if content is None else ber(0xA0, content, open_length=open_length)
    encapsulated = ber(0x30, _PKCS7 + _DATA + wrapped, open_length=open_length)
    data = ber(0x30, ber(0x02, b"\x01") + ber(0x31, b"") + encapsulated + ber(0x31, b""), open_length=open_length)
    return ber(0x30, _PKCS7 + kind + ber(0xA0, data, open_length=open_length), open_length=open_length)


@settings(max_examples=200, deadline=None, database=None)
@given(
    content=st.binary(max_size=400),
    cuts=st.lists(st.integers(0, 400), max_size=4),
    depth=st.integers(0, 3),
    open_length=st.booleans(),
    behind=st.binary(max_size=3),
)
def test_the_content_is_found_however_it_is_written(
    content: bytes, cuts: list[int], depth: int, *, open_length: bool, behind: bytes
) -> None:
    written = signed(octets(content, cuts, depth, open_length=open_length), open_length=open_length)
    assert signed_content(written + behind) == content


def test_what_holds_no_words_gives_none() -> None:
    assert signed_content(signed(None)) is None
    assert signed_content(signed(ber(0x04, b"x"), kind=_ENVELOPED)) is None
    assert signed_content(signed(ber(0x0C, b"x"))) is None
    assert signed_content(b"0 is no CMS") is None
    assert signed_content(signed(ber(0x04, b"letter"))[:-8]) is None


def test_what_is_encrypted_is_told_from_what_is_signed() -> None:
    enveloped = signed(ber(0x04, b"x"), kind=_ENVELOPED)
    assert is_pkcs7(enveloped)
    assert is_encrypted(enveloped)
    assert not is_encrypted(signed(ber(0x04, b"x")))


@settings(max_examples=300, deadline=None, database=None)
@given(data=st.binary(max_size=80), cut=st.integers(0, 120))
def test_damaged_bytes_give_something_or_nothing_and_no_exception(data: bytes, cut: int) -> None:
    whole = signed(octets("电梯停运".encode(), [3, 5], 2, open_length=True), open_length=True)
    for broken in (whole[:cut] + data + whole[cut + len(data) :], whole[:cut], b"0\x80" + _PKCS7 + data):
        assert signed_content(broken) is None or isinstance(signed_content(broken), bytes)


def test_deep_and_endless_structures_end_at_once() -> None:
    deep = ber(0x04, b"x")
    for _ in range(5_000):
        deep = ber(0x24, deep)
    started = time.perf_counter()
    assert signed_content(signed(deep)) is None
    assert signed_content(b"0\x80" + _PKCS7 + _SIGNED + b"\xa0\x80" * 200_000) is None
    assert signed_content(b"0\x88" + b"\xff" * 8 + _PKCS7 + _SIGNED) is None
    assert time.perf_counter() - started < 5


def test_ten_megabytes_in_pieces_of_a_kilobyte_take_less_than_a_second() -> None:
    content = bytes(range(256)) * 40_000
    pieces = b"".join(ber(0x04, content[at : at + 1000]) for at in range(0, len(content), 1000))
    written = signed(ber(0x24, pieces, open_length=True), open_length=True)
    started = time.perf_counter()
    assert signed_content(written) == content
    assert time.perf_counter() - started < 1


def test_clear_signed_text_loses_its_armour() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n电梯停运\n- -- 落款\n"
        "-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----\n附言"
    )
    assert without_armor(text) == "电梯停运\n-- 落款\n\n附言"
    assert without_armor("没有签名") == "没有签名"
