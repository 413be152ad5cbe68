"""How much memory a generator takes: the tensors that can be reached from it, each storage once."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn


def tensor_bytes(root: object) -> int:
    """Bytes of all tensors in `root`: in modules, containers and attributes of generators and their parts."""
    storages: dict[tuple[torch.device, int], int] = {}
    seen: set[int] = set()
    open_objects = [root]
    while open_objects:
        current = open_objects.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, Tensor) and current.is_mkldnn:  # in an order of oneDNN's own
            storages[current.device, id(current)] = current.numel() * current.element_size()
        elif isinstance(current, Tensor):
            storage = current.untyped_storage()
            storages[current.device, storage.data_ptr()] = storage.nbytes()
        else:
            open_objects.extend(_parts(current))
    return sum(storages.values())


def _parts(value: object) -> list[object]:
    if isinstance(value, nn.Module):
        return [*value.parameters(), *value.buffers(), *vars(value).values(), *value.children()]
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if type(value).__module__.partition(".")[0] == "engine" or hasattr(value, "synthesize"):
        slots = (getattr(value, name, None) for name in getattr(value, "__slots__", ()))
        return [*getattr(value, "__dict__", {}).values(), *slots]
    return []
