"""What a notice says, in the two languages of the staff: a number, what it is about, a link; nothing of a resident."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.clocks import CLOCKS
from domain.codes import ClockName, LetterKind
from domain.labels import NOTICE
from domain.letter_kinds import LETTERS
from domain.notices import NoticeKind
from domain.said import filled
from store.notices import NoticeRow

PLAN = "plan"


@dataclass(frozen=True, kw_only=True)
class Words:
    """One language. The sentences have {names}."""

    kinds: Mapping[str, str]
    plan: str
    unfiled: str
    title: str
    body: str
    why: str
    test: str


CHINESE = Words(
    kinds=NOTICE,
    plan="处理方案",
    unfiled="未立案来件 {id}",
    title="{subject}：{about}{kind}",
    body="{title}\n{link}",
    why="本通知由系统自动发出，请勿回复；接收方式可在工作台的个人页面中更改。",
    test="这是一条测试通知；收到即表示接收方式可用。",
)
ENGLISH = Words(
    kinds={
        NoticeKind.ALARM: "danger now, the letter says",
        NoticeKind.URGENT: "urgent case",
        NoticeKind.GRAVE: "proposed as a grave or collective complaint",
        NoticeKind.HANDED: "handed to you",
        NoticeKind.APPROVE: "waits for your approval",
        NoticeKind.RETURNED: "returned, to be revised",
        NoticeKind.DUE_SOON: "due soon",
        NoticeKind.OVERDUE: "overdue",
        NoticeKind.BOUNCED: "did not arrive",
        NoticeKind.WAY_FAILED: "somebody's notices do not arrive",
        NoticeKind.PROGRAM_FAILED: "a program could not be told",
        NoticeKind.BREAK_GLASS: "the emergency account was used to sign in",
    },
    plan="plan: ",
    unfiled="received, no case yet: {id}",
    title="{subject}: {about}{kind}",
    body="{title}\n{link}",
    why="This notice was sent automatically, please do not answer. How you get notices is set on your own page.",
    test="This is a test notice: this way of being told works.",
)


def words_of(language: str) -> Words:
    """The words of a language; Chinese for any that there is not."""
    return ENGLISH if language == "en" else CHINESE


def title_of(words: Words, notice: NoticeRow) -> str:
    """One line."""
    subject = notice.subject or filled(words.unfiled, {"id": notice.intake_id or ""})
    return filled(words.title, {"subject": subject, "about": about_of(words, notice), "kind": words.kinds[notice.kind]})


def text_of(words: Words, notice: NoticeRow, link: str) -> str:
    """The line and the link."""
    return filled(words.body, {"title": title_of(words, notice), "link": link})


def about_of(words: Words, notice: NoticeRow) -> str:
    """The clock, letter or plan that it is about; "" for the case as a whole."""
    if notice.about == PLAN:
        return words.plan
    what, _, name = notice.about.partition(":")
    if what == "clock" and name in set(ClockName):
        clock = CLOCKS[ClockName(name)]
        return f"{clock.english}: " if words is ENGLISH else clock.label
    if what == "letter" and name in set(LetterKind):
        letter = LETTERS[LetterKind(name)]
        return f"{letter.english}: " if words is ENGLISH else letter.label
    return ""
