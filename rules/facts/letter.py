"""How the letter came and how well it was read."""

from domain.codes import Channel
from rules.fact import Situation
from rules.model import Condition, Test
from rules.part import FLAG, TEXTS, Part, Takes, some_of
from rules.predicate import Answers, Asked, Kind, Names, Predicate, among, amount, flag, one_of, texts
from rules.schema.key import Key
from rules.schema.source import Item, Reader


def _media_types(situation: Situation, asked: Asked) -> Answers:
    """`image/png` or `image/*`."""
    types = {kind.lower() for kind in situation.given.attachments}
    types |= {f"{kind.split('/')[0]}/*" for kind in types}
    return [(key, 1) for key, wanted in asked.keys.items() if any(value.lower() in types for value in wanted)]


def _confidence(reader: Reader, item: Item, names: Names) -> Condition | None:
    del names
    parts = reader.mapping(item, "confidence", ("below",))
    below = reader.number(parts.get("below"), "confidence: below", 0, 1)
    return Test(kind="confidence", below=max(1, round(below * 1000)))


PREDICATES = {
    "channel": Predicate(
        key=Key("[codes]: how it came", "[代码]：来信渠道"),
        parse=one_of("channel", tuple(Channel)),
        parts=some_of(tuple(Channel)),
        answers=among(lambda situation: (situation.given.channel,)),
        one_of=tuple(Channel),
    ),
    "project": Predicate(
        key=Key("[names]: the project", "[名称]：项目"),
        parse=texts("project"),
        parts=TEXTS,
        answers=among(lambda situation: (situation.given.project or "",)),
        single=True,
    ),
    "sender_known": Predicate(
        key=Key("true or false: the sender stands in the directory", "true 或 false：发件人是否在业主名册"),
        parse=flag("sender_known"),
        parts=FLAG,
        answers=amount(lambda situation: int(situation.given.directory.sender_known)),
    ),
    "attachment": Predicate(
        key=Key("[image/*, application/pdf]: such an attachment", "[image/*, application/pdf]：有此类附件"),
        parse=texts("attachment"),
        parts=TEXTS,
        answers=_media_types,
    ),
    "confidence": Predicate(
        key=Key("{below: X}: reading was less sure than X (0–1)", "{below: X}：识读把握低于 X（0–1）"),
        parse=_confidence,
        parts={"below": Part(takes=Takes.SHARE)},
        answers=amount(lambda situation: round(situation.given.confidence * 1000)),
    ),
}

KINDS = {"writer contradicted": Kind(answers=amount(lambda situation: int(situation.given.directory.contradicted)))}
"""What only implied rules ask: flat, telephone, address or name belong to different households."""
