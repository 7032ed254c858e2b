"""S/MIME objects (.p7m, CMS, RFC 8551): the mail inside one that is only signed."""

from domain.reading import Part
from domain.reading_codes import Method
from ingest.reading import Context, Reading, unread
from ingest.signed import is_encrypted, is_pkcs7, signed_content

NAME = "pkcs7"
ORDER = 18
MEDIA_TYPE = "application/pkcs7-mime"


def sniff(data: bytes, name: str) -> bool:
    """A CMS object in its binary form."""
    del name
    return is_pkcs7(data)


def read(data: bytes, name: str, context: Context) -> tuple[Reading, ...]:
    """What is inside, as a mail or as whatever it is; of a signature alone, nothing."""
    content = signed_content(data)
    if content:
        return context.nested(content, "签名邮件.eml", context.deeper())
    if is_encrypted(data):
        return (unread(name, MEDIA_TYPE, "邮件已加密（S/MIME）", "请来信人不加密重新发送"),)
    if not is_pkcs7(data):
        return (unread(name, MEDIA_TYPE, "签名邮件已损坏", "请打开原件，或请来信人重新发送"),)
    signature = Part(name=name, media_type="application/pkcs7-signature", method=Method.NONE, confidence=0.0)
    return (Reading(parts=(signature,)),)
