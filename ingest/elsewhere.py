"""Tells what a letter only points to: pictures on the web, files on a cloud drive. Nothing of it is ever fetched."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from itertools import islice

from domain.reading import Problem
from ingest.embedded import FEW_WORDS, LOGO_BYTES

_INLINE = re.compile(r"<img\b[^<>]{0,300}?\bsrc\s*=\s*[\"']?data:image/[a-z.+-]{2,12};base64,\s*", re.IGNORECASE)
_BASE64 = re.compile(r"[A-Za-z0-9+/\s%]*+=*+")
_REMOTE = re.compile(r"<img\b[^<>]{0,500}?\bsrc\s*=\s*[\"']?\s*(?:https?:)?//[^<>]{0,1000}>", re.IGNORECASE)
_DECORATION = re.compile(
    r"\b(?:width|height)\s*[=:]\s*[\"']?\s*[0-9]{1,2}(?!\d|%)|track|pixel|beacon|spacer|blank|logo|avatar|icon|qrcode",
    re.IGNORECASE,
)
_SHOWN = re.compile(r"[见看如][^，。\n]{0,4}[图圖]|[截附下][图圖]|照片|[图圖]片")
_FILES = re.compile(
    r"[从從][^\n]{1,8}[发發][来來]的超大附件|超大附件|[云雲]附件|"
    r"(?:pan\.baidu\.com|yun\.baidu\.com|wx\.mail\.qq\.com/ftn|mail\.qq\.com/cgi-bin/ftnExs|mail\.163\.com/large-attachment|"
    r"mail\.126\.com/large-attachment|yun\.139\.com|cloud\.189\.cn|weiyun\.com|kdocs\.cn|docs\.qq\.com|alipan\.com|"
    r"aliyundrive\.com|pan\.quark\.cn|pan\.xunlei\.com|115\.com/s|123pan\.com|lanzou[a-z]?\.com|feishu\.cn/(?:file|drive)|"
    r"drive\.google\.com|1drv\.ms|onedrive\.live\.com|dropbox\.com|we\.tl|wetransfer\.com|icloud\.com/attachment)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_MOST = 20


def inline_pictures(markup: str) -> Iterator[bytes]:
    """Pictures that stand within HTML itself (RFC 2397), logos left out."""
    for found in islice(_INLINE.finditer(markup), _MOST):
        packed = _BASE64.match(markup, found.end())
        data = _unpacked(packed[0]) if packed else b""
        if len(data) >= LOGO_BYTES:
            yield data


def _unpacked(packed: str) -> bytes:
    squeezed = re.sub(r"[\s%=]", "", packed.replace("%2B", "+").replace("%2F", "/"))
    try:
        return b64decode(squeezed + "=" * (-len(squeezed) % 4))
    except (binascii.Error, ValueError):
        return b""


def points_elsewhere(text: str, markup: str, where: str) -> Iterator[Problem]:
    """What a person should fetch, if anybody. text: the words of the letter; markup: of its HTML, empty without."""
    if _FILES.search(text) or _FILES.search(markup):
        what = "信中有网盘、超大附件或在线文档的链接，没有下载"
        yield Problem(where=where, what=what, mend="请向来信人索取附件本身，或在安全的环境中打开链接")
    remote = (found for found in islice(_REMOTE.finditer(markup), _MOST) if not _DECORATION.search(found[0]))
    if (len(text) < FEW_WORDS or _SHOWN.search(text)) and next(remote, None):
        what = "信中的图片存放在网上，没有下载"
        yield Problem(where=where, what=what, mend="请来信人把图片作为附件重新发送")
