"""A folder of domain/ is a closed list: each module in it is one code."""

from pathlib import Path

import pytest

from domain import listing


def test_what_lies_in_the_folder_beside_the_known_is_added_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "clocks"
    folder.mkdir()
    for name in ("__init__", "reply", "warranty", "inspection"):
        (folder / f"{name}.py").touch()
    (folder / "notes.txt").touch()
    monkeypatch.setattr(listing, "__file__", str(tmp_path / "listing.py"))
    assert list(listing.added("clocks", {"REPLY"}).items()) == [("INSPECTION", "inspection"), ("WARRANTY", "warranty")]


def test_a_module_is_listed_without_being_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "clocks"
    folder.mkdir()
    (folder / "broken.py").write_text("raise RuntimeError", encoding="utf-8")
    monkeypatch.setattr(listing, "__file__", str(tmp_path / "listing.py"))
    assert listing.added("clocks", ()) == {"BROKEN": "broken"}
