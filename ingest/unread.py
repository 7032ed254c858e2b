"""Names the kinds of bytes that no format reads yet, so that a person is told what lies there."""

from dataclasses import dataclass

from ingest.reading import Reading, unread

_OPEN = "请打开原件查看，并由人工登记内容"


@dataclass(frozen=True, kw_only=True)
class _Kind:
    magic: bytes
    at: int
    media_type: str
    called: str


_KINDS = tuple(
    _Kind(magic=magic, at=at, media_type=media_type, called=called)
    for magic, at, media_type, called in (
        (b"\xff\xd8\xff", 0, "image/jpeg", "图片"),
        (b"\x89PNG", 0, "image/png", "图片"),
        (b"GIF8", 0, "image/gif", "图片"),
        (b"II*\0", 0, "image/tiff", "图片"),
        (b"MM\0*", 0, "image/tiff", "图片"),
        (b"BM", 0, "image/bmp", "图片"),
        (b"WEBP", 8, "image/webp", "图片"),
        (b"ftyphei", 4, "image/heic", "图片"),
        (b"ftypmif1", 4, "image/heic", "图片"),
        (b"ftypqt", 4, "video/quicktime", "视频"),
        (b"ftyp", 4, "video/mp4", "视频"),
        (b"moov", 4, "video/quicktime", "视频"),
        (b"mdat", 4, "video/quicktime", "视频"),
        (b"wide", 4, "video/quicktime", "视频"),
        (b"#!AMR", 0, "audio/amr", "录音"),
        (b"ID3", 0, "audio/mpeg", "录音"),
        (b"RIFF", 0, "audio/x-wav", "音视频"),
        (b"{\\rtf", 0, "application/rtf", "RTF 文档"),
        (b"\xd0\xcf\x11\xe0", 0, "application/x-ole-storage", "旧版 Office 文件"),
        (b"PK\x03\x04", 0, "application/zip", "不认识的 Office 文件，或已损坏的压缩包"),
        (b"Rar!", 0, "application/vnd.rar", "压缩包"),
        (b"7z\xbc\xaf", 0, "application/x-7z-compressed", "压缩包"),
        (b"\x1f\x8b", 0, "application/gzip", "压缩包"),
        (b"x\x9f\x3e\x22", 0, "application/ms-tnef", "Outlook 附件包（winmail.dat）"),
        (b"MZ", 0, "application/x-msdownload", "可执行程序"),
    )
)


def _kind_of(data: bytes) -> _Kind | None:
    """The kind by its signature; one of only two letters must be followed by bytes that no text has."""
    for kind in _KINDS:
        if data[kind.at : kind.at + len(kind.magic)] == kind.magic:
            return kind if len(kind.magic) > 2 or kind.magic[0] > 127 or b"\0" in data[:64] else None
    return None


def is_known(data: bytes) -> bool:
    """Whether the bytes carry the signature of a kind that is no text."""
    return _kind_of(data) is not None


def unknown(data: bytes, name: str, declared: str | None) -> Reading:
    """Bytes that no format knows: kept, named as well as may be, and put before a person."""
    if not data.strip():
        return unread(name, declared or "application/octet-stream", "内容为空", "请与来信人联系，请其重新发送")
    kind = _kind_of(data)
    if kind is not None:
        return unread(name, kind.media_type, f"{kind.called}，目前不能自动读取", _OPEN)
    return unread(name, declared or "application/octet-stream", "无法识别的文件格式", _OPEN)
