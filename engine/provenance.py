"""Every picture says that it was generated, by what, and how to make it again; and can be asked."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from PIL import Image

from engine.errors import PictureError

if TYPE_CHECKING:
    from engine.recipe import Recipe

# IPTC's term for a picture made by a trained model: https://cv.iptc.org/newscodes/digitalsourcetype/
GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

MAX_FILE = 32 * 1024 * 1024  # bytes
MAX_PIXELS = 64 * 1024 * 1024
MAX_XMP = 60_000  # bytes; a JPEG holds one segment of 64 kB
MAX_TEXT = 2000  # characters of a description

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "iptc": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "facet": "urn:facet-portraits:xmp:1:",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _software() -> str:
    try:
        return f"Facet {version('facet-portraits')}"
    except PackageNotFoundError:  # run from a bare checkout
        return "Facet"


@dataclass(frozen=True)
class Provenance:
    """Where a picture comes from."""

    model: str  # name and digest of the generator
    recipe_id: str = ""
    recipe: str = ""  # its JSON; as read from a file it is untrusted, and Recipe.from_json is its judge
    description: str = ""  # what is in the picture, as for its alt text
    software: str = _software()
    source_type: str = GENERATED

    @classmethod
    def of(cls, recipe: Recipe, *, description: str = "") -> Provenance:
        return cls(
            model=f"{recipe.model} {recipe.digest[:16]}",
            recipe_id=recipe.id,
            recipe=recipe.to_json(),
            description=description,
        )


def xmp_packet(provenance: Provenance) -> bytes:
    """The XMP packet (ISO 16684-1) of a picture; without the recipe's JSON where that would be too long."""
    packet = _packet(provenance, provenance.recipe)
    return packet if len(packet) <= MAX_XMP else _packet(provenance, "")


def read_provenance(data: bytes) -> Provenance | None:
    """What a PNG, JPEG or WebP file says of its origin; None when it says nothing that we wrote.

    Safe on hostile files: pixels are not decoded, sizes are checked first, XML with a document type is not
    parsed. Raises PictureError for what is no picture. All texts are untrusted.
    """
    packet = _embedded_xmp(data)
    if packet is None or len(packet) > 4 * MAX_XMP or b"<!" in packet:
        return None
    try:
        # Decoded here, for in another encoding a document type would have passed unseen.
        root = ElementTree.fromstring(packet.decode().strip("\x00 \t\r\n\ufeff"))
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    source_type = _text(root, "iptc:DigitalSourceType")
    if not source_type or not _text(root, "facet:Model"):
        return None
    return Provenance(
        model=_text(root, "facet:Model"),
        recipe_id=_text(root, "facet:RecipeId"),
        recipe=_text(root, "facet:Recipe"),
        description=_text(root, "dc:description/rdf:Alt/rdf:li"),
        software=_text(root, "xmp:CreatorTool"),
        source_type=source_type,
    )


def printable(text: str) -> str:
    """`text` without what no XML or PNG chunk may hold, at most MAX_TEXT characters of it."""
    return _NOT_XML.sub("", text)[:MAX_TEXT]


def _packet(provenance: Provenance, recipe: str) -> bytes:
    fields = {
        "Iptc4xmpExt:DigitalSourceType": provenance.source_type,
        "Iptc4xmpExt:AISystemUsed": f"{provenance.software}, {provenance.model}",
        "xmp:CreatorTool": provenance.software,
        "facet:Model": provenance.model,
        "facet:RecipeId": provenance.recipe_id,
        "facet:Recipe": _NOT_XML.sub("", recipe),
    }
    lines = [f"<{name}>{escape(_NOT_XML.sub('', text))}</{name}>" for name, text in fields.items() if text]
    if provenance.description:
        text = escape(printable(provenance.description))
        alternative = f'<rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>'
        lines.append(f"<dc:description>{alternative}</dc:description>")
    body = "\n".join(lines)
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_NAMESPACES["rdf"]}"><rdf:Description rdf:about=""
 xmlns:dc="{_NAMESPACES["dc"]}" xmlns:xmp="{_NAMESPACES["xmp"]}"
 xmlns:Iptc4xmpExt="{_NAMESPACES["iptc"]}" xmlns:facet="{_NAMESPACES["facet"]}">
{body}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _embedded_xmp(data: bytes) -> bytes | None:
    if len(data) > MAX_FILE:
        raise PictureError(f"This file is larger than {MAX_FILE // 2**20} MB; a portrait is far smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
            width, height = picture.size
            packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    except Exception as error:  # Pillow's readers raise a dozen types on damaged files
        raise PictureError("This file is no PNG, JPEG or WebP picture, or it is damaged.") from error
    if width * height > MAX_PIXELS:
        raise PictureError(f"This picture has more than {MAX_PIXELS // 2**20} million pixels.")
    return packet.encode("utf-8", "replace") if isinstance(packet, str) else packet


def _text(root: ElementTree.Element, path: str) -> str:
    return root.findtext(f".//rdf:Description/{path}", default="", namespaces=_NAMESPACES) or ""
