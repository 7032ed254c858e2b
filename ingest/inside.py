"""Gathers what lies inside a container (an archive, a message, a document), so that every container does it alike."""

from dataclasses import replace

from domain.reading import Part, Problem
from ingest.headers import safe_name
from ingest.photos import with_stills
from ingest.reading import Context, Reading

_CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Inside:
    """The files and mails found in one container; lives for one call of its `read`."""

    def __init__(self, name: str, context: Context) -> None:
        self._name = name
        self._context = context
        self._files: list[Reading] = []
        self.mails: list[Reading] = []
        self._problems: list[Problem] = []

    def add(self, data: bytes, name: str | None, *, declared: str | None = None) -> None:
        """Read one file by its content, within what the letter may still take out of containers."""
        if self._context.budget.files <= 0:
            self.problem("其中的文件过多，其余的没有读取", "请打开原件查看")
            return
        self._context.budget.files -= 1
        shown = safe_name(name, f"附件{len(self._files) + len(self.mails) + 1}")
        for one in self._context.nested(data, shown, self._context.deeper(declared=declared)):
            (self.mails if one.head else self._files).append(one)

    def in_place(self, data: bytes, name: str) -> str:
        """The words of a file that stands within the container's own text; what else it holds is kept as files are."""
        before = len(self._files), len(self.mails)
        self.add(data, name)
        found = [*self._files[before[0] :], *self.mails[before[1] :]]
        del self._files[before[0] :], self.mails[before[1] :]
        words = []
        for one in found:
            first, *rest = one.parts or (None,)
            words.append(first.text if first else "")
            unread = (first,) if first and not first.text else ()
            self._files.append(Reading(parts=(*unread, *rest), problems=one.problems, inner=one.inner))
        return "\n".join(filter(None, words))

    def problem(self, what: str, mend: str) -> None:
        """Note something a person should know about the container, once."""
        found = Problem(where=self._name, what=what, mend=mend)
        if found not in self._problems:
            self._problems.append(found)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of all files, in order."""
        return tuple(part for one in self._files for part in one.parts)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The container's own problems, then those of its files."""
        return (*self._problems, *(problem for one in self._files for problem in one.problems))

    @property
    def inner(self) -> tuple[Reading, ...]:
        """Mails, and what was attached to files that hold mails."""
        return (*self.mails, *(mail for one in self._files for mail in one.inner))

    def letters(self) -> tuple[Reading, ...]:
        """Of an archive: the mails each for itself, and the other files together."""
        self._files = list(with_stills(self._files))  # a Live Photo is also sent as an archive (.livp)
        mails, problems = self.inner, self.problems
        if self.parts or (problems and not mails):
            return (Reading(parts=self.parts, problems=problems), *mails)
        first, *others = mails
        return (replace(first, problems=(*problems, *first.problems)), *others)


def is_clutter(name: str) -> bool:
    """Whether a file in an archive is only a system's own note about the folder."""
    return name.startswith(_CLUTTER[0]) or name.endswith(_CLUTTER[1:])
