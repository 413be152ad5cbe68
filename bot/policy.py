"""What a guild allows: which attributes may be edited, and by how much."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import SettingsError

if TYPE_CHECKING:
    from attribute_map import Change
    from bot.store import AttributeRule

DEFAULTS_FILE = Path(__file__).with_name("policy.toml")


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules that hold for one request."""

    denied: frozenset[str] = frozenset()  # axes that may not be edited
    limits: Mapping[str, float] = field(default_factory=dict)  # σ, most of an offset, either way
    limit: float = 6.0  # σ, for axes without one of their own

    def bounds(self, axes: Iterable[str]) -> dict[str, tuple[float, float]]:
        """Lowest and highest offset (σ) per axis, as a step takes them."""
        return {axis: (-bound, bound) for axis in axes for bound in (self.limits.get(axis, self.limit),)}

    def sort_out(self, changes: Iterable[Change]) -> tuple[list[Change], list[str]]:
        """The changes that are allowed, and the axes of those that are not."""
        allowed: list[Change] = []
        denied: dict[str, None] = {}
        for change in changes:
            if change.axis in self.denied:
                denied[change.axis] = None
            else:
                allowed.append(change)
        return allowed, list(denied)


def with_rules(rules: Iterable[AttributeRule], defaults: Policy | None = None) -> Policy:
    """A guild's policy: the defaults, then its own rules."""
    base = defaults or default_policy()
    denied, limits = set(base.denied), dict(base.limits)
    for rule in rules:
        (denied.discard if rule.allowed else denied.add)(rule.axis)
        if rule.limit is not None:
            limits[rule.axis] = rule.limit
    return Policy(frozenset(denied), limits, base.limit)


@cache
def default_policy() -> Policy:
    """What holds where nobody has said otherwise."""
    return read_policy(DEFAULTS_FILE)


def read_policy(path: Path) -> Policy:
    """Read and check a file of defaults; raises SettingsError that names the mistake."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read: {error}") from error
    if unknown := set(document) - {"denied", "limit", "limits"}:
        raise SettingsError(f"{path.name} has unknown keys: {', '.join(sorted(unknown))}.")
    denied, limits = document.get("denied", []), document.get("limits", {})
    if not isinstance(denied, list) or not all(isinstance(axis, str) for axis in denied):
        raise SettingsError(f"{path.name}: denied takes a list of axes.")
    if not isinstance(limits, dict):
        raise SettingsError(f"{path.name}: limits takes a table of axes and numbers.")
    for name, value in {**limits, "limit": document.get("limit", 6.0)}.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 50:
            raise SettingsError(f"{path.name}: {name} takes a number above 0 and up to 50 (σ).")
    return Policy(frozenset(denied), limits, float(document.get("limit", 6.0)))
