"""Writes OLE containers (MS-CFB), for samples of Outlook and of Office files under a password; no library does."""

import struct

_SECTOR, _MINI_SECTOR, _MINI_BELOW = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_ENTRY = struct.Struct("<64sHBBIII16xI8x8xIQ")

Tree = dict[str, "bytes | Tree"]


def compound_file(tree: Tree) -> bytes:
    """A container of streams (bytes) and storages (further trees)."""
    entries: list[dict] = []
    _enter("Root Entry", tree, _ROOT, entries)
    small, large = _Chains(_MINI_SECTOR), _Chains(_SECTOR)
    for entry in entries[1:]:
        chains = small if len(entry["data"]) < _MINI_BELOW else large
        entry["start"] = chains.add(entry["data"])
    entries[0]["data"] = b"".join(small.sectors)
    entries[0]["start"] = large.add(entries[0]["data"])
    table = struct.pack(f"<{len(small.table)}I", *small.table)
    mini_start = large.add(table + b"\xff" * (-len(table) % _SECTOR))
    directory = b"".join(map(_packed, entries))
    directory_start = large.add(directory + _ENTRY.pack(b"", 0, 0, 0, *[_FREE] * 3, 0, 0, 0) * (-len(entries) % 4))
    places = large.add_table()
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, len(places), directory_start, 0, _MINI_BELOW, mini_start, -(-len(table) // _SECTOR), _END, 0),
    )
    return header + struct.pack("<109I", *places, *[_FREE] * (109 - len(places))) + b"".join(large.sectors)


class _Chains:
    """Sectors of one size and the table that chains them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.sectors: list[bytes] = []
        self.table: list[int] = []

    def add(self, data: bytes) -> int:
        """The first sector of a new chain, the end mark for nothing."""
        start = len(self.sectors)
        self.sectors += [data[at : at + self.size].ljust(self.size, b"\0") for at in range(0, len(data), self.size)]
        self.table += range(start + 1, len(self.sectors) + 1)
        if len(self.sectors) == start:
            return _END
        self.table[-1] = _END
        return start

    def add_table(self) -> list[int]:
        """Puts the table itself into the last sectors; where it lies."""
        count = 1
        while (len(self.table) + count) * 4 > count * self.size:
            count += 1
        places = list(range(len(self.sectors), len(self.sectors) + count))
        self.table += [_FAT] * count
        self.table += [_FREE] * (count * self.size // 4 - len(self.table))
        packed = struct.pack(f"<{len(self.table)}I", *self.table)
        self.sectors += [packed[at : at + self.size] for at in range(0, len(packed), self.size)]
        return places


def _enter(name: str, content: "bytes | Tree", kind: int, entries: list[dict]) -> int:
    """Adds an entry and what is below it; siblings hang from one another by their right hands."""
    index = len(entries)
    entry = {"name": name, "kind": kind, "data": b"", "start": 0, "right": _FREE, "child": _FREE}
    entries.append(entry)
    if isinstance(content, bytes):
        entry["data"] = content
        return index
    previous: dict | None = None
    for child in sorted(content, key=lambda one: (len(one), one.upper())):
        below = content[child]
        at = _enter(child, below, _STREAM if isinstance(below, bytes) else _STORAGE, entries)
        if previous is None:
            entry["child"] = at
        else:
            previous["right"] = at
        previous = entries[at]
    return index


def _packed(entry: dict) -> bytes:
    name = entry["name"].encode("utf-16-le") + b"\0\0"
    links = (_FREE, entry["right"], entry["child"])
    start = 0 if entry["kind"] == _STORAGE else entry["start"]
    return _ENTRY.pack(name, len(name), entry["kind"], 1, *links, 0, start, len(entry["data"]))
