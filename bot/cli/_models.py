"""`facet models`: what is installed, looking into checkpoints, installing them."""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import _training
from bot.cli._output import one_line_errors, print_json, print_rich, refuse, table
from bot.settings import prepare_data_folder, read_settings

if TYPE_CHECKING:
    from engine.models import InstalledModel, ModelDescription

app = typer.Typer(no_args_is_help=True)
app.command("measure")(_training.measure)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]


@app.command("list")
@one_line_errors
def list_installed(as_json: Json = False) -> None:
    """The built-in painter and what was added, and which axes fit them."""
    from engine.models import BUILT_IN, list_models, load_generator, shipped_models

    settings = read_settings()
    installed = [*shipped_models(), *list_models(settings.data_folder / "models")]
    painter = {"name": BUILT_IN, "architecture": "painter", "digest": load_generator(BUILT_IN).digest}
    models = [painter | {"problem": None}, *(_row(model) for model in installed)]
    packs = _packs(settings.data_folder / "packs")
    for model in models:
        model["packs"] = packs.get(model["digest"], [])
    if as_json:
        print_json({"models": models})
        return
    rows = table("name", "architecture", "size", "latents", "axes", "source", "problem")
    for model in models:
        size = f"{model['resolution']} px" if model.get("resolution") else "any"
        latents = f"{model['num_ws']} x {model['w_dim']}" if model.get("num_ws") else "14 x 512"
        rows.add_row(
            model["name"],
            model["architecture"],
            size,
            latents,
            ", ".join(str(pack["axes"]) for pack in model["packs"]) or "none",
            model.get("source", "comes with Facet"),
            model["problem"] or "",
        )
    print_rich(rows)


@app.command()
@one_line_errors
def inspect(
    file: Annotated[Path, typer.Argument(help="A checkpoint; nothing in it is executed.")],
    as_json: Json = False,
) -> None:
    """What a checkpoint is, and what in it would be refused."""
    from engine.models import inspect_model

    description = inspect_model(file)
    document = _described(description)
    if as_json:
        print_json(document)
    elif not description.refusals:
        rows = table("what", "value")
        for name, value in document.items():
            rows.add_row(name, str(value))
        print_rich(rows)
    if description.refusals:
        refuse(f"{file.name or file} is refused: {'; '.join(description.refusals)}")


@app.command()
@one_line_errors
def add(
    file: Annotated[Path, typer.Argument(help="A checkpoint; nothing in it is executed.")],
    name: Annotated[str, typer.Option(help="What to call it from now on.")],
    as_json: Json = False,
) -> None:
    """Convert a checkpoint to safetensors and install it."""
    from engine.models import add_model

    installed = add_model(file, name, prepare_data_folder(read_settings()) / "models")
    if as_json:
        print_json(_row(installed))
    else:
        typer.echo(f"{installed.name} is installed; FACET_MODEL={installed.name} draws with it.")


@app.command()
@one_line_errors
def remove(name: Annotated[str, typer.Argument(help="An installed model.")]) -> None:
    """Delete an installed model."""
    from engine.models import remove_model

    remove_model(name, read_settings().data_folder / "models")
    typer.echo(f"{name} is removed.")


def _packs(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The packs in a folder and the shipped ones, by the digest of the model that each was learned on."""
    from attribute_map.errors import PackError
    from attribute_map.pack import packs_signature, read_pack

    found: dict[str, list[dict[str, Any]]] = {}
    for place, *_ in packs_signature([folder]):
        with contextlib.suppress(PackError):  # `facet axes list` says what is wrong with it
            pack = read_pack(Path(place))
            found.setdefault(pack.generator_digest, []).append({"folder": place, "axes": len(pack.axes)})
    return found


def _row(model: InstalledModel) -> dict[str, Any]:
    about = {"name": model.name, "path": str(model.path), "digest": model.digest, "source": model.source}
    return {**_described(model.description), **about, "problem": model.problem}


def _described(description: ModelDescription) -> dict[str, Any]:
    document = asdict(description)
    file = os.fsencode(description.file).decode(errors="replace")  # its name may be no text
    return {**document, "file": file, "refusals": list(description.refusals)}
