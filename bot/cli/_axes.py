"""`facet axes`: the attribute map."""

from __future__ import annotations

import contextlib
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli._output import one_line_errors, print_json, print_rich, refuse, table
from bot.settings import prepare_data_folder, read_settings

if os.name == "posix":
    import fcntl

if TYPE_CHECKING:
    from attribute_map.axes import AttributeMap, Axis
    from attribute_map.vocabulary import AxisEntry
    from engine.generator import Generator

app = typer.Typer(no_args_is_help=True)

MOST_ALONG = 6  # attributes that `show` names as moving along
LONGEST_NAME = 190  # characters; a pack takes no more, with a "no" in front
SURE = 0.85  # AUC or R² on examples held back, below which more examples are asked for

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout and nothing else.")]
Model = Annotated[str | None, typer.Option(help="The generator; the one of the settings unless given.")]


@app.command("list")
@one_line_errors
def list_axes(model: Model = None, as_json: Json = False) -> None:
    """All axes with their figures at +2 σ; docs/axes.md explains them."""
    attribute_map = _loaded(model)[1]
    if as_json:
        print_json({"model": attribute_map.generator_name, "axes": [_figures(a) for a in attribute_map.axes]})
        return
    rows = table("axis", "from", "to", "R²", "moved", "right", "side", "raw")
    for axis in attribute_map.axes:
        fit = axis.fit
        rows.add_row(
            axis.id,
            axis.entry.negative,
            axis.entry.positive,
            f"{fit.r2:.2f}",
            f"{fit.effect:+.2f}",
            f"{fit.right:.0%}",
            f"{fit.side_effect:.2f}",
            f"{fit.raw_side_effect:.2f}",
        )
    print_rich(rows)


@app.command()
@one_line_errors
def show(
    axis: Annotated[str, typer.Argument(help="An axis id; `facet axes list` has them all.")],
    strip: Annotated[
        Path | None, typer.Option(help="Draw one portrait all along the axis into this picture.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the portrait on the strip.")] = 0,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """One axis: what it is, how well it was learned, and what moves along with it."""
    generator, attribute_map = _loaded(model)
    figures = _figures(attribute_map[axis]) | {
        "layers": list(attribute_map.layers[axis]),
        "moves_along": _moved_along(attribute_map, axis),
    }
    if strip is not None:
        from attribute_map.discovery.figures import strip_of

        try:
            strip_of(generator, attribute_map, axis, seed).save(strip)
        except (OSError, ValueError) as error:
            refuse(f"{strip} cannot be written: {error}.")
    if as_json:
        print_json(figures)
        return
    rows = table("figure", "value")
    for name, value in figures.items():
        if value not in (None, [], {}):
            rows.add_row(name.replace("_", " "), _in_words(value))
    print_rich(rows)


@app.command()
@one_line_errors
def learn(
    model: Model = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the pack; in the data folder unless given.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of everything that is drawn by chance.")] = 1,
    device: Annotated[
        str | None, typer.Option(help="cpu or cuda; that of the settings unless given.")
    ] = None,
    effort: Annotated[
        str, typer.Option(help="quick: minutes on a CPU. thorough: minutes on a GPU.")
    ] = "quick",
    extractor: Annotated[
        Path | None,
        typer.Option(help="A pack whose extractor reads the pictures; the shipped one unless given."),
    ] = None,
    teach: Annotated[
        bool, typer.Option("--teach", help="Teach an extractor first, where the generator knows the truth.")
    ] = False,
    labels: Annotated[
        str | None,
        typer.Option(
            help="Teach one on other labels: a folder in CelebA's layout, clip (zero-shot), or clip:MODEL."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Learn all axes of a generator from its own pictures."""
    from attribute_map.discovery.learning import EFFORTS, chosen_extractor
    from attribute_map.discovery.learning import learn as learn_axes
    from bot.app import load_generator_of
    from bot.cli._progress import bars

    if effort not in EFFORTS:
        raise typer.BadParameter(f"--effort takes {' or '.join(EFFORTS)}.")
    if sum([teach, extractor is not None, labels is not None]) > 1:
        raise typer.BadParameter("Give one of --extractor, --teach and --labels.")
    named = {"model": model, "device": device}
    settings = read_settings(**{name: value for name, value in named.items() if value is not None})
    generator = load_generator_of(settings)
    folder = out or prepare_data_folder(settings) / "packs" / generator.name
    with bars() as progress:
        source = "teach" if teach else labels or extractor
        reader = chosen_extractor(
            generator, source, folder / "teaching", seed=seed, effort=EFFORTS[effort], progress=progress
        )
        attribute_map = learn_axes(
            generator, folder, seed=seed, effort=EFFORTS[effort], extractor=reader, progress=progress
        )
    summary = {"pack": str(folder), "axes": len(attribute_map.axes), "digest": attribute_map.digest}
    if as_json:
        print_json(summary)
    else:
        typer.echo(f"{summary['axes']} axes of {generator.name} are in {folder}")


@app.command()
@one_line_errors
def faces(
    out: Annotated[Path, typer.Option(help="The picture to write: .png, .jpg or .webp.")] = Path("faces.jpg"),
    first: Annotated[int, typer.Option(min=0, help="The first seed.")] = 0,
    count: Annotated[int, typer.Option(min=1, max=400, help="How many.")] = 60,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Draw portraits with their seeds, to pick the examples of a new axis from."""
    from attribute_map.discovery.figures import numbered_faces
    from bot.app import load_generator_of

    settings = read_settings(**({"model": model} if model is not None else {}))
    seeds = range(first, first + count)
    try:
        numbered_faces(load_generator_of(settings), seeds).save(out)
    except (OSError, ValueError) as error:
        refuse(f"{out} cannot be written: {error}.")
    if as_json:
        print_json({"picture": str(out.resolve()), "seeds": list(seeds)})
    else:
        typer.echo(f"{out}")


@app.command()
@one_line_errors
def add(
    axis: Annotated[str, typer.Argument(help="An id for the new axis, such as elf_ears.")],
    title: Annotated[str | None, typer.Option(help="What it is called; the id's words unless given.")] = None,
    negative: Annotated[str | None, typer.Option(help="Its other end, for a degree: straight hair.")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="A table with the columns seed,label.")
    ] = None,
    like: Annotated[str, typer.Option(help="Seeds of portraits that show it, with commas between.")] = "",
    unlike: Annotated[str, typer.Option(help="Seeds of portraits that do not.")] = "",
    words: Annotated[
        str, typer.Option(help="What members may call it, with commas between, in any language we speak.")
    ] = "",
    again: Annotated[
        bool, typer.Option("--replace", help="Learn an axis anew that there is; portraits with it end there.")
    ] = False,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Learn one more axis from examples; all others stay as they are. A running bot takes it up at once."""
    from attribute_map.discovery.adding import add_axis, examples_from_csv, like_these_unlike_those

    if (source is None) == (not like or not unlike):
        raise typer.BadParameter("Give --from, or both --like and --unlike.")
    entry, alike, others = _new_entry(axis, title, negative), _seeds(like), _seeds(unlike)
    generator, attribute_map = _loaded(model)
    if axis in attribute_map and not again:
        refuse(f"“{generator.name}” has an axis “{axis}” already; --replace learns it anew.")
    examples = (
        examples_from_csv(generator, source)
        if source is not None
        else like_these_unlike_those(generator, alike, others)
    )
    spoken = _by_language(words or entry.title)
    saved = _saved(generator, lambda latest: add_axis(latest, generator, entry, examples, words=spoken))
    figures, odd = _figures(saved[axis]), _not_understood(saved, axis, spoken)
    if as_json:
        told = {"examples": len(examples.labels), "r2": figures["r2"], "auc": figures["auc"]}
        print_json({"axis": axis} | _summary(saved) | told | {"not_understood": odd})
        return
    typer.echo(f"{axis} is an axis of {generator.name} now; the pack is in {saved.folder}")
    if (figures["auc"] or figures["r2"] or 0.0) < SURE:
        typer.echo("Examples held back are not told apart well yet; more of them make it truer.")
    if odd:
        typer.echo(f"Not understood as a wish for it, for these words mean something else: {', '.join(odd)}")


@app.command()
@one_line_errors
def drop(
    axis: Annotated[str, typer.Argument(help="An axis id; `facet axes list` has them all.")],
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Take an axis away again; portraits made with it can no longer be edited, all others go on."""
    from attribute_map.discovery.adding import drop_axis

    saved = _saved(_loaded(model)[0], lambda latest: drop_axis(latest, axis))
    if as_json:
        print_json({"dropped": axis} | _summary(saved))
    else:
        typer.echo(f"{axis} is gone; {saved.generator_name} has {len(saved.axes)} axes in {saved.folder}")


@app.command("import")
@one_line_errors
def import_(
    files: Annotated[list[Path], typer.Argument(help="Directions as .npy or .safetensors files.")],
    licence: Annotated[str, typer.Option(help="Under which they were published.")],
    space: Annotated[str, typer.Option(help="Whose directions they are: z or w.")] = "w",
    independent_of: Annotated[
        str, typer.Option(help="Axes that the others are made orthogonal to, with commas between.")
    ] = "",
    names: Annotated[
        Path | None,
        typer.Option(help="Which name is which axis, and its sign; published_names.toml unless given."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the pack; in the data folder unless given.")
    ] = None,
    model: Model = None,
    as_json: Json = False,
) -> None:
    """Make a pack of published directions."""
    from attribute_map.discovery.importing import NAMES_FILE, import_directions
    from attribute_map.pack import save_pack
    from bot.app import load_generator_of

    if space not in ("z", "w"):
        raise typer.BadParameter("--space takes z or w.")
    settings = read_settings(**({"model": model} if model is not None else {}))
    generator = load_generator_of(settings)
    folder = out or prepare_data_folder(settings) / "packs" / generator.name
    if out is None and folder.exists():
        refuse(f"There is a pack in {folder} already; choose another folder with --out.")
    found = import_directions(
        files,
        generator,
        space="z" if space == "z" else "w",
        licence=licence,
        independent_of=[axis.strip() for axis in independent_of.split(",") if axis.strip()],
        names_file=names or NAMES_FILE,
    )
    saved = save_pack(found, folder)
    left_out = [each for each in found.notes["left_out"].split("; ") if each]
    summary = {"pack": str(folder), "axes": [axis.id for axis in saved.axes], "digest": saved.digest}
    if as_json:
        print_json(summary | {"left_out": left_out})
        return
    typer.echo(f"{len(saved.axes)} axes for {generator.name} are in {folder}")
    for each in left_out:
        typer.echo(f"left out: {each}")


def _new_entry(axis: str, title: str | None, negative: str | None) -> AxisEntry:
    """What is said of a new axis; raises BadParameter where that is no id or too long a name."""
    from attribute_map.vocabulary import AxisEntry

    if not re.fullmatch("[a-z0-9_]{1,64}", axis):
        raise typer.BadParameter(f"“{axis}” is no id: those have a to z, digits and _, such as elf_ears.")
    name = title or axis.replace("_", " ")
    if max(len(name), len(negative or "")) > LONGEST_NAME:
        raise typer.BadParameter(f"--title and --negative take {LONGEST_NAME} characters at most.")
    return AxisEntry(
        id=axis,
        kind="presence" if negative is None else "degree",
        title=name,
        negative=negative or f"no {name}",
        positive=name,
        region="head",
    )


def _saved(generator: Generator, change: Callable[[AttributeMap], AttributeMap]) -> AttributeMap:
    """The map of a generator, changed, as a pack in the data folder; nobody else changes it meanwhile."""
    from attribute_map.errors import PackError
    from attribute_map.pack import save_pack
    from bot.app import pack_source

    settings = read_settings()
    packs = prepare_data_folder(settings) / "packs"
    with _alone(packs):
        attribute_map = pack_source(generator, settings).load()
        changed = change(attribute_map)
        with contextlib.suppress(PackError):  # a map of published directions has none
            attribute_map.extractor().save(packs / generator.name)
        return save_pack(changed, packs / generator.name)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else is at work on a folder of packs; one that was killed holds up nobody."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("ab")
    except OSError as error:
        refuse(f"{folder} cannot be written: {error.strerror or error}.")
    with lock:
        if os.name == "posix":
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _not_understood(attribute_map: AttributeMap, axis: str, words: Mapping[str, Sequence[str]]) -> list[str]:
    """Of the words for an axis those that mean something else to the bot, which a lexicon has already."""
    from bot.app import PHRASE_MODEL_NONE, load_language

    parser = load_language(read_settings(phrase_model=PHRASE_MODEL_NONE), attribute_map)
    return [
        phrase
        for phrases in words.values()
        for phrase in phrases
        if axis not in {change.axis for change in parser.parse(phrase).changes}
    ]


def _summary(saved: AttributeMap) -> dict[str, Any]:
    return {"pack": str(saved.folder), "axes": len(saved.axes), "digest": saved.digest}


def _moved_along(attribute_map: AttributeMap, axis: str) -> dict[str, list[float]]:
    """What changes most beside an axis at +2: by how much (σ), and along the plain direction."""
    row = attribute_map.index(axis)
    now, plain = attribute_map.entanglement[row].tolist(), attribute_map.raw_entanglement[row].tolist()
    others = sorted(
        (place for place, name in enumerate(attribute_map.names) if name != axis), key=lambda p: -now[p]
    )
    return {
        attribute_map.names[place]: [round(now[place], 3), round(plain[place], 3)]
        for place in others[:MOST_ALONG]
        if now[place] > 0.0
    }


def _in_words(value: object) -> str:
    """A figure as people read it."""
    if isinstance(value, dict):
        return ", ".join(f"{other} {pair[0]:.2f} ({pair[1]:.2f})" for other, pair in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _by_language(words: str) -> dict[str, tuple[str, ...]]:
    """Phrases by the language that their letters are of."""
    from attribute_map.language.words.tokens import script_of

    found: dict[str, tuple[str, ...]] = {}
    for phrase in filter(None, (" ".join(part.split()).lower() for part in words.split(","))):
        language = {"cyrillic": "ru", "han": "zh"}.get(script_of(phrase), "en")
        found[language] = (*found.get(language, ()), phrase)
    return found


def _seeds(text: str) -> list[int]:
    try:
        return [int(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise typer.BadParameter("Seeds are whole numbers with commas between.") from None


def _loaded(model: str | None) -> tuple[Generator, AttributeMap]:
    from bot.app import load_model

    return load_model(read_settings(**({"model": model} if model is not None else {})))


def _figures(axis: Axis) -> dict[str, Any]:
    fit = axis.fit
    figures: dict[str, Any] = {
        "axis": axis.id,
        "kind": axis.kind,
        "title": axis.entry.title,
        "negative": axis.entry.negative,
        "positive": axis.entry.positive,
        "low": axis.low,
        "high": axis.high,
        "extractor_r2": fit.extractor_r2,
        "extractor_auc": fit.extractor_auc,
        "r2": fit.r2,
        "auc": fit.auc,
        "effect": fit.effect,
        "moved": fit.moved,
        "right": fit.right,
        "side_effect": fit.side_effect,
        "raw_side_effect": fit.raw_side_effect,
        "method": fit.method,
        "conditions": list(fit.conditions),
    }
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in figures.items()}
