"""Settings and the file that explains them."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import PREFIX, Settings, misspelled, prepare_data_folder, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_names_every_setting_with_its_default_and_explains_it() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    shown = {}
    for number, line in enumerate(lines):
        if match := re.fullmatch(r"(\w+)=(.*)", line):
            above = lines[number - 1]
            assert above.startswith(("#", PREFIX)), f"{match[1]} is not explained"
            shown[match[1].removeprefix(PREFIX).lower()] = match[2]
    assert set(shown) == set(Settings.model_fields)
    filled = {name: value for name, value in shown.items() if value}
    assert Settings(_env_file=None, **filled) == Settings(_env_file=None)


def test_a_copied_example_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = read_settings()
    (tmp_path / ".env").write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    assert read_settings() == before


@pytest.mark.parametrize(
    ("name", "value"), [("RESOLUTION", "huge"), ("DEVICE", "tpu"), ("HISTORY", "0"), ("PSI", "nan")]
)
def test_a_wrong_setting_is_named_in_one_line(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError, match=PREFIX + name) as caught:
        read_settings()
    assert "\n" not in str(caught.value)


def test_a_data_folder_that_cannot_be_written_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SettingsError, match="FACET_DATA") as caught:
        prepare_data_folder(Settings(_env_file=None, data=tmp_path / "file" / "data"))
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_found_before_anything_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> int:
        if data:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return path.open("wb").write(data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(SettingsError, match="No space left on device"):
        prepare_data_folder(Settings(_env_file=None, data=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_misspelled_setting_is_said_and_the_one_that_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = list(misspelled())
    monkeypatch.setenv("FACET_DATA_DIR", "somewhere")
    (tmp_path / ".env").write_text("FACET_RESOLUTON=64\nHOME_OF_OTHERS=1\n", encoding="utf-8")
    said = [line for line in misspelled() if line not in before]
    assert said == [
        "FACET_DATA_DIR is no setting of Facet; did you mean FACET_DATA?",
        "FACET_RESOLUTON is no setting of Facet; did you mean FACET_RESOLUTION?",
    ]


def test_the_token_is_not_shown_where_settings_are_printed() -> None:
    assert "hush" not in repr(Settings(_env_file=None, discord_token="hush"))
