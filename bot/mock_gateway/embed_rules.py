"""What Discord accepts as embeds.

Source: https://discord.com/developers/docs/resources/message#embed-object-embed-limits
"""

from __future__ import annotations

from bot.mock_gateway.api_errors import FormErrors
from bot.mock_gateway.fields import Fields
from bot.mock_gateway.models import Json

MAX_EMBEDS = 10
MAX_TOTAL = 6000


def check_embeds(embeds: object, errors: FormErrors) -> list[Json]:
    form = Fields({"embeds": embeds}, errors)
    total = sum(_checked(embed) for embed in form.items("embeds", 0, MAX_EMBEDS))
    if total > MAX_TOTAL:
        form.wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embeds hold {MAX_TOTAL} characters at most.")
    if errors or not isinstance(embeds, list):
        return []
    return [{**embed, "type": "rich"} for embed in embeds]


def _checked(embed: Fields) -> int:
    """Check one embed; returns how many characters count towards the total."""
    texts = [embed.text("title", 0, 256), embed.text("description", 0, 4096)]
    embed.text("url", 0, 2048)
    embed.whole("color", 0, 0xFFFFFF)
    if "footer" in embed:
        texts.append(embed.inside("footer").text("text", 0, 2048))
    if "author" in embed:
        texts.append(embed.inside("author").text("name", 0, 256))
    for field in embed.items("fields", 0, 25):
        texts.append(field.text("name", 1, 256, required=True))
        texts.append(field.text("value", 1, 1024, required=True))
    for picture in ("image", "thumbnail"):
        if picture in embed:
            embed.inside(picture).text("url", 1, 2048, required=True)
    return sum(len(text) for text in texts if text)
