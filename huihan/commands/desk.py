"""`huihan desk`: the web desk alone, for a machine of its own; `huihan run` opens it beside everything else."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from desk.server import DeskServer, PortTakenError
from huihan.errors import RefusedError
from huihan.log import also_to_stderr
from huihan.opened import services_of
from huihan.output import tell
from huihan.settings_types import is_loopback
from huihan.signals import stop_signals
from workers.instance import house_settings
from workers.instance.services import Services

Host = Annotated[str | None, typer.Option("--host", help="监听的地址；不写按 huihan.toml 的 [desk]")]
Port = Annotated[int | None, typer.Option("--port", min=0, max=65535, help="端口；0 为任一空闲端口")]


def desk(context: typer.Context, *, host: Host = None, port: Port = None) -> None:
    """网页工作台。The web desk alone; letters are worked by `huihan run` or `worker`."""
    with services_of(context, secrets=True) as services, stop_signals() as stop:
        also_to_stderr()
        house_settings.note(services)
        with serving(services, host=host, port=port):
            stop.wait()
    tell("已停止")


@contextmanager
def serving(services: Services, *, host: str | None = None, port: int | None = None) -> Iterator[str]:
    """The desk until the block ends; the address it listens on. RefusedError for a port that is taken."""
    with listening(services, host=host, port=port) as serve:
        yield serve()


@contextmanager
def listening(services: Services, *, host: str | None = None, port: int | None = None) -> Iterator[Callable[[], str]]:
    """Its port until the block ends; what it gives opens the desk there and says the address. Raises as `serving`."""
    settings = services.settings.desk
    try:
        server = DeskServer(services, host=host or settings.host, port=settings.port if port is None else port)
    except PortTakenError as error:
        raise RefusedError(str(error)) from None

    def serve() -> str:
        held.enter_context(server)
        address = f"http://{server.address[0]}:{server.address[1]}"
        tell(f"网页工作台：{settings.base_url or address}")
        if settings.base_url is None and not is_loopback(server.address[0]):
            tell("注意：[desk] 没有写 base_url，只有本机打得开；要从别处打开，请写明浏览器所用的网址")
        return address

    with contextlib.ExitStack() as held:
        held.callback(server.close)
        yield serve
