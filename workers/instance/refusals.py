"""What a use case raises when it refuses: one sentence for people, ready to be translated."""

from domain.said import filled


class Refused(Exception):  # noqa: N818 - said of a wish, not of an error
    """message: a Chinese sentence, the key of its translation, with {names} for `values`."""

    def __init__(self, message: str, /, **values: object) -> None:
        super().__init__(filled(message, values))
        self.message, self.values = message, values
