"""A Discord-shaped server on real sockets, for any discord.py bot, and a chat page to be a member in.

It serves the REST API at `/api/v10`, the gateway at `/gw`, attachments, a small API for people and tests at
`/_mock`, and the chat page at `/`. See README.md in this folder for what it models and how to test with it.
"""

from bot.mock_gateway.discord_py import pointed_at
from bot.mock_gateway.errors import GatewayError, PortBusyError, StateFileBusyError, StateFileError
from bot.mock_gateway.server import MockGateway
from bot.mock_gateway.settings import Intent, Settings
from bot.mock_gateway.visitor import Visitor

__all__ = [
    "GatewayError",
    "Intent",
    "MockGateway",
    "PortBusyError",
    "Settings",
    "StateFileBusyError",
    "StateFileError",
    "Visitor",
    "pointed_at",
]
