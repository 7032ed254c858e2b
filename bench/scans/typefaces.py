"""The typefaces that letters are set in, each with the Debian package that brings it and what it can write."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from PIL import ImageFont

_FONTS = Path("/usr/share/fonts")
_NO_CHARACTER = "\U0010fffe"
_PROBE = 24


class MissingTypefaceError(Exception):
    """No installed typeface has every character of a letter."""


@dataclass(frozen=True, kw_only=True)
class Typeface:
    """A face: where Debian puts it, the index in its collection, and the package."""

    name: str
    path: str
    index: int = 0
    package: str
    traditional: bool | None = None
    """Which script it is drawn for; None: either."""

    @property
    def installed(self) -> bool:
        """Whether the package is on this machine."""
        return (_FONTS / self.path).exists()

    def font(self, size: float) -> ImageFont.FreeTypeFont:
        """The face at so many pixels to the em."""
        return _loaded(self.path, self.index, size)

    def has(self, characters: frozenset[str]) -> bool:
        """Whether the face can write all of these."""
        return not any(_lacks(self.path, self.index, one) for one in characters if not one.isspace())


@cache
def _loaded(path: str, index: int, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FONTS / path), size, index=index, layout_engine=ImageFont.Layout.BASIC)


@cache
def _shape(path: str, index: int, character: str) -> bytes:
    return bytes(_loaded(path, index, _PROBE).getmask(character))


@cache
def _lacks(path: str, index: int, character: str) -> bool:
    """A face writes what it lacks as its empty box, or not at all."""
    shape = _shape(path, index, character)
    return not any(shape) or shape == _shape(path, index, _NO_CHARACTER)


_SERIF, _SANS = "opentype/noto/NotoSerifCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Regular.ttc"
NOTO = (
    Typeface(name="Noto Serif CJK SC", path=_SERIF, index=2, package="fonts-noto-cjk", traditional=False),
    Typeface(name="Noto Sans CJK SC", path=_SANS, index=2, package="fonts-noto-cjk", traditional=False),
    Typeface(name="Noto Serif CJK TC", path=_SERIF, index=3, package="fonts-noto-cjk", traditional=True),
    Typeface(name="Noto Sans CJK TC", path=_SANS, index=3, package="fonts-noto-cjk", traditional=True),
)
PRINTED = (
    *NOTO,
    Typeface(name="AR PL SungtiL GB", path="truetype/arphic-gbsn00lp/gbsn00lp.ttf", package="fonts-arphic-gbsn00lp"),
    Typeface(name="AR PL KaitiM GB", path="truetype/arphic-gkai00mp/gkai00mp.ttf", package="fonts-arphic-gkai00mp"),
    Typeface(name="AR PL UMing CN", path="truetype/arphic/uming.ttc", package="fonts-arphic-uming", traditional=False),
    Typeface(
        name="AR PL UMing TW", path="truetype/arphic/uming.ttc", index=2, package="fonts-arphic-uming", traditional=True
    ),
    Typeface(name="AR PL UKai CN", path="truetype/arphic/ukai.ttc", package="fonts-arphic-ukai", traditional=False),
    Typeface(
        name="AR PL UKai TW", path="truetype/arphic/ukai.ttc", index=2, package="fonts-arphic-ukai", traditional=True
    ),
    Typeface(name="WenQuanYi Zen Hei", path="truetype/wqy/wqy-zenhei.ttc", package="fonts-wqy-zenhei"),
    Typeface(name="WenQuanYi Micro Hei", path="truetype/wqy/wqy-microhei.ttc", package="fonts-wqy-microhei"),
    Typeface(name="cwTeX Ming", path="truetype/cwtex/cwming.ttf", package="fonts-cwtex-ming"),
    Typeface(name="cwTeX Kai", path="truetype/cwtex/cwkai.ttf", package="fonts-cwtex-kai"),
    Typeface(name="cwTeX FangSong", path="truetype/cwtex/cwfs.ttf", package="fonts-cwtex-fs"),
)
BOLD = Typeface(
    name="Noto Serif CJK SC Bold", path="opentype/noto/NotoSerifCJK-Bold.ttc", index=2, package="fonts-noto-cjk"
)
PEN = (
    Typeface(name="LXGW WenKai Light", path="truetype/lxgw-wenkai/LXGWWenKai-Light.ttf", package="fonts-lxgw-wenkai"),
    Typeface(name="AR PL UKai CN", path="truetype/arphic/ukai.ttc", package="fonts-arphic-ukai"),
    NOTO[0],
)
"""Faces that handwriting is bent from, the likest first."""


def missing_packages() -> tuple[str, ...]:
    """Debian packages that the full set of typefaces still needs."""
    return tuple(sorted({face.package for face in (*PRINTED, BOLD, *PEN) if not face.installed}))


def choose_face(
    chooser: Random, characters: frozenset[str], faces: tuple[Typeface, ...], *, traditional: bool
) -> Typeface:
    """One of the faces for the script that have every character; raises MissingTypefaceError if none has."""
    for face in chooser.sample(faces, len(faces)):
        if face.traditional in {None, traditional} and face.installed and face.has(characters):
            return face
    packages = ", ".join(sorted({face.package for face in faces}))
    raise MissingTypefaceError(f"no typeface has every character of the letter; Debian packages: {packages}")


def pen_face(characters: frozenset[str]) -> Typeface:
    """The likest face to handwriting that has every character; raises MissingTypefaceError if none has."""
    for face in PEN:
        if face.installed and face.has(characters):
            return face
    raise MissingTypefaceError("no typeface to write by hand with; Debian package: fonts-lxgw-wenkai")
