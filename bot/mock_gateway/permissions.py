"""Permission bits and how Discord computes them for a member in a channel.

Source of the order of rules: https://discord.com/developers/docs/topics/permissions#permission-hierarchy
"""

from __future__ import annotations

from enum import IntFlag

from bot.mock_gateway.models import Channel, Guild


class Permission(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


ALL_PERMISSIONS = (1 << 53) - 1

MEMBER_PERMISSIONS = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)

BOT_PERMISSIONS = MEMBER_PERMISSIONS | int(Permission.USE_EXTERNAL_EMOJIS)

DM_PERMISSIONS = MEMBER_PERMISSIONS | int(Permission.MENTION_EVERYONE | Permission.USE_EXTERNAL_EMOJIS)


def guild_permissions(guild: Guild, user_id: int) -> int:
    """The permissions a member's roles give everywhere in the guild; 0 for someone who is no member."""
    member = guild.member(user_id)
    if member is None:
        return 0
    if guild.owner_id == user_id:
        return ALL_PERMISSIONS
    held = {guild.id, *member.role_ids}
    permissions = 0
    for role in guild.roles:
        if role.id in held:
            permissions |= role.permissions
    return ALL_PERMISSIONS if permissions & Permission.ADMINISTRATOR else permissions


def channel_permissions(guild: Guild | None, channel: Channel, user_id: int) -> int:
    """The permissions of `user_id` in `channel`; pass a thread's parent for a thread."""
    if guild is None:
        return DM_PERMISSIONS
    permissions = guild_permissions(guild, user_id)
    if permissions == ALL_PERMISSIONS:
        return permissions
    member = guild.member(user_id)
    role_ids = set(member.role_ids) if member else set()
    everyone = [o for o in channel.overwrites if o.target_id == guild.id]
    roles = [o for o in channel.overwrites if o.kind == 0 and o.target_id in role_ids]
    own = [o for o in channel.overwrites if o.kind == 1 and o.target_id == user_id]
    for level in (everyone, roles, own):
        for overwrite in level:
            permissions &= ~overwrite.deny
        for overwrite in level:
            permissions |= overwrite.allow
    if not permissions & Permission.VIEW_CHANNEL:
        return 0
    return permissions
