"""Reads the mailboxes again while the service runs, and checks what an admin would have them be."""

from pathlib import Path

from domain.reading import Problem
from huihan.settings import SettingsError, read_settings
from workers.instance.mailbox_file import Mail


class MailboxFile:
    """The mailboxes of the instance in `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, text: str | None = None) -> Mail:
        """All of them, as if the file held `text` if that is given. Raises SettingsError."""
        settings = read_settings(self._root, secrets=False, added=text)
        return Mail(mailboxes=settings.mailboxes, smtp=settings.smtp)

    def problems(self, text: str) -> tuple[Problem, ...]:
        """What would be wrong with this mailboxes.toml; nothing of it is written."""
        try:
            read_settings(self._root, secrets=False, added=text)
        except SettingsError as error:
            return error.problems
        return ()
