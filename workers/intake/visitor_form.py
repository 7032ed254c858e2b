"""What a visitor typed into the public page's form, and all that is wrong with it at once, each by its field."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from domain.said import N_, Sentence
from domain.settings import PublicSettings
from ingest.formats import image, pdf
from store.contact_forms import normal_phone
from workers.intake.taken_down import Evidence

LONGEST = {"name": 60, "phone": 40, "project": 60, "building": 30, "unit": 30, "room": 30, "happened": 100}
"""Characters of each line."""
FACTS_LONGEST = 10_000
_LEAST_DIGITS = 7
_MOST_DIGITS = 15
_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "image/gif": (".gif",),
    "image/bmp": (".bmp",),
    "image/tiff": (".tif", ".tiff"),
    "image/avif": (".avif",),
    "application/pdf": (".pdf",),
}


@dataclass(frozen=True, kw_only=True)
class VisitorForm:
    """As it was typed. key: 32 hex digits made with the form, by which it is one complaint however often it is sent.

    happened: when, in the visitor's words. agreed: to what is done with these data. caught: what no person would have
    done; empty for nothing.
    """

    key: str
    name: str = ""
    phone: str = ""
    project: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""
    happened: str = ""
    facts: str = ""
    agreed: bool = False
    files: tuple[Evidence, ...] = ()
    caught: str = ""

    @property
    def fingerprint(self) -> str:
        """Equal for equal forms, whatever their key."""
        typed = [getattr(self, name) for name in (*LONGEST, "facts")]
        typed += [f"{one.name} {hashlib.sha256(one.data).hexdigest()}" for one in self.files]
        return hashlib.sha256("\0".join(typed).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def tidy(self) -> "VisitorForm":
        """Each line on one line, each file with the ending of what it is."""
        return replace(
            self,
            name=_line(self.name),
            phone=_line(self.phone),
            project=_line(self.project),
            building=_line(self.building),
            unit=_line(self.unit),
            room=_line(self.room),
            happened=_line(self.happened),
            facts=self.facts.strip().replace("\r\n", "\n"),
            files=tuple(_by_its_kind(one) for one in self.files),
        )


def mistakes(form: VisitorForm, public: PublicSettings) -> Mapping[str, Sentence]:
    """One sentence for each field that cannot be taken as it is; empty for none."""
    found = {
        name: Sentence(N_("最多 {most} 个字，请写短一些"), {"most": most})
        for name, most in {**LONGEST, "facts": FACTS_LONGEST}.items()
        if len(getattr(form, name)) > most
    }
    if not form.name.strip():
        found["name"] = Sentence(N_("请写您的姓名或称呼"))
    if not _LEAST_DIGITS <= len(normal_phone(form.phone)) <= _MOST_DIGITS:
        found["phone"] = Sentence(N_("请写能打通的电话，例如 13800138000 或 0571-88881234"))
    if not form.facts.strip():
        found["facts"] = Sentence(N_("请写发生了什么事：在哪里、什么情况、您希望怎样解决"))
    if not form.agreed:
        found["agreed"] = Sentence(N_("请先阅读并勾选同意，我们才能受理"))
    wrong = _of_files(form.files, public)
    return found | ({"files": wrong} if wrong else {})


def _of_files(files: tuple[Evidence, ...], public: PublicSettings) -> Sentence | None:
    if len(files) > public.files:
        return Sentence(N_("最多附 {most} 个文件；其余的可在工作人员联系您时再给"), {"most": public.files})
    if sum(len(one.data) for one in files) > public.bytes:
        return Sentence(N_("文件合计不能超过 {most} MB；请少选几张"), {"most": max(1, public.bytes // 1_000_000)})
    other = next((one.name for one in files if kind_of(one.data) is None), None)
    if other is not None:
        return Sentence(N_("“{name}”不是照片或 PDF；请另选文件，或先拍照、截图"), {"name": other[:60]})
    return None


def kind_of(data: bytes) -> str | None:
    """The media type of a photo or PDF, by what the bytes say and not by their name; None for anything else.

    Whether it can be opened is not asked here: strangers' files are opened in processes that may be killed alone.
    """
    return image.picture_type(data) or ("application/pdf" if pdf.sniff(data, "") else None)


def _line(text: str) -> str:
    return " ".join(text.split())


def _by_its_kind(file: Evidence) -> Evidence:
    endings = _ENDINGS.get(kind_of(file.data) or "", ())
    if not endings or file.name.lower().endswith(endings):
        return file
    return replace(file, name=(PurePath(file.name).stem or "file") + endings[0])
