"""The punctuation between translated words, in templates, is Chinese; this makes it English in English pages."""

from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_ENGLISH = {"，": ", ", "：": ": ", "；": "; ", "、": ", ", "。": ". ", "（": " (", "）": ")", "　": " "}
_TABLE = str.maketrans(_ENGLISH)


class EnglishPunctuation(Extension):
    """Rewrites marks that stand by themselves; the sentences of `trans` are keys of the catalogue and stay."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens of a template, as the compiler shall see them."""
        sentence = False
        before = ""
        for token in stream:
            if before == "block_begin" and token.value in {"trans", "endtrans"}:
                sentence = token.value == "trans"
            before = token.type
            marks = token.type == "data" or (token.type == "string" and set(token.value) <= set(_ENGLISH))
            yield Token(token.lineno, token.type, token.value.translate(_TABLE)) if marks and not sentence else token
