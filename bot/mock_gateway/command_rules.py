"""What Discord accepts as application commands when a bot syncs them.

Source: https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from enum import IntEnum

from bot.mock_gateway.api_errors import FormErrors
from bot.mock_gateway.fields import Fields
from bot.mock_gateway.models import CommandType, Json
from bot.mock_gateway.settings import LOCALES

MAX_PER_TYPE = {CommandType.CHAT_INPUT: 100, CommandType.USER: 15, CommandType.MESSAGE: 15}
MAX_TOTAL_CHARACTERS = 8000


class Option(IntEnum):
    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


def check_commands(definitions: object) -> list[Json]:
    """The body of a bulk overwrite; raises ApiError 50035 naming everything wrong."""
    errors = FormErrors()
    form = Fields({"commands": definitions}, errors)
    if not isinstance(definitions, list):
        form.wrong((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    seen: set[tuple[str, str]] = set()
    for number, definition in enumerate(definitions if isinstance(definitions, list) else []):
        item = Fields(definition, errors, (number,))
        _command(item)
        key = (str(item.value.get("type", 1)), str(item.value.get("name")))
        if key in seen:
            item.wrong("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "The name is already used.")
        seen.add(key)
    errors.raise_any()
    checked = [_finished(definition) for definition in definitions]  # type: ignore[attr-defined]
    _check_counts(checked, errors)
    return checked


def check_command(definition: object) -> Json:
    """One command, as for a create or a finished edit."""
    errors = FormErrors()
    _command(Fields(definition, errors))
    errors.raise_any()
    return _finished(definition)  # type: ignore[arg-type]


def _check_counts(commands: Sequence[Json], errors: FormErrors) -> None:
    for kind, most in MAX_PER_TYPE.items():
        if sum(command["type"] == kind for command in commands) > most:
            errors.add(
                (),
                "APPLICATION_COMMANDS_MAX_EXCEEDED",
                f"At most {most} commands of type {kind.value}.",
            )
    errors.raise_any()


def _finished(definition: Json) -> Json:
    """The definition as it is kept and given back, with Discord's defaults filled in."""
    permissions = definition.get("default_member_permissions")
    if permissions is not None:
        definition = {**definition, "default_member_permissions": str(permissions)}
    return {
        "type": CommandType.CHAT_INPUT,
        "description": "",
        "options": [],
        "default_member_permissions": None,
        "nsfw": False,
        "contexts": None,
        "integration_types": [0],
        **{name: value for name, value in definition.items() if value is not None},
    }


def _command(item: Fields) -> None:
    kind = item.choice("type", list(CommandType)) if "type" in item else CommandType.CHAT_INPUT
    if kind is None:
        return
    name = item.text("name", 1, 32, required=True)
    _localizations(item, "name", 32)
    _localizations(item, "description", 100)
    if kind == CommandType.CHAT_INPUT:
        _name_rule(item, name)
        item.text("description", 1, 100, required=True)
        _options(item, depth=0)
        if not item.errors and _characters(item.value) > MAX_TOTAL_CHARACTERS:
            item.wrong(
                (),
                "APPLICATION_COMMAND_TOO_LARGE",
                f"Command exceeds maximum size ({MAX_TOTAL_CHARACTERS})",
            )
    elif item.value.get("description") or item.value.get("options"):
        item.wrong("description", "APPLICATION_COMMAND_INVALID", "Menu commands have no description.")
    item.whole("default_member_permissions", 0, (1 << 63) - 1)
    item.flag("nsfw")
    item.flag("dm_permission", default=True)
    for name, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        if any(isinstance(value, bool) or value not in allowed for value in item.values(name, 0, 3)):
            item.wrong(name, "BASE_TYPE_CHOICES", f"Values must be among {allowed}.")


def _localizations(item: Fields, field: str, longest: int) -> None:
    """Names or descriptions in other languages, by locale."""
    name = f"{field}_localizations"
    if name not in item:
        return
    texts = item.inside(name)
    for locale in list(texts.value):
        if locale not in LOCALES:
            texts.wrong(locale, "BASE_TYPE_CHOICES", "Not a locale of Discord's.")
        texts.text(locale, 1, longest, required=True)


def _name_rule(item: Fields, name: str | None) -> None:
    if name is None:
        return
    if not all(_name_character(c) for c in name) or name != name.lower():
        item.wrong(
            "name",
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid: letters, digits, - and _ only, in lower case.",
        )


def _name_character(c: str) -> bool:
    return c in "-_'" or unicodedata.category(c)[0] in "LNM"


def _options(item: Fields, depth: int) -> None:
    options = item.items("options", 0, 25)
    for option in options:
        _option(option, depth)
    _option_order(options)
    nested = [o for o in options if o.value.get("type") in (Option.SUBCOMMAND, Option.GROUP)]
    if nested and len(nested) != len(options):
        item.wrong(
            "options",
            "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
            "Sub-command and sub-command group options are mutually exclusive to all other options",
        )


def _option_order(options: list[Fields]) -> None:
    """Names are used once, and required options come first."""
    names: set[str] = set()
    optional_seen = False
    for option in options:
        name, required = str(option.value.get("name")), bool(option.value.get("required"))
        if name in names:
            option.wrong("name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Name already used.")
        names.add(name)
        if required and optional_seen:
            option.wrong(
                "required",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not required


def _option(option: Fields, depth: int) -> None:
    kind = option.choice("type", [int(o) for o in Option])
    _name_rule(option, option.text("name", 1, 32, required=True))
    option.text("description", 1, 100, required=True)
    _localizations(option, "name", 32)
    _localizations(option, "description", 100)
    option.flag("required")
    option.flag("autocomplete")
    if kind in (Option.SUBCOMMAND, Option.GROUP):
        if depth >= 2 or (kind == Option.GROUP and depth > 0):
            option.wrong("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deeply.")
        else:
            _options(option, depth + 1)
        return
    option.whole("min_length", 0, 6000)
    option.whole("max_length", 1, 6000)
    option.number("min_value")
    option.number("max_value")
    choices = option.items("choices", 0, 25)
    if choices and option.value.get("autocomplete"):
        option.wrong("autocomplete", "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES", "Not both.")
    for choice in choices:
        choice.text("name", 1, 100, required=True)
        if choice.required("value"):
            _choice_value(choice, text=kind == Option.STRING)


def _choice_value(choice: Fields, *, text: bool) -> None:
    if text:
        choice.text("value", 1, 100)
    else:
        choice.number("value")


def check_choices(choices: object) -> list[Json]:
    """The answer to an autocomplete: at most 25 choices of a name and a value."""
    errors = FormErrors()
    form = Fields({"choices": choices}, errors, ("data",))
    for choice in form.items("choices", 0, 25):
        choice.text("name", 1, 100, required=True)
        if choice.required("value"):
            _choice_value(choice, text=not isinstance(choice.value["value"], int | float))
    errors.raise_any()
    return list(choices) if isinstance(choices, list) else []


def _characters(definition: Json) -> int:
    """Characters of names, descriptions and choice values, as the total size limit counts them."""
    own = len(str(definition.get("name") or "")) + len(str(definition.get("description") or ""))
    for choice in definition.get("choices") or []:
        if isinstance(choice, dict):
            own += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return own + sum(_characters(o) for o in definition.get("options") or [] if isinstance(o, dict))
