"""What the bot says when it cannot do something. Every message is one line that tells what to do."""


class BotError(Exception):
    """Base of all errors the bot raises on purpose; its text may be shown to a person."""


class SettingsError(BotError):
    """A setting is missing or wrong; the message names it."""


class StoreError(BotError):
    """The store cannot be opened: a read-only folder, a damaged or newer file."""


class LocaleError(BotError):
    """A locale file has a mistake; the message names the file and the key."""


class DeliveryError(BotError):
    """An answer could not be posted, so the session stays as it was."""


class StartError(BotError):
    """The bot cannot start: a wrong token, a busy port, no network."""
