"""What Discord accepts as message components and modals.

Source: https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from urllib.parse import urlsplit

from bot.mock_gateway.api_errors import FormErrors, Path
from bot.mock_gateway.fields import Fields
from bot.mock_gateway.models import Json

MAX_COMPONENTS = 40
MAX_ROWS = 5
MAX_CUSTOM_ID = 100


class Kind(IntEnum):
    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = {
    Kind.STRING_SELECT,
    Kind.USER_SELECT,
    Kind.ROLE_SELECT,
    Kind.MENTIONABLE_SELECT,
    Kind.CHANNEL_SELECT,
}
IN_LABEL = SELECTS | {
    Kind.TEXT_INPUT,
    Kind.FILE_UPLOAD,
    Kind.RADIO_GROUP,
    Kind.CHECKBOX_GROUP,
    Kind.CHECKBOX,
}
TOP_LEVEL_V2 = {
    Kind.ROW,
    Kind.SECTION,
    Kind.TEXT,
    Kind.GALLERY,
    Kind.FILE,
    Kind.SEPARATOR,
    Kind.CONTAINER,
}


def check_message_components(components: object, errors: FormErrors, *, v2: bool) -> list[Json]:
    """The components of a message, checked and numbered as Discord numbers them."""
    form = Fields({"components": components}, errors)
    checker = _Checker(errors, {Kind.BUTTON, *SELECTS})
    allowed = TOP_LEVEL_V2 if v2 else {Kind.ROW}
    for item in form.items("components", 0, MAX_COMPONENTS if v2 else MAX_ROWS):
        checker.check(item, allowed)
    return _finished(components, checker, form)


def check_modal(modal: object, errors: FormErrors) -> Json:
    """The modal of callback 9: a title, a custom id, and one to five rows or labels."""
    form = Fields(modal, errors, ("data",))
    form.text("title", 1, 45, required=True)
    form.text("custom_id", 1, MAX_CUSTOM_ID, required=True)
    checker = _Checker(errors, {Kind.TEXT_INPUT})
    for item in form.items("components", 1, MAX_ROWS):
        checker.check(item, {Kind.ROW, Kind.LABEL, Kind.TEXT})
    _finished(form.value.get("components"), checker, form)
    return form.value


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, those within others included."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        yield from walk([component[key] for key in ("accessory", "component") if component.get(key)])


def _finished(components: object, checker: _Checker, form: Fields) -> list[Json]:
    if checker.count > MAX_COMPONENTS:
        form.wrong(
            "components",
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"A message may hold {MAX_COMPONENTS} components at most.",
        )
    if form.errors or not isinstance(components, list):
        return []
    taken = {component.get("id") for component in walk(components)}
    number = 0
    for component in walk(components):
        if not component.get("id"):
            number += 1
            while number in taken:
                number += 1
            component["id"] = number
    return components


class _Checker:
    """Walks the tree of components once, counting and checking each."""

    def __init__(self, errors: FormErrors, in_row: set[Kind]) -> None:
        self.count = 0
        self._errors = errors
        self._in_row = in_row
        self._custom_ids: set[str] = set()
        self._rules: dict[Kind, Callable[[Fields], None]] = {
            Kind.ROW: self._row,
            Kind.BUTTON: self._button,
            Kind.TEXT_INPUT: self._text_input,
            Kind.SECTION: self._section,
            Kind.TEXT: lambda item: _ignored(item.text("content", 1, 4000, required=True)),
            Kind.THUMBNAIL: lambda item: _media(item, "media"),
            Kind.GALLERY: self._gallery,
            Kind.FILE: lambda item: _media(item, "file"),
            Kind.SEPARATOR: lambda item: _ignored(item.whole("spacing", 1, 2)),
            Kind.CONTAINER: self._container,
            Kind.LABEL: self._label,
            Kind.FILE_UPLOAD: self._custom_id,
            Kind.RADIO_GROUP: self._group,
            Kind.CHECKBOX_GROUP: self._group,
            Kind.CHECKBOX: self._custom_id,
            **dict.fromkeys(SELECTS, self._select),
        }

    def check(self, item: Fields, allowed: set[Kind]) -> None:
        self.count += 1
        kind = item.choice("type", sorted(int(kind) for kind in allowed))
        if kind is not None:
            item.whole("id", 0, (1 << 31) - 1)
            self._rules[Kind(kind)](item)

    def _row(self, item: Fields) -> None:
        children = item.items("components", 1, 5)
        for child in children:
            self.check(child, self._in_row)
        wide = [child for child in children if child.value.get("type") != Kind.BUTTON]
        if wide and len(children) > 1:
            item.wrong(
                "components",
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "A row holds up to five buttons, or one select or text input.",
            )

    def _button(self, item: Fields) -> None:
        style = item.choice("style", range(1, 7))
        item.text("label", 0, 80)
        item.flag("disabled")
        if style == 6:
            item.wrong("style", "BASE_TYPE_CHOICES", "Premium buttons need a shop, which is not modelled.")
            return
        if not (item.value.get("label") or item.value.get("emoji")):
            item.wrong((), "BUTTON_COMPONENT_LABEL_OR_EMOJI", "A button needs a label or an emoji.")
        if style == 5:
            url = item.text("url", 1, 512, required=True)
            if url and urlsplit(url).scheme not in ("http", "https", "discord"):
                item.wrong(
                    "url",
                    "URL_TYPE_INVALID_SCHEME",
                    f'Scheme "{urlsplit(url).scheme}" is not supported.',
                )
            if "custom_id" in item:
                item.wrong((), "BUTTON_COMPONENT_URL_AND_CUSTOM_ID", "A link button has no custom id.")
        elif style is not None:
            self._custom_id(item)
            if "url" in item:
                item.wrong((), "BUTTON_COMPONENT_URL_AND_CUSTOM_ID", "Only a link button has a url.")

    def _select(self, item: Fields) -> None:
        self._custom_id(item)
        item.text("placeholder", 0, 150)
        item.flag("disabled")
        low = item.whole("min_values", 0, 25, default=1)
        high = item.whole("max_values", 1, 25, default=1)
        if low is not None and high is not None and low > high:
            item.wrong("max_values", "BASE_TYPE_BAD_LENGTH", "max_values is below min_values.")
        if item.value.get("type") == Kind.STRING_SELECT:
            _options(item)

    def _group(self, item: Fields) -> None:
        self._custom_id(item)
        _options(item)

    def _text_input(self, item: Fields) -> None:
        self._custom_id(item)
        item.choice("style", (1, 2))
        item.text("label", 0, 45)
        item.text("placeholder", 0, 100)
        item.text("value", 0, 4000)
        item.whole("min_length", 0, 4000)
        item.whole("max_length", 1, 4000)

    def _section(self, item: Fields) -> None:
        for child in item.items("components", 1, 3):
            self.check(child, {Kind.TEXT})
        if item.required("accessory"):
            self.check(item.inside("accessory"), {Kind.BUTTON, Kind.THUMBNAIL})

    def _gallery(self, item: Fields) -> None:
        for child in item.items("items", 1, 10):
            _media(child, "media")

    def _container(self, item: Fields) -> None:
        for child in item.items("components", 1, MAX_COMPONENTS):
            self.check(child, TOP_LEVEL_V2 - {Kind.CONTAINER})

    def _label(self, item: Fields) -> None:
        item.text("label", 1, 45, required=True)
        item.text("description", 0, 100)
        if item.required("component"):
            self.check(item.inside("component"), IN_LABEL)

    def _custom_id(self, item: Fields) -> None:
        custom_id = item.text("custom_id", 1, MAX_CUSTOM_ID, required=True)
        if custom_id is None:
            return
        if custom_id in self._custom_ids:
            item.wrong(
                "custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        self._custom_ids.add(custom_id)


def _options(item: Fields) -> None:
    seen: set[str] = set()
    for option in item.items("options", 1, 25):
        option.text("label", 1, 100, required=True)
        option.text("description", 0, 100)
        value = option.text("value", 1, 100, required=True)
        if value in seen:
            option.wrong("value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is already used.")
        if value is not None:
            seen.add(value)


def _media(item: Fields, name: str) -> None:
    item.text("description", 0, 1024)
    if item.required(name):
        media = item.inside(name)
        url = media.text("url", 1, 2048, required=True)
        if url and urlsplit(url).scheme not in ("http", "https", "attachment"):
            path: Path = ("url",)
            media.wrong(path, "URL_TYPE_INVALID_SCHEME", "Not a link that can be shown.")


def _ignored(_: object) -> None:
    """The check itself is the effect."""
