"""The lanes of the road, each imported by itself: letters are read while the stages that follow are still imported."""

from collections.abc import Callable, Mapping

from workers.instance.stages import AnyStage

Stages = tuple[AnyStage, ...]


def _read() -> Stages:
    from workers.intake.read import ReadStage  # noqa: PLC0415 - see above

    return (ReadStage(),)


def _read_again() -> Stages:
    from workers.intake.read_again import ReadAgainStage  # noqa: PLC0415 - see above

    return (ReadAgainStage(),)


def _decide() -> Stages:
    from workers.intake.decide import DecideStage  # noqa: PLC0415 - see above
    from workers.intake.quarantine import QuarantineStage  # noqa: PLC0415 - see above

    return (DecideStage(), QuarantineStage())


def _draft() -> Stages:
    from workers.correspondence.draft import DraftStage  # noqa: PLC0415 - see above

    return (DraftStage(),)


def _issue() -> Stages:
    from workers.correspondence.sealing import IssueStage  # noqa: PLC0415 - see above

    return (IssueStage(),)


def _opinion() -> Stages:
    from workers.opinion.stage import OpinionStage  # noqa: PLC0415 - see above

    return (OpinionStage(),)


def _dispatch() -> Stages:
    from workers.sending.dispatch import DispatchStage  # noqa: PLC0415 - see above

    return (DispatchStage(),)


def _tell() -> Stages:
    from workers.telling.telling import TellOfIntakeStage, TellStage  # noqa: PLC0415 - see above

    return (TellStage(), TellOfIntakeStage())


def _notify() -> Stages:
    from workers.telling.notifying import NotifyStage  # noqa: PLC0415 - see above

    return (NotifyStage(),)


def _programs() -> Stages:
    from workers.telling.program_stage import ProgramStage  # noqa: PLC0415 - see above

    return (ProgramStage(),)


def _photos() -> Stages:
    from workers.intake.department_photos import PhotosStage  # noqa: PLC0415 - see above

    return (PhotosStage(),)


def _past() -> Stages:
    from workers.intake.past_stage import PastStage  # noqa: PLC0415 - see above

    return (PastStage(),)


def _examine() -> Stages:
    from workers.health.stage import ExamineStage  # noqa: PLC0415 - see above

    return (ExamineStage(),)


LANES: Mapping[str, Callable[[], Stages]] = {
    "read-1": _read,
    "read-2": _read,
    "decide": _decide,
    "draft": _draft,
    "issue": _issue,
    "dispatch": _dispatch,
    "opinion": _opinion,
    "tell": _tell,
    "notify": _notify,
    "programs": _programs,
    "photos": _photos,
    "read-again": _read_again,
    "past": _past,
    "examine": _examine,
}
"""The road of a letter in its order. Each lane has a thread: they wait for processes, disks and servers.

Two lanes read, so that the reader processes have work while one of the lanes records what they read.
"""


def lanes() -> dict[str, Stages]:
    """All of them, imported."""
    return {name: stages() for name, stages in LANES.items()}
