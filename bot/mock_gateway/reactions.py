"""Adding and removing reactions, whoever does it."""

from __future__ import annotations

from bot.mock_gateway.api_errors import ApiError
from bot.mock_gateway.backstage import Backstage
from bot.mock_gateway.fields import snowflake
from bot.mock_gateway.models import Message, Reaction

MAX_REACTIONS = 20


def add_reaction(backstage: Backstage, message: Message, emoji: str, user_id: int) -> None:
    """Raises ApiError: 10014 for what is no emoji, 30010 for the twenty-first."""
    name, identifier = _emoji(emoji)
    for reaction in message.reactions:
        if (reaction.emoji_name, reaction.emoji_id) == (name, identifier):
            break
    else:
        if len(message.reactions) >= MAX_REACTIONS:
            raise ApiError(400, 30010, f"Maximum number of reactions reached ({MAX_REACTIONS})")
        reaction = Reaction(name, identifier, [])
        message.reactions.append(reaction)
    if user_id not in reaction.user_ids:
        reaction.user_ids.append(user_id)
        backstage.world.save(message)
        backstage.announcer.reaction("MESSAGE_REACTION_ADD", message, reaction, user_id)


def remove_reaction(backstage: Backstage, message: Message, emoji: str, user_id: int) -> None:
    wanted = _emoji(emoji)
    for reaction in message.reactions:
        if (reaction.emoji_name, reaction.emoji_id) == wanted and user_id in reaction.user_ids:
            reaction.user_ids.remove(user_id)
            message.reactions = [r for r in message.reactions if r.user_ids]
            backstage.world.save(message)
            backstage.announcer.reaction("MESSAGE_REACTION_REMOVE", message, reaction, user_id)
            return


def _emoji(text: str) -> tuple[str, int | None]:
    """A plain emoji, or `name:id` for one of a guild's own."""
    name, _, identifier = text.partition(":")
    if identifier:
        return name, snowflake(identifier)
    if not text or len(text) > 32 or text.isascii():
        raise ApiError(400, 10014, "Unknown Emoji")
    return text, None
