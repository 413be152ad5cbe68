"""Published directions become axes; anything that is not plain numbers is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import safetensors.torch
import torch

from attribute_map import PackError
from attribute_map.changes import Change
from attribute_map.discovery.importing import (
    NAMES_FILE,
    import_directions,
    published_axis,
    read_published_names,
)
from attribute_map.discovery.sampling import sample_ws
from attribute_map.pack import read_pack, save_pack
from attribute_map.vocabulary import default_vocabulary
from tests.attribute_map.discs import Discs

BOUNDARIES = Path(__file__).parents[1] / "data" / "directions"
FACES = ("age", "gender", "eyeglasses")


class WideDiscs(Discs):
    """Discs with latents as wide as those of the published generators."""

    z_dim = w_dim = 512

    def __init__(self) -> None:
        super().__init__()
        self.rotation = torch.nn.functional.pad(self.rotation, (0, 488))
        self.w_avg = torch.zeros(512)


def published(*names: str) -> list[Path]:
    return [BOUNDARIES / f"stylegan_ffhq_{name}_boundary.npy" for name in names]


@pytest.mark.parametrize(
    ("stem", "axis", "sign"),
    [
        ("stylegan_ffhq_age_boundary", "age", 1),
        ("stylegan_ffhq_age_c_gender_boundary", "age", 1),
        ("pggan_celebahq_gender_w_boundary", "masculinity", 1),
        ("boundary_No_Beard", "beard", -1),
        ("boundary_Young", "age", -1),
        ("boundary_Pale_Skin", "skin_tone", -1),
        ("boundary_5_o_Clock_Shadow", "stubble", 1),
        ("boundary_Attractive", "", 1),
    ],
)
def test_published_names_find_their_axis_and_their_sign(stem: str, axis: str, sign: int) -> None:
    assert published_axis(stem, read_published_names(NAMES_FILE)) == (axis, sign)


def test_every_published_name_leads_to_an_axis_of_the_vocabulary_or_is_left_out_on_purpose() -> None:
    assert {axis for axis, _ in read_published_names(NAMES_FILE).values()} - {""} <= {
        entry.id for entry in default_vocabulary()
    }


def test_imported_axes_count_in_sigma_of_the_generators_own_portraits(tmp_path: Path) -> None:
    generator = WideDiscs()
    made = import_directions(published(*FACES), generator, space="w", licence="MIT, 2019 Yujun Shen")
    save_pack(made, tmp_path)
    read = read_pack(tmp_path)
    assert [axis.id for axis in read.axes] == ["age", "masculinity", "glasses"]
    assert "MIT" in read.notes["licence"]
    assert "stylegan_ffhq_age_boundary.npy" in read.notes["source"]
    assert np.isnan(read.axes[0].fit.effect)
    ws = sample_ws(generator, "natural", 2000, 3)
    assert read.readings(ws).std(0) == pytest.approx(np.ones(3), abs=0.1)
    step = read.step(ws[0], {}, [Change("age", 1, "relative", 1.5, "older", 1.0)])
    assert step.offsets == pytest.approx({"age": 1.5}, abs=1e-3)


def test_imported_axes_can_be_made_independent_as_interfacegan_does(tmp_path: Path) -> None:
    made = import_directions(
        published(*FACES), WideDiscs(), space="w", licence="MIT", independent_of=["masculinity"]
    )
    age, gender = made.directions["age"].flatten(), made.directions["masculinity"].flatten()
    assert abs(float(age @ gender / age.norm() / gender.norm())) < 1e-6


def test_a_direction_of_z_is_carried_over_to_w(tmp_path: Path) -> None:
    generator = Discs()
    np.save(tmp_path / "age.npy", np.eye(24)[0])
    made = import_directions([tmp_path / "age.npy"], generator, space="z", licence="ours")
    ws = sample_ws(generator, "natural", 50, 1)
    moved = generator.attributes(ws + made.directions["age"]) - generator.attributes(ws)
    assert float(moved[:, 0].mean()) == pytest.approx(1.0, abs=0.1)
    assert float(moved[:, 2].abs().max()) < 0.05


def test_per_layer_and_reversed_directions_are_taken(tmp_path: Path) -> None:
    generator = Discs()
    direction = np.zeros((3, 24))
    direction[0] = generator.rotation[0]
    safetensors.numpy.save_file({"no_beard": -direction}, tmp_path / "many.safetensors")
    made = import_directions([tmp_path / "many.safetensors"], generator, space="w", licence="ours")
    assert made.layers["beard"] == (0,)
    ws = sample_ws(generator, "natural", 20, 1)
    moved = generator.attributes(ws + made.directions["beard"]) - generator.attributes(ws)
    assert float(moved[:, 0].min()) > 0.5


def promising(shape: str) -> bytes:
    """A .npy file with the header of an array of float64 of this shape, and no array."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode()


@pytest.mark.parametrize("length", [1e-300, 1e300])
def test_only_where_a_direction_leads_counts_and_not_its_length(tmp_path: Path, length: float) -> None:
    np.save(tmp_path / "age.npy", np.eye(24)[3] * length)
    np.save(tmp_path / "smile.npy", np.eye(24)[3])
    made = [
        import_directions([tmp_path / name], Discs(), space="w", licence="ours")
        for name in ("age.npy", "smile.npy")
    ]
    assert torch.equal(made[0].steps, made[1].steps)
    save_pack(made[0], tmp_path / "pack")


def test_bfloat16_directions_are_taken(tmp_path: Path) -> None:
    halved = {"smile": torch.eye(24)[3].bfloat16()}
    safetensors.torch.save_file(halved, tmp_path / "smile.safetensors")
    made = import_directions([tmp_path / "smile.safetensors"], Discs(), space="w", licence="ours")
    assert [axis.id for axis in made.axes] == ["smile"]


def test_what_is_left_out_is_noted_with_the_reason(tmp_path: Path) -> None:
    for number, name in enumerate(("Wavy_Hair", "Straight_Hair", "Attractive")):
        np.save(tmp_path / f"boundary_{name}.npy", np.eye(24)[number])
    files = [tmp_path / f"boundary_{name}.npy" for name in ("Wavy_Hair", "Straight_Hair", "Attractive")]
    made = import_directions(files, Discs(), space="w", licence="ours")
    assert [axis.id for axis in made.axes] == ["curly_hair"]
    straight, attractive = made.notes["left_out"].split("; ")
    assert straight == "boundary_Straight_Hair: curly_hair is that of boundary_Wavy_Hair.npy"
    assert attractive == "boundary_Attractive: on purpose"


def test_a_licence_and_what_others_are_independent_of_have_to_be_there(tmp_path: Path) -> None:
    np.save(tmp_path / "age.npy", np.eye(24)[0])
    with pytest.raises(PackError, match="licence"):
        import_directions([tmp_path / "age.npy"], Discs(), space="w", licence=" ")
    with pytest.raises(PackError, match="None of the files holds beard"):
        import_directions(
            [tmp_path / "age.npy"], Discs(), space="w", licence="ours", independent_of=["beard"]
        )


def test_forty_files_with_long_names_make_a_pack(tmp_path: Path) -> None:
    files = []
    for number, name in enumerate(read_published_names(NAMES_FILE)):
        files.append(tmp_path / f"{'published_by_somebody_' * 3}{name}_boundary.npy")
        np.save(files[-1], np.roll(np.arange(24.0), number))
    made = import_directions(files, Discs(), space="w", licence="ours")
    read = save_pack(made, tmp_path / "pack")
    assert len(read.axes) == len(made.axes) > 35
    assert read.notes["source"].endswith("…")


def test_files_that_are_no_directions_are_refused_in_one_line(tmp_path: Path) -> None:
    class Hostile:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "was_run",))

    objects = np.empty(1, dtype=object)
    objects[0] = Hostile()
    np.save(tmp_path / "age.npy", objects, allow_pickle=True)
    np.save(tmp_path / "smile.npy", np.full(24, np.nan))
    np.save(tmp_path / "bald.npy", np.ones(7))
    np.save(tmp_path / "elf_ears.npy", np.ones(24))
    np.save(tmp_path / "hat_zero.npy", np.zeros(24))
    (tmp_path / "gender.npy").write_bytes(b"\x93NUMPY\x01\x00")
    (tmp_path / "young.safetensors").write_bytes(b"\xff" * 64)
    (tmp_path / "pose.txt").write_text("0 1")
    (tmp_path / "mustache.npy").write_bytes(promising("(1000000000000,)"))
    (tmp_path / "goatee.npy").write_bytes(promising("(99999999999999999999,)"))
    files = [file for file in tmp_path.iterdir()]
    assert len(files) == 10
    for file in [*files, tmp_path / "absent.npy"]:
        with pytest.raises(PackError) as caught:
            import_directions([file], Discs(), space="w", licence="ours")
        assert "\n" not in str(caught.value)
    assert not (tmp_path / "was_run").exists()
