"""Files and folders of an instance are nobody else's, whatever the umask is."""

import os
import stat

import pytest

from store.private import open_private, private_file, private_folder


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request):
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_a_new_folder_and_the_missing_ones_above_it_are_closed(tmp_path):
    private_folder(tmp_path / "a" / "b")
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700


def test_a_folder_that_is_there_stays_as_it_is(tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    private_folder(tmp_path / "open" / "inner")
    assert mode(tmp_path / "open") == 0o755
    private_folder(tmp_path / "open")
    assert mode(tmp_path / "open") == 0o755


@pytest.mark.usefixtures("umask")
def test_a_new_file_is_closed_and_empty(tmp_path):
    private_file(tmp_path / "key")
    assert mode(tmp_path / "key") == 0o600
    assert (tmp_path / "key").read_bytes() == b""


def test_a_file_that_is_there_keeps_what_it_holds(tmp_path):
    (tmp_path / "key").write_bytes(b"secret")
    private_file(tmp_path / "key")
    assert (tmp_path / "key").read_bytes() == b"secret"


@pytest.mark.usefixtures("umask")
def test_it_opens_files_for_open(tmp_path):
    with open(tmp_path / "log", "a", opener=open_private, encoding="utf-8") as out:
        out.write("x")
    assert mode(tmp_path / "log") == 0o600


def test_a_file_in_the_way_of_a_folder_is_an_error(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(OSError, match="a"):
        private_folder(tmp_path / "a" / "b")
