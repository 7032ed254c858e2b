"""The container files, as far as they can be judged without a container engine: see docs/admin.md."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from huihan.settings import read_settings

ROOT = Path(__file__).parents[3]
DOCKER = ROOT / "docker"


@pytest.mark.parametrize(("file", "context"), [("Dockerfile", ROOT), ("mail.Dockerfile", DOCKER)])
def test_every_copied_path_exists(file: str, context: Path) -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DOCKER / file).read_text("utf-8"), re.MULTILINE)
    sources = [path for line in copied for path in line.split()]
    assert sources
    assert [path for path in sources if not (context / path).exists()] == []


def test_every_room_is_copied_into_the_image() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    copied = set(re.findall(r"^COPY (\w+) \./\w+$", (DOCKER / "Dockerfile").read_text("utf-8"), re.MULTILINE))
    assert {package.partition(".")[0] for package in packages} == copied


def test_every_package_of_a_room_is_installed() -> None:
    packages = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"])
    rooms = {package.partition(".")[0] for package in packages}
    found = {path.parent.relative_to(ROOT) for room in rooms for path in (ROOT / room).rglob("__init__.py")}
    assert {".".join(folder.parts) for folder in found} - packages == set()


@pytest.mark.parametrize("file", ["Dockerfile", "mail.Dockerfile"])
def test_hadolint_has_nothing_to_say(file: str) -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    said = subprocess.run([hadolint, DOCKER / file], capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, said.stdout) == (0, "")


def test_the_image_runs_as_nobody_special_and_knows_whether_it_is_well() -> None:
    text = (DOCKER / "Dockerfile").read_text("utf-8")
    runtime = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER \d+$", runtime, re.MULTILINE)
    assert "HEALTHCHECK" in runtime
    assert "gcc" not in runtime


def test_compose_starts_database_mail_and_service_with_what_they_need() -> None:
    compose = YAML(typ="safe").load((DOCKER / "compose.yaml").read_text("utf-8"))
    services = compose["services"]
    assert set(services) == {"database", "mail", "service"}
    for service in services.values():
        assert "image" in service or (DOCKER / service["build"]["context"]).is_dir()
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (DOCKER / source).exists(), volume
        for needed in service.get("depends_on", {}):
            assert "healthcheck" in services[needed]


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """What docker/make-secrets makes."""
    script = shutil.copy(DOCKER / "make-secrets", tmp_path)
    for _ in range(2):  # the second finds them there
        subprocess.run([script], check=True)
    return tmp_path / "secrets"


def test_passwords_are_made_once_each_another_in_a_closed_folder(secrets: Path) -> None:
    before = {path.name: path.read_text("ascii") for path in secrets.iterdir()}
    assert set(before) == {"database_password", "mail_password"}
    assert len(set(before.values())) == 2
    assert all(re.fullmatch(r"[\w-]{32}", password) for password in before.values())
    assert secrets.stat().st_mode & 0o777 == 0o700
    subprocess.run([secrets.parent / "make-secrets"], check=True)
    assert {path.name: path.read_text("ascii") for path in secrets.iterdir()} == before


def test_each_service_is_given_the_passwords_it_needs_as_files_alone(secrets: Path) -> None:
    text = (DOCKER / "compose.yaml").read_text("utf-8")
    compose = YAML(typ="safe").load(text)
    given = {name: set(service.get("secrets", [])) for name, service in compose["services"].items()}
    assert given == {
        "database": {"database_password"},
        "mail": {"mail_password"},
        "service": {"database_password", "mail_password"},
    }
    files = {name: Path(secret["file"]) for name, secret in compose["secrets"].items()}
    assert {name: (secrets.parent / path).is_file() for name, path in files.items()} == dict.fromkeys(files, True)
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|SECRET|TOKEN|URL", name) or value.startswith("/run/secrets/"), name
    assert "${" not in text
    assert "/docker/secrets/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


def test_no_other_service_sees_the_mail_servers_key() -> None:
    compose = YAML(typ="safe").load((DOCKER / "compose.yaml").read_text("utf-8"))
    key = re.search(r"ssl_key = <(\S+)/", (DOCKER / "dovecot.conf").read_text("utf-8"))
    assert key is not None
    seeing = [
        name
        for name, service in compose["services"].items()
        if any(volume.split(":")[1] == key[1] for volume in service.get("volumes", []))
    ]
    assert seeing == ["mail"]


def test_the_services_settings_are_good_with_what_compose_gives_them(tmp_path: Path, secrets: Path) -> None:
    text = (DOCKER / "huihan.toml").read_text("utf-8").replace("/srv/certificate/mail.pem", "mail.pem")
    (tmp_path / "huihan.toml").write_text(text.replace("/run/secrets", str(secrets)), encoding="utf-8")
    (tmp_path / "mail.pem").touch()
    compose = YAML(typ="safe").load((DOCKER / "compose.yaml").read_text("utf-8"))
    settings = read_settings(tmp_path, compose["services"]["service"]["environment"])
    password = (secrets / "database_password").read_text("ascii")
    assert settings.database_url == f"postgresql+psycopg://huihan:{password}@database/huihan"
    assert settings.mailboxes[0].password == (secrets / "mail_password").read_text("ascii")
    assert settings.mailboxes[0].host == settings.smtp.host == "mail"  # type: ignore[union-attr]  # None would fail too
    assert password not in repr(settings)
    assert settings.mailboxes[0].password not in repr(settings)


def test_the_images_lock_is_a_part_of_the_projects() -> None:
    def pins(path: Path) -> set[str]:
        return set(re.findall(r"^\S+==\S+", path.read_text("utf-8"), re.MULTILINE))

    assert pins(DOCKER / "requirements.lock") <= pins(ROOT / "requirements.lock")
