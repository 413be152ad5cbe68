"""What guilds allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from attribute_map import Change
from bot.errors import SettingsError
from bot.policy import Policy, default_policy, read_policy, with_rules
from bot.store import AttributeRule


def change(axis: str) -> Change:
    return Change(axis, 1, "relative", 1.0, axis, 1.0)


def test_denied_changes_are_left_out_and_named_once() -> None:
    policy = with_rules([AttributeRule("beard", allowed=False)])
    allowed, denied = policy.sort_out([change("age"), change("beard"), change("beard")])
    assert [entry.axis for entry in allowed] == ["age"]
    assert denied == ["beard"]


def test_limits_bound_offsets_both_ways_and_others_have_the_default() -> None:
    policy = with_rules([AttributeRule("age", limit=1.5)], Policy(limit=4.0))
    assert policy.bounds(["age", "smile"]) == {"age": (-1.5, 1.5), "smile": (-4.0, 4.0)}


def test_a_guild_can_allow_what_the_defaults_deny() -> None:
    defaults = Policy(denied=frozenset({"age"}))
    assert with_rules([], defaults).denied == {"age"}
    assert with_rules([AttributeRule("age", limit=2.0)], defaults).denied == frozenset()


def test_the_shipped_defaults_can_be_read_and_deny_nothing() -> None:
    assert default_policy().denied == frozenset()


@pytest.mark.parametrize(
    "text", ["denied = 3", "limit = -1", "[limits]\nage = true", "colour = 'red'", "limit = nan", "= 1"]
)
def test_a_mistake_in_the_defaults_is_named(text: str, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=r"policy\.toml"):
        read_policy(file)
