"""`python -m bot.mock_gateway`: the server alone, for trying any bot against it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.mock_gateway.errors import GatewayError
from bot.mock_gateway.server import MockGateway


def main(
    port: Annotated[int, typer.Option(help="TCP port; 0 takes any free one.")] = 0,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    state: Annotated[Path | None, typer.Option(help="File that keeps everything said.")] = None,
    token: Annotated[str | None, typer.Option(help="Token the bot must use; else one is made.")] = None,
    bot_name: Annotated[str, typer.Option(help="The bot's name.")] = "Demo Bot",
) -> None:
    """A mock Discord for one bot, with a chat page."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
    gateway = MockGateway(host, port, state_file=state, token=token, bot_name=bot_name)
    try:
        asyncio.run(_serve(gateway))
    except GatewayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


async def _serve(gateway: MockGateway) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with gateway:
        typer.echo(f"page     {gateway.url}\napi      {gateway.api_base}")
        typer.echo(f"gateway  {gateway.gateway_url}\ntoken    {gateway.token}")
        sys.stdout.flush()
        await stop.wait()


if __name__ == "__main__":
    typer.run(main)
