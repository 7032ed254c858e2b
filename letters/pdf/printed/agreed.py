"""The last look before a letter is submitted: its PDF says what was checked, and all of it can be seen (DESIGN 6)."""

from collections.abc import Callable
from functools import partial

from domain.said import N_, Sentence
from letters.pdf.printed.compare import difference
from letters.pdf.printed.seen import unseen

_DIFFERS = N_("PDF 上的文字与信稿不一致：信稿是“{letter}”，PDF 是“{pdf}”；请修改这一处，再送审。")
_MISSING = N_("信稿中的“{letter}”没有出现在 PDF 上；请修改这一处，再送审。")
_MORE = N_("PDF 上多出信稿中没有的“{pdf}”；请删去，再送审。")
_UNSEEN = N_("“{text}”在 PDF 上看不见（颜色太淡、字号太小、被遮住或在页面之外）；请修改，再送审。")


class NotAsWritten(Exception):  # noqa: N818 -- it is what staff have to mend, worded for them
    """A PDF shows something else than the letter says; `why`: the first place."""

    def __init__(self, why: Sentence) -> None:
        self.why = why
        super().__init__(str(why))

    def __reduce__(self) -> tuple[Callable[[], "NotAsWritten"], tuple[()]]:
        """For the way back from another process."""
        return partial(NotAsWritten, self.why), ()


def check_agreed(docx: bytes, pdf: bytes) -> None:
    """Raises NotAsWritten unless the PDF says what the letter says, to be seen by everybody.

    Raises PackageRefused for what is no letter, letters.pdf.seal.SealProblem for what is no PDF.
    """
    found = difference(docx, pdf)
    if found is not None:
        words = {"letter": found.letter, "pdf": found.pdf}
        raise NotAsWritten(Sentence(_MISSING if not found.pdf else _MORE if not found.letter else _DIFFERS, words))
    if hidden := unseen(pdf):
        raise NotAsWritten(Sentence(_UNSEEN, {"text": hidden}))
