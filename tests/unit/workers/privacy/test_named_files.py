"""Files beside the database in which a resident may be named: found by name and content, and logs covered in place."""

import io
import zipfile

import pytest

from workers.privacy.named_files import copies_of, loose_files, mask_in_place, names, sha_of
from workers.privacy.resident import Resident

WANG = Resident.of(name="王芳", phone="13800138000")


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "."), data)
    return out.getvalue()


@pytest.fixture
def instance(tmp_path):
    for name in (
        "rulebook",
        "templates",
        "data/archive",
        "data/keys",
        "data/cache",
        "letters/2026",
        "done",
        "quarantine",
    ):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


def kinds(root, originals=None, database=None):
    found = loose_files(root, originals or {}, database=database)
    return {one.path.relative_to(root).as_posix(): one.kind for one in found}


def test_rules_templates_archive_and_keys_are_none_of_them(instance):
    for name in ("rulebook/a.yaml", "templates/a.docx", "data/archive/ab", "data/keys/seal"):
        (instance / name).write_bytes(b"x")
    assert kinds(instance) == {}


def test_every_other_file_has_its_kind(instance):
    (instance / "done/letter.txt").write_bytes(b"original")
    (instance / "data/huihan.log.1").write_bytes(b"")
    (instance / "data/cache/page.png").write_bytes(b"")
    (instance / "letters/2026/reply.docx").write_bytes(b"")
    (instance / "old.TAR.GZ").write_bytes(b"")
    (instance / "notes.txt").write_bytes(b"notes")
    sha = sha_of(instance / "done/letter.txt")
    assert kinds(instance, {sha: 8}) == {
        "done/letter.txt": "copy",
        "data/huihan.log.1": "log",
        "data/cache/page.png": "cache",
        "letters/2026/reply.docx": "letter",
        "old.TAR.GZ": "backup",
        "notes.txt": "file",
    }


def test_the_database_and_its_journals_are_none_of_them(instance):
    database = instance / "data/huihan.db"
    for end in ("", "-wal", "-shm", "-old"):
        (instance / f"data/huihan.db{end}").write_bytes(b"")
    assert set(kinds(instance, database=database)) == {"data/huihan.db-old"}


def test_links_are_not_followed(instance):
    (instance / "elsewhere").symlink_to("/etc/hostname")
    assert kinds(instance) == {}


def test_copies_of_an_original_are_known_by_their_hash_not_by_their_size(instance):
    for name, data in (("done/a.txt", b"original"), ("quarantine/b.txt", b"original"), ("done/c.txt", b"0riginal")):
        (instance / name).write_bytes(data)
    sha = sha_of(instance / "done/a.txt")
    found = [path.name for path in copies_of(instance, {sha: 8})]
    assert found == ["a.txt", "b.txt"]
    assert copies_of(instance, {}) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("王芳的信.txt", b""),
        ("a.txt", "我是王芳".encode()),
        ("a.txt", "我是王芳".encode("gb18030")),
        ("a.txt", "電話138-0013-8000".encode()),
        ("a.docx", zipped(word__xml="<w:t>王</w:t><w:t>芳</w:t>".encode())),
        ("a.zip", zipped(**{"王芳.txt": b""})),
        ("a.zip", zipped(inner__txt="13800138000")),
        ("a.bin", b"\0\1\2" + "王芳".encode()),
    ],
)
def test_a_file_that_names_the_resident(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    assert names(tmp_path / name, WANG)


@pytest.mark.parametrize("data", [b"", "李明来信".encode(), zipped(a__txt=b"x"), b"PK\x03\x04 no zip", b"\0" * 100])
def test_a_file_that_does_not(tmp_path, data):
    (tmp_path / "a.bin").write_bytes(data)
    assert not names(tmp_path / "a.bin", WANG)
    assert not names(tmp_path / "gone.txt", WANG)


def test_a_log_is_covered_in_place_and_keeps_its_length(tmp_path):
    log = tmp_path / "huihan.log"
    before = "第一行\n王芳来电13800138000\n\udcff第三行\n".encode("utf-8", "surrogateescape")
    log.write_bytes(before)
    assert mask_in_place(log, WANG)
    after = log.read_bytes()
    assert len(after) == len(before)
    assert after.splitlines()[0] == before.splitlines()[0]
    assert after.splitlines()[2] == before.splitlines()[2]
    assert not names(log, WANG)
    assert not mask_in_place(log, WANG)
