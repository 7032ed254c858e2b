"""Takes the pictures of the desk in docs/images, of the demo's own desk in Debian's Chromium."""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "images"
LIMIT = 250_000
PARKING = {
    "查明的情况": "经查，本次调整收费前没有按约定公示。",
    "处理结果": "财务部已停止按新标准收费，您的车位已按原标准登记。",
}
"""What is answered to the complaint about the parking fee, as FOUND is about the lift."""
sys.path[:0] = [str(ROOT / "tests" / "acceptance"), str(ROOT / "tests")]

from demo_desk import DemoDesk, running_demo  # noqa: E402 - found by the path that is set above
from desk_office import FOUND, Colleague  # noqa: E402 - as above
from servers.browser import PHONE, running_browser  # noqa: E402 - as above


def main() -> None:
    """One run of the demo, five pictures."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_browser() as browser,
        running_demo(Path(folder), browser) as demo,
    ):
        take(demo)


def take(demo: DemoDesk) -> None:
    """The queue, a case, a letter being written, what waits for approval, and a case on a phone."""
    with demo.before("chen") as context:
        clerk = Colleague(context.new_page(), demo)
        clerk.opens("/queue")
        keep(clerk, "desk-queue")
        number = clerk.finds_case("罗文斌")
        show_reason(clerk)
        keep(clerk, "desk-case")
        clerk.answers(clerk.finds_case("陈堃"), PARKING)
        clerk.opens_letter(clerk.finds_case("周明"))
        write_half(clerk)
        keep(clerk, "desk-letter")
    with demo.before("li") as context:
        supervisor = Colleague(context.new_page(), demo)
        supervisor.opens("/approvals")
        supervisor.sees_the_true_page()
        keep(supervisor, "desk-approvals")
    with demo.before("chen", PHONE) as context:
        clerk = Colleague(context.new_page(), demo)
        clerk.opens(f"/cases/{number}")
        keep(clerk, "desk-phone")


def show_reason(clerk: Colleague) -> None:
    """Open the grounds of the topic, its words lit in the letter."""
    why = clerk.part("判定与依据").locator("details").first
    why.locator("summary").click()
    why.get_by_role("listitem").first.hover()


def write_half(clerk: Colleague) -> None:
    """Say what was found, and wait for the page that this makes."""
    clerk.composes(FOUND)
    clerk.sees_the_true_page()
    clerk.page.evaluate("window.scrollTo(0, 0)")


def keep(colleague: Colleague, name: str) -> None:
    """What stands on the screen, with as many colours as a page of text needs."""
    colleague.page.wait_for_load_state("networkidle")
    picture = Image.open(BytesIO(colleague.page.screenshot(animations="disabled"))).convert("RGB")
    path = FOLDER / f"{name}.png"
    picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LIMIT:
        sys.exit(f"{path} has {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
