"""A rulebook's folder into memory: every mistake in every file at once, or a rulebook that holds its own texts."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from rules import lessons, model_file
from rules.check.across import check
from rules.learnt import Learnt
from rules.model import Finding
from rules.rulebook import Loaded, Rulebook
from rules.schema.alarms import read_alarms
from rules.schema.examples import read_examples
from rules.schema.files import Book, read_calendar, read_departments, read_rulebook, read_signals, read_topics
from rules.schema.glossary import read_glossary
from rules.schema.groups import read_groups
from rules.schema.owners import read_owners
from rules.schema.phrases import read_phrases
from rules.schema.rules import read_clocks, read_letters, read_rules
from rules.schema.source import Item, Reader

_READERS: Mapping[str, Callable[[Book, Reader, Item], None]] = {
    "rulebook.yaml": read_rulebook,
    "departments.yaml": read_departments,
    "signals.yaml": read_signals,
    "topics.yaml": read_topics,
    "alarms.yaml": read_alarms,
    "clocks.yaml": read_clocks,
    "calendar.yaml": read_calendar,
    "letters.yaml": read_letters,
    "owners.yaml": read_owners,
    "phrases.yaml": read_phrases,
    "glossary.yaml": read_glossary,
    "groups.yaml": read_groups,
}
"""The files of a rulebook, in the order in which names are defined before they are used."""

_OPTIONAL = frozenset({"alarms.yaml", "glossary.yaml", "groups.yaml", "owners.yaml", "phrases.yaml"})
"""Those that a rulebook may do without."""

_FOLDERS: Mapping[str, Callable[[Book, Reader, Item, dict[str, int]], None]] = {
    "rules": read_rules,
    "examples": read_examples,
}
_SHARED = ("__init__.py", "README.md", ".gitkeep", "__pycache__", lessons.FOLDER)
"""What may lie beside the YAML without being read: it decides nothing."""

LARGEST = 5_000_000
"""Bytes of one file; an honest rulebook is far below."""


def load_rulebook(folder: Path) -> Loaded:
    """The rulebook in a folder, or all the findings that stand in its way."""
    findings: list[Finding] = []
    if not folder.is_dir():
        return Loaded(rulebook=None, findings=(Finding(file=str(folder), line=1, what="no such folder"),))
    texts, sha256 = read_files(folder, findings)
    return load_texts(texts, sha256, findings)


def load_texts(texts: Mapping[str, str], sha256: str, findings: Sequence[Finding] = ()) -> Loaded:
    """The rulebook whose files have these texts; `findings`: what is known to be wrong with them already."""
    found = list(findings)
    rulebook = parse_rulebook(texts, sha256, found)
    found.extend(check(rulebook))
    found.sort(key=lambda finding: (finding.file, finding.line, finding.what))
    sound = all(finding.warning for finding in found)
    return Loaded(rulebook=rulebook if sound else None, findings=tuple(dict.fromkeys(found)))


def parse_rulebook(texts: Mapping[str, str], sha256: str, findings: list[Finding]) -> Rulebook:
    """File name → text into a rulebook; what is wrong goes to `findings`, and the rulebook then lacks it."""
    book = Book()
    for name, read in _READERS.items():
        if name not in texts and name in _OPTIONAL:
            continue
        if name not in texts:
            findings.append(Finding(file=name, line=1, what="the file is missing"))
            continue
        reader = Reader(name, findings)
        item = reader.parse(texts[name])
        if item is not None:
            read(book, reader, item)
    book.learnt = _learnt(texts, findings)
    for folder, read_part in _FOLDERS.items():
        seen: dict[str, int] = {}
        for name in sorted(name for name in texts if name.startswith(f"{folder}/")):
            reader = Reader(name, findings)
            item = reader.parse(texts[name])
            if item is not None and item.value is not None:
                read_part(book, reader, item, seen)
    return Rulebook(
        name=book.name,
        zone=book.zone,
        schemes=book.schemes,
        scoring=book.scoring,
        language=book.language,
        defaults=book.defaults,
        departments=tuple(book.departments),
        topics=tuple(book.topics),
        signals=tuple(book.signals),
        rules=tuple(book.rules),
        clocks=tuple(book.clocks),
        calendar=book.calendar,
        letters=tuple(book.letters),
        phrases=tuple(book.phrases),
        glossary=tuple(book.glossary),
        kept=book.kept,
        examples=tuple(book.examples),
        alarms=book.alarms,
        owners=book.owners,
        groups=book.groups,
        likeness=book.likeness,
        learnt=book.learnt,
        texts=dict(texts),
        sha256=sha256,
        lines=book.lines,
    )


def _learnt(texts: Mapping[str, str], findings: list[Finding]) -> Learnt | None:
    """The model, if one stands in the folder and can be read."""
    if model_file.FILE not in texts:
        return None
    try:
        return model_file.from_json(texts[model_file.FILE])
    except model_file.OutdatedError:
        what, warning = "learnt by an earlier version of the program, and not asked", True
    except (ValueError, RecursionError) as error:
        what, warning = f"no model: {error}", False
    findings.append(Finding(file=model_file.FILE, line=1, what=what, hint="rules learn", warning=warning))
    return None


def read_files(folder: Path, findings: list[Finding]) -> tuple[dict[str, str], str]:
    """Every file's text by its path inside the folder, and the sha256 of sorted names and texts in UTF-8.

    A byte order mark is no part of either: what is kept as text and written back has the same hash.
    """
    texts: dict[str, str] = {}
    for path in sorted(_yaml_files(folder, findings)):
        name = path.relative_to(folder).as_posix()
        try:
            data = path.read_bytes()
            if len(data) > LARGEST:
                findings.append(Finding(file=name, line=1, what=f"larger than {LARGEST} bytes"))
                continue
            texts[name] = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            findings.append(Finding(file=name, line=line, what="not UTF-8", hint="save the file as UTF-8"))
        except OSError as error:
            findings.append(Finding(file=name, line=1, what=f"cannot be read: {error.strerror}"))
    return texts, hash_of(texts)


def hash_of(texts: Mapping[str, str]) -> str:
    """The sha256 by which a rulebook of these files is known: of their names and texts, in the order of a folder."""
    digest = hashlib.sha256()
    for name in sorted(texts, key=PurePosixPath):
        data = texts[name].encode()
        digest.update(f"{name}\x00{len(data)}\x00".encode())
        digest.update(data)
    return digest.hexdigest()


def _yaml_files(folder: Path, findings: list[Finding]) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name in _SHARED:
            continue
        if path.is_dir() and path.name in _FOLDERS:
            for inner in sorted(path.iterdir()):
                if inner.suffix == ".yaml" and inner.is_file():
                    found.append(inner)
                elif inner.name not in _SHARED:
                    name = inner.relative_to(folder).as_posix()
                    findings.append(Finding(file=name, line=1, what="unexpected: only *.yaml files stand here"))
        elif path.name in (*_READERS, model_file.FILE) and path.is_file():
            found.append(path)
        else:
            reader = Reader(path.name, findings)
            reader.unknown(1, "unexpected file or folder", (*_READERS, *_FOLDERS, model_file.FILE), path.name)
    return found
