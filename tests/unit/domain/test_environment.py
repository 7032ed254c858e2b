"""What a process that reads strangers' files is told of its environment: nothing that is a secret."""

import pytest

from domain.environment import clean_environment

HOME = "/tmp/reader"  # noqa: S108 - a name only, nothing is made there


@pytest.mark.parametrize("name", ["PATH", "LANG", "TZ", "LC_ALL", "LC_CTYPE", "OMP_NUM_THREADS", "MKL_THREADING"])
def test_what_a_program_needs_to_run_is_kept(name):
    assert clean_environment({name: "x"}, HOME)[name] == "x"


@pytest.mark.parametrize(
    "name",
    ["IMAP_PASSWORD", "DATABASE_URL", "HUIHAN_INSTANCE", "SSH_AUTH_SOCK", "PYTHONPATH", "LD_PRELOAD", "path", ""],
)
def test_everything_else_is_left_out(name):
    assert set(clean_environment({name: "secret"}, HOME)) == {"HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"}


def test_the_home_given_stands_in_place_of_the_users():
    made = clean_environment({"HOME": "/root", "PATH": "/usr/bin"}, HOME)
    assert made.pop("PATH") == "/usr/bin"
    assert set(made.values()) == {HOME}


def test_the_environment_given_is_not_changed():
    given = {"PATH": "/usr/bin", "SECRET": "x"}
    clean_environment(given, HOME)
    assert given == {"PATH": "/usr/bin", "SECRET": "x"}
