"""Labels from elsewhere: a folder in CelebA's layout, and a CLIP model's opinion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from attribute_map import PackError
from attribute_map.discovery.importing import read_published_names
from attribute_map.discovery.labelled_folder import read_label_list, read_labelled_folder
from attribute_map.discovery.learning import Effort, chosen_extractor, learn
from attribute_map.discovery.sampling import sample_ws
from attribute_map.discovery.zero_shot import ZeroShotGenerator, prompts
from attribute_map.vocabulary import default_vocabulary
from engine.drawing import draw
from tests.attribute_map.discs import Discs, disc_vocabulary

EFFORT = Effort(
    resolution=32, pictures=2048, epochs=4, latents=512, mixed=256, population=2048, trials=4, sweeps=4
)


@pytest.fixture(scope="module")
def celeba(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Discs labelled by eye, as CelebA labels faces: wider than high, -1 or 1, names of its own."""
    folder = tmp_path_factory.mktemp("celeba")
    (folder / "img_align_celeba").mkdir()
    discs = Discs()
    ws = sample_ws(discs, "natural", 1536, 3)
    truth = discs.attributes(ws)
    lines = ["1536", "Eyeglasses Young Attractive"]
    for place, pixels in enumerate(draw(discs, ws, resolution=32)):
        wide = np.pad(pixels, ((0, 0), (6, 6), (0, 0)), constant_values=90)
        Image.fromarray(wide).save(folder / "img_align_celeba" / f"{place:06d}.png")
        dot, small = truth[place, 3] > 0.5, truth[place, 0] < 0
        lines.append(f"{place:06d}.png {1 if dot else -1} {1 if small else -1} -1")
    (folder / "list_attr_celeba.txt").write_text("\n".join(lines))
    return folder


def test_names_become_axes_with_the_sign_that_they_have(celeba: Path) -> None:
    vocabulary, names = default_vocabulary(), read_published_names(_names())
    found = read_label_list(celeba / "list_attr_celeba.txt", vocabulary, names, 10)
    assert found.names == ("glasses", "age")  # no axis of beauty
    truth = Discs().attributes(sample_ws(Discs(), "natural", 1536, 3))[:10]
    assert found.labels[:, 0].tolist() == (truth[:, 3] > 0.5).float().tolist()
    assert found.labels[:, 1].tolist() == (truth[:, 0] >= 0).float().tolist()


def test_axes_are_learned_from_a_labelled_folder_alone(celeba: Path, tmp_path: Path) -> None:
    discs = Discs()
    extractor = chosen_extractor(discs, celeba, tmp_path / "teaching", effort=EFFORT)
    assert extractor.auc[extractor.column("glasses")] > 0.95  # type: ignore[operator]
    found = learn(discs, tmp_path / "pack", effort=EFFORT, extractor=extractor)
    assert {axis.id for axis in found.axes} == {"glasses", "age"}
    ws = sample_ws(discs, "natural", 40, 9)
    moved = discs.attributes(ws + 2 * found.directions["age"]) - discs.attributes(ws)
    assert float((moved[:, 0] > 0.5).float().mean()) > 0.9  # "young" stood for small discs
    dotted = discs.attributes(ws + 2 * found.directions["glasses"])[:, 3]
    assert float(dotted.mean()) > float(discs.attributes(ws)[:, 3].mean()) + 0.4


def test_pictures_are_cut_square_about_the_middle(celeba: Path, tmp_path: Path) -> None:
    gallery = read_labelled_folder(celeba, tmp_path, default_vocabulary(), resolution=32, most=5)
    drawn = draw(Discs(), sample_ws(Discs(), "natural", 1536, 3)[:5], resolution=32)
    assert (gallery.pictures.permute(0, 2, 3, 1).numpy() == drawn).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "line 1"),
        ("many\nYoung\na.png 1", "line 1"),
        ("1\nCheerful\na.png 1", "line 2"),
        ("2\nYoung Male\na.png 1 1\nb.png 1", "line 4"),
        ("1\nYoung\na.png yes", "line 3"),
        ("1\nYoung\n../a.png 1", "line 3"),
    ],
)
def test_a_list_that_says_something_odd_is_refused_with_the_line(
    tmp_path: Path, text: str, words: str
) -> None:
    (tmp_path / "list_attr_celeba.txt").write_text(text)
    with pytest.raises(PackError, match=words):
        read_labelled_folder(tmp_path, tmp_path / "work", default_vocabulary(), resolution=32, most=9)


def test_a_picture_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "list_attr_celeba.txt").write_text("1\nYoung\na.png 1")
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(PackError, match=r"a\.png"):
        read_labelled_folder(tmp_path, tmp_path / "work", default_vocabulary(), resolution=32, most=9)


def test_a_folder_with_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="neither"):
        chosen_extractor(Discs(), tmp_path, tmp_path / "work")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CLIP as sentence-transformers loads it, with random weights: small, and with no sense of discs."""
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizerFast

    folder = tmp_path_factory.mktemp("clip")
    letters = [chr(code) for code in range(33, 127)]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: place for place, token in enumerate(tokens)}
    tokenizer = CLIPTokenizerFast(vocab=vocabulary, merges=[], model_max_length=77)
    tower = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    torch.manual_seed(0)
    config = CLIPConfig(
        text_config={
            **tower,
            "vocab_size": len(tokens),
            "bos_token_id": len(tokens) - 2,
            "eos_token_id": len(tokens) - 1,
        },
        vision_config={**tower, "image_size": 32, "patch_size": 8},
        projection_dim=16,
    )
    CLIPModel(config).save_pretrained(folder)
    side = {"height": 32, "width": 32}
    pictures = CLIPImageProcessor(size={"shortest_edge": 32}, crop_size=side)
    CLIPProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(folder)
    return folder


def test_a_clip_model_labels_by_which_prompt_is_nearer(clip: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    vocabulary = disc_vocabulary(tmp_path)
    told = ZeroShotGenerator(Discs(), str(clip), vocabulary)
    ws = sample_ws(Discs(), "natural", 24, 5)
    labels = told.attributes(ws)
    assert labels.shape == (24, 4)
    model = SentenceTransformer(str(clip), local_files_only=True)
    seen = model.encode([Image.fromarray(image) for image in draw(Discs(), ws, resolution=256)])
    for column, entry in enumerate(vocabulary):
        positive, negative = model.encode(list(prompts(entry)))
        nearer = _cosine(seen, positive) - _cosine(seen, negative)
        assert np.corrcoef(nearer, _unbent(labels[:, column], entry.kind))[0, 1] > 0.99, entry.id
    dots = labels[:, 3]
    assert float(dots.min()) >= 0.0
    assert float(dots.max()) <= 1.0


def test_an_extractor_is_taught_on_a_clip_model_s_opinion(clip: Path, tmp_path: Path) -> None:
    effort = replace(EFFORT, pictures=512, epochs=2)
    vocabulary = disc_vocabulary(tmp_path)
    extractor = chosen_extractor(
        Discs(), f"clip:{clip}", tmp_path / "work", effort=effort, vocabulary=vocabulary
    )
    assert extractor.attribute_names == tuple(entry.id for entry in vocabulary)


def test_a_model_that_is_not_there_or_knows_no_pictures_is_told_in_one_line(tmp_path: Path) -> None:
    from attribute_map.language.bundled import model_folder

    vocabulary = disc_vocabulary(tmp_path)
    for model, words in ((str(tmp_path), "cannot be loaded"), (str(model_folder()), "pictures")):
        with pytest.raises(PackError, match=words) as caught:
            ZeroShotGenerator(Discs(), model, vocabulary)
        assert "\n" not in str(caught.value)


def test_prompts_say_both_poles() -> None:
    beard, age = (default_vocabulary()[axis] for axis in ("beard", "age"))
    assert prompts(beard) == ("a face with beard", "a face without beard")
    assert prompts(age) == ("a face, older", "a face, younger")


def _names() -> Path:
    from attribute_map.discovery.importing import NAMES_FILE

    return NAMES_FILE


def _cosine(vectors: np.ndarray, other: np.ndarray) -> np.ndarray:
    return vectors @ other / np.linalg.norm(vectors, axis=1) / np.linalg.norm(other)


def _unbent(labels: torch.Tensor, kind: str) -> np.ndarray:
    return (torch.logit(labels, eps=1e-6) if kind == "presence" else labels).numpy()
