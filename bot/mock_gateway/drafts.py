"""What a client sent as a message, read and checked before anything comes of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.mock_gateway.api_errors import FormErrors, NotModelledError, empty_message, too_large
from bot.mock_gateway.attachments import Upload
from bot.mock_gateway.component_rules import check_message_components
from bot.mock_gateway.embed_rules import check_embeds
from bot.mock_gateway.fields import Fields, snowflake
from bot.mock_gateway.models import Json, MessageFlag
from bot.mock_gateway.settings import MAX_CONTENT, MAX_DESCRIPTION, MAX_FILE_BYTES, MAX_FILES

SETTABLE_FLAGS = MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2


@dataclass(slots=True)
class AllowedMentions:
    """Which mentions in a message may ping."""

    everyone: bool = True
    all_users: bool = True
    all_roles: bool = True
    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    replied_user: bool = True

    def user(self, user_id: int) -> bool:
        return self.all_users or user_id in self.users

    def role(self, role_id: int) -> bool:
        return self.all_roles or role_id in self.roles


@dataclass(slots=True)
class NewFile:
    """An upload with what the message says about it."""

    upload: Upload
    description: str | None


@dataclass(slots=True)
class Draft:
    """A message to be created, or the changes to one; None leaves a field of an edit as it is."""

    content: str | None = None
    embeds: list[Json] | None = None
    components: list[Json] | None = None
    files: list[NewFile] = field(default_factory=list)
    kept_attachments: dict[int, str | None] | None = None  # id -> new alt text; None keeps all as they are
    flags: int | None = None
    mentions: AllowedMentions = field(default_factory=AllowedMentions)
    reference_id: int | None = None
    reference_must_exist: bool = True
    nonce: str | int | None = None
    enforce_nonce: bool = False
    tts: bool = False

    @property
    def v2(self) -> bool:
        return bool((self.flags or 0) & MessageFlag.COMPONENTS_V2)

    @property
    def is_empty(self) -> bool:
        return not (
            (self.content or "").strip()
            or self.embeds
            or self.components
            or self.files
            or self.kept_attachments
        )


def read_draft(
    payload: object,
    uploads: dict[int, Upload],
    *,
    editing: bool = False,
    was_v2: bool = False,
    may_be_ephemeral: bool = False,
) -> Draft:
    """Check a create or edit as Discord would.

    Raises ApiError: 50035 with everything wrong, 50006 for nothing at all, 40005 for too much.
    """
    errors = FormErrors()
    form = Fields(payload, errors)
    _refuse_unmodelled(form)
    draft = Draft(
        content=form.text("content", 0, MAX_CONTENT),
        mentions=_allowed_mentions(form),
        nonce=_nonce(form),
        enforce_nonce=form.flag("enforce_nonce"),
        tts=form.flag("tts"),
    )
    if editing and "content" in form.value and draft.content is None:
        draft.content = ""
    _read_flags(form, draft, may_be_ephemeral)
    if editing and was_v2:
        draft.flags = (draft.flags or 0) | MessageFlag.COMPONENTS_V2
    _read_rich(form, draft, editing)
    _read_attachments(form, draft, uploads, editing)
    _read_reference(form, draft)
    errors.raise_any()
    if not editing and draft.is_empty:
        raise empty_message()
    return draft


def _refuse_unmodelled(form: Fields) -> None:
    for name, what in (("poll", "polls"), ("sticker_ids", "stickers"), ("shared_client_theme", "themes")):
        if form.value.get(name):
            raise NotModelledError(what)


def _read_flags(form: Fields, draft: Draft, may_be_ephemeral: bool) -> None:
    flags = form.whole("flags", 0, (1 << 31) - 1)
    if flags is None:
        return
    settable = SETTABLE_FLAGS | (MessageFlag.EPHEMERAL if may_be_ephemeral else 0)
    draft.flags = flags & settable


def _read_rich(form: Fields, draft: Draft, editing: bool) -> None:
    if not editing or "embeds" in form.value:
        draft.embeds = check_embeds(form.value.get("embeds") or [], form.errors)
    if not editing or "components" in form.value:
        draft.components = check_message_components(
            form.value.get("components") or [], form.errors, v2=draft.v2
        )
    if draft.v2 and (draft.content or draft.embeds):
        form.wrong(
            "flags",
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            "The fields content and embeds cannot be used with the components v2 flag",
        )


def _read_attachments(form: Fields, draft: Draft, uploads: dict[int, Upload], editing: bool) -> None:
    descriptions: dict[int, str | None] = {}
    names: dict[int, str] = {}
    for item in form.items("attachments", 0, MAX_FILES):
        identifier = snowflake(item.value.get("id"))
        description = item.text("description", 0, MAX_DESCRIPTION)
        if identifier is None:
            item.wrong("id", "NUMBER_TYPE_COERCE", "Not an attachment id.")
        elif identifier in uploads:
            descriptions[identifier] = description
            names[identifier] = item.text("filename", 1, 1024) or uploads[identifier].filename
        elif editing:
            draft.kept_attachments = {**(draft.kept_attachments or {}), identifier: description}
        else:
            item.wrong("id", "ATTACHMENT_NOT_FOUND", f"No file was sent as files[{identifier}].")
    if editing and "attachments" in form.value and draft.kept_attachments is None:
        draft.kept_attachments = {}
    if len(uploads) > MAX_FILES:
        form.wrong("files", "BASE_TYPE_MAX_LENGTH", f"Must be {MAX_FILES} or fewer in length.")
    for number, upload in sorted(uploads.items()):
        if len(upload.data) > MAX_FILE_BYTES:
            raise too_large()
        named = Upload(names.get(number, upload.filename), upload.content_type, upload.data)
        draft.files.append(NewFile(named, descriptions.get(number)))


def _read_reference(form: Fields, draft: Draft) -> None:
    if "message_reference" not in form:
        return
    reference = form.inside("message_reference")
    if reference.value.get("type"):
        raise NotModelledError("forwarded messages")
    draft.reference_id = snowflake(reference.value.get("message_id"))
    draft.reference_must_exist = reference.flag("fail_if_not_exists", default=True)
    if draft.reference_id is None:
        reference.wrong("message_id", "NUMBER_TYPE_COERCE", "Not a message id.")


def _nonce(form: Fields) -> str | int | None:
    nonce = form.value.get("nonce")
    if nonce is None or (isinstance(nonce, int) and not isinstance(nonce, bool)):
        return nonce
    return form.text("nonce", 0, 25)


def _allowed_mentions(form: Fields) -> AllowedMentions:
    if "allowed_mentions" not in form:
        return AllowedMentions()
    mentions = form.inside("allowed_mentions")
    kinds = mentions.value.get("parse")
    # Only a missing `parse` with no lists at all means "everything"; {} means nothing.
    parse = kinds if isinstance(kinds, list) else []
    for kind in parse:
        if kind not in ("users", "roles", "everyone"):
            mentions.wrong("parse", "BASE_TYPE_CHOICES", "Value must be one of {users, roles, everyone}.")
    lists = {}
    for name in ("users", "roles"):
        lists[name] = frozenset(i for i in map(snowflake, mentions.values(name, 0, 100)) if i is not None)
        if lists[name] and name in parse:
            mentions.wrong(
                (),
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{name}"] and {name}: [ids...] are mutually exclusive.',
            )
    return AllowedMentions(
        everyone="everyone" in parse,
        all_users="users" in parse,
        all_roles="roles" in parse,
        users=lists["users"],
        roles=lists["roles"],
        replied_user=mentions.flag("replied_user"),
    )


USER_MENTION = re.compile(r"<@!?(\d{1,20})>")
ROLE_MENTION = re.compile(r"<@&(\d{1,20})>")
EVERYONE_MENTION = re.compile(r"@(everyone|here)\b")
