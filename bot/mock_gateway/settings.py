"""The numbers Discord is known to enforce, and the few a test may want to shorten."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag

MAX_CONTENT = 2000  # characters
MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_REQUEST_BYTES = 25 * 1024 * 1024
MAX_DESCRIPTION = 1024  # characters of alt text

LOCALES = frozenset(
    {"bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu", "id"}
    | {"it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk", "vi"}
    | {"zh-CN", "zh-TW"}
)


class Intent(IntFlag):
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_REACTIONS = 1 << 10
    GUILD_TYPING = 1 << 11
    DM_MESSAGES = 1 << 12
    DM_REACTIONS = 1 << 13
    DM_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


@dataclass(frozen=True, slots=True)
class Settings:
    """How the mock behaves; the defaults are Discord's own."""

    granted_intents: Intent = PRIVILEGED  # the privileged ones the developer portal has switched on
    heartbeat_seconds: float = 41.25
    acknowledge_seconds: float = 3.0  # to the first answer to an interaction
    token_seconds: float = 15 * 60.0  # life of an interaction's token
    link_seconds: float = 24 * 3600.0  # life of an attachment link
    resume_seconds: float = 5 * 60.0  # how long a dropped session may be resumed
    strict_rate_limits: bool = False  # Discord's own tight buckets, such as 5 messages in 5 s a channel
    requests_a_second: int = 50  # over all routes but interactions and their webhooks
    invalid_requests: int = 10_000  # 401, 403 and 429 answers in ten minutes before the door closes
