"""Screenshots of chats come bubble by bubble, each with its speaker; pages of paper are none."""

import numpy as np
import pytest

from ingest.ocr.chat import chat_text
from ingest.ocr.engine import Pixels, Seen

WIDTH, HEIGHT = 720, 1280
GROUND, WHITE, GREEN = (237, 237, 237), (255, 255, 255), (105, 236, 149)


class Picture:
    """A chat in the making: bubbles as boxes of one colour, words as lines found by OCR."""

    def __init__(self, ground: tuple[int, int, int] = GROUND) -> None:
        self.pixels: Pixels = np.full((HEIGHT, WIDTH, 3), ground, np.uint8)
        self.seen: list[Seen] = []

    def line(self, text: str, left: int, top: int) -> None:
        right, bottom = left + 30 * len(text), top + 30
        self.seen.append(
            Seen(text=text, confidence=1.0, quad=((left, top), (right, top), (right, bottom), (left, bottom)))
        )

    def bubble(self, texts: list[str], top: int, *, own: bool, colour: tuple[int, int, int] | None = None) -> None:
        wide = 30 * max(map(len, texts))
        left = WIDTH - 124 - wide if own else 124
        self.pixels[top - 18 : top + 40 * len(texts) + 18, left - 24 : left + wide + 24] = colour or (
            GREEN if own else WHITE
        )
        for number, text in enumerate(texts):
            self.line(text, left, top + 40 * number)

    def text(self) -> str | None:
        return chat_text(self.seen, self.pixels)


def test_own_bubbles_stand_on_the_right() -> None:
    picture = Picture()
    picture.line("昨天晚上", WIDTH // 2 - 60, 160)
    picture.bubble(["楼道灯坏了一个星期，", "请尽快修"], 240, own=True)
    picture.bubble(["已经报修"], 400, own=False)
    assert picture.text() == "昨天晚上\n我：楼道灯坏了一个星期，请尽快修\n对方：已经报修"


def test_in_a_group_the_name_above_a_bubble_is_its_speaker() -> None:
    picture = Picture()
    picture.bubble(["楼道灯坏了"], 240, own=True)
    picture.line("陈姐", 110, 330)
    picture.bubble(["我家也是"], 400, own=False)
    assert picture.text() == "我：楼道灯坏了\n陈姐：我家也是"


def test_the_bars_of_the_telephone_are_left_out() -> None:
    picture = Picture()
    picture.line("21", 30, 20)
    picture.line("小李", WIDTH // 2 - 30, 80)
    picture.bubble(["楼道灯坏了"], 300, own=True)
    picture.bubble(["收到"], 420, own=False)
    picture.line("发送", 600, HEIGHT - 60)
    assert picture.text() == "小李\n我：楼道灯坏了\n对方：收到"


def test_a_chat_of_other_colours_is_told_by_its_sides() -> None:
    picture = Picture(ground=(20, 20, 20))
    picture.bubble(["楼道灯坏了"], 300, own=True, colour=(200, 120, 40))
    picture.bubble(["收到"], 420, own=False, colour=(50, 50, 50))
    picture.bubble(["谢谢"], 540, own=True, colour=(200, 120, 40))
    assert picture.text() == "我：楼道灯坏了\n对方：收到\n我：谢谢"


@pytest.mark.parametrize("noise", [0.0, 5.0])
def test_a_letter_on_paper_is_no_chat(noise: float) -> None:
    picture = Picture(ground=WHITE)
    for number, text in enumerate(["物业服务中心：", "楼道灯坏了一个星期", "请尽快修", "何平"]):
        picture.line(text, 100 + 120 * (number == 3), 200 + 70 * number)
    grain = np.random.default_rng(1).normal(0, noise, picture.pixels.shape)
    picture.pixels = np.clip(picture.pixels + grain, 0, 255).astype(np.uint8)
    assert picture.text() is None
