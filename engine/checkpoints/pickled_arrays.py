"""Inert stand-ins for the torch and numpy constructors that pickles name: arrays as views into the file.

Nothing is allocated while a file is read. Only numeric types exist here, and every shape is checked against
the bytes that are really there.
"""

from __future__ import annotations

import math
import mmap
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.checkpoints.checkpoint import LazyTensor, Shape
from engine.checkpoints.pickle_machine import Global, StandIn, plain_key
from engine.errors import CheckpointError

MAX_DIMENSIONS = 8

# numpy has no bfloat16: its bits are read as integers and reinterpreted.
STORAGE_TYPES = {
    "torch.DoubleStorage": "<f8",
    "torch.FloatStorage": "<f4",
    "torch.HalfStorage": "<f2",
    "torch.BFloat16Storage": "bfloat16",
    "torch.LongStorage": "<i8",
    "torch.IntStorage": "<i4",
    "torch.ShortStorage": "<i2",
    "torch.CharStorage": "|i1",
    "torch.ByteStorage": "|u1",
    "torch.BoolStorage": "|b1",
}


def still_there(data: memoryview) -> memoryview:
    """A view of a file, unless that was cut short since: the system ends who reads beyond its end."""
    file = data.obj
    if isinstance(file, mmap.mmap) and file.size() < len(file):
        raise CheckpointError("the file was cut short while it was read")
    return data


def item_size(dtype: str) -> int:
    return 2 if dtype == "bfloat16" else np.dtype(dtype).itemsize


@dataclass
class Storage:
    """A flat run of numbers in the file; `data` may be filled in after the pickle that refers to it."""

    dtype: str
    numel: int
    data: memoryview | None = None

    def fill(self, data: memoryview) -> None:
        if len(data) != self.numel * item_size(self.dtype):
            raise CheckpointError(
                f"a tensor storage has {len(data):,} bytes and declares {self.numel:,} numbers"
            )
        self.data = data


@dataclass(frozen=True)
class PickledTensor:
    """A torch tensor or parameter as a strided view of a storage."""

    storage: Storage
    offset: int  # numbers
    shape: Shape
    stride: Shape

    def lazy(self) -> LazyTensor:
        return LazyTensor(self.shape, self.load)

    def load(self) -> Tensor:
        """A float32 copy."""
        assert self.storage.data is not None
        bfloat = self.storage.dtype == "bfloat16"
        flat = np.frombuffer(still_there(self.storage.data), dtype="<i2" if bfloat else self.storage.dtype)
        strides = tuple(step * flat.itemsize for step in self.stride)
        view = np.lib.stride_tricks.as_strided(flat[self.offset :], self.shape, strides, writeable=False)
        copy = torch.from_numpy(np.array(view, order="C"))
        return (copy.view(torch.bfloat16) if bfloat else copy).float()


def storage_of(kind: Any, numel: Any, limit: int) -> Storage:
    """A storage of `numel` numbers of a named storage type, in a file with `limit` bytes left for it."""
    if not isinstance(kind, Global) or kind.name not in STORAGE_TYPES:
        raise CheckpointError("a tensor storage has no numeric type")
    dtype = STORAGE_TYPES[kind.name]
    if type(numel) is not int or not 0 <= numel * item_size(dtype) <= limit:
        raise CheckpointError(f"a {kind.name} declares more numbers than the file holds")
    return Storage(dtype, numel)


def rebuild_tensor(
    storage: Any, offset: Any, shape: Any, stride: Any, requires_grad: Any, hooks: Any, metadata: Any = None
) -> PickledTensor:
    if not isinstance(storage, Storage):
        raise CheckpointError("torch._utils._rebuild_tensor_v2 is given something that is no storage")
    shape, stride = _lengths(shape), _lengths(stride)
    if type(offset) is not int or offset < 0 or len(shape) != len(stride):
        raise CheckpointError("torch._utils._rebuild_tensor_v2 is given a shape without matching strides")
    numel = math.prod(shape)
    reach = offset + sum((n - 1) * step for n, step in zip(shape, stride, strict=True)) + 1 if numel else 0
    if reach > storage.numel or numel > storage.numel:
        raise CheckpointError(
            f"a tensor of shape {list(shape)} does not fit its storage of {storage.numel:,}"
        )
    return PickledTensor(storage, offset, shape, stride)


def rebuild_parameter(tensor: Any, requires_grad: Any, hooks: Any) -> PickledTensor:
    if not isinstance(tensor, PickledTensor):
        raise CheckpointError("torch._utils._rebuild_parameter is given something that is no tensor")
    return tensor


def _lengths(values: Any) -> Shape:
    if not isinstance(values, tuple) or len(values) > MAX_DIMENSIONS:
        raise CheckpointError("a tensor's shape is not a short tuple")
    if not all(type(n) is int and 0 <= n < 1 << 40 for n in values):
        raise CheckpointError("a tensor's shape holds something other than lengths")
    return values


# numpy


class NumpyType:
    """A numeric numpy dtype."""

    def __init__(self, name: Any, align: Any = False, copy: Any = True) -> None:
        if not isinstance(name, str) or name not in NUMERIC:
            shown = name[:20] if isinstance(name, str) else type(name).__name__
            raise CheckpointError(f"numpy dtype {shown!r} is refused; only numbers are read")
        self.dtype = np.dtype(name)

    def take_state(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) < 5 or any(part is not None for part in state[2:5]):
            raise CheckpointError("a structured numpy dtype is refused; only numbers are read")
        if state[1] not in ("<", ">", "|", "="):
            raise CheckpointError("a numpy dtype has no byte order")
        self.dtype = self.dtype.newbyteorder(state[1])


SHORT_NAMES = [
    f"{kind}{size}" for kind, sizes in {"f": "248", "i": "1248", "u": "1248"}.items() for size in sizes
]
NUMERIC = frozenset(["b1", "bool", *SHORT_NAMES, *(np.dtype(name).name for name in SHORT_NAMES)])


class NumpyArray:
    """A numpy array; up to protocol 4 its bytes come with its state, later when it is made."""

    def __init__(self) -> None:
        self.shape: Shape = (0,)
        self.dtype = np.dtype("f4")
        self.fortran = False
        self.data = memoryview(b"")

    def take_state(self, state: Any) -> None:
        if not isinstance(state, tuple) or len(state) != 5:
            raise CheckpointError("a numpy array has a damaged state")
        _, shape, kind, fortran, raw = state
        self.fill(raw, kind, shape, fortran=bool(fortran))

    def fill(self, raw: Any, kind: Any, shape: Any, *, fortran: bool) -> None:
        if not isinstance(kind, NumpyType):
            raise CheckpointError("a numpy array has no numeric dtype")
        self.shape, self.dtype, self.fortran = _lengths(shape), kind.dtype, fortran
        self.data = _raw(raw)
        if len(self.data) != math.prod(self.shape) * self.dtype.itemsize:
            raise CheckpointError(f"a numpy array of shape {list(self.shape)} has {len(self.data):,} bytes")

    def lazy(self) -> LazyTensor:
        return LazyTensor(self.shape, self.load)

    def load(self) -> Tensor:
        """A float32 copy."""
        flat = np.frombuffer(still_there(self.data), self.dtype)
        shaped = flat.reshape(self.shape, order="F" if self.fortran else "C")
        return torch.from_numpy(np.array(shaped, dtype=np.float32, order="C"))


def empty_array(kind: Any, shape: Any, code: Any) -> NumpyArray:
    if not isinstance(kind, Global) or kind.name != "numpy.ndarray":
        raise CheckpointError("numpy's _reconstruct is asked for something other than an array")
    return NumpyArray()


def array_from_buffer(raw: Any, kind: Any, shape: Any, order: Any) -> NumpyArray:
    if order not in ("C", "F"):
        raise CheckpointError("numpy's _frombuffer is given an order that is neither C nor F")
    array = NumpyArray()
    array.fill(raw, kind, shape, fortran=order == "F")
    return array


def _raw(data: Any) -> memoryview:
    if isinstance(data, memoryview):
        return data
    if isinstance(data, str):  # short data from Python 2
        try:
            return memoryview(data.encode("latin-1"))
        except UnicodeEncodeError:
            pass
    raise CheckpointError("a numpy array holds objects instead of numbers")


def numpy_scalar(kind: Any, raw: Any) -> int | float | bool:
    """The Python number that a numpy scalar is."""
    data = _raw(raw)
    if not isinstance(kind, NumpyType) or len(data) != kind.dtype.itemsize:
        raise CheckpointError("a numpy scalar is no number")
    return np.frombuffer(data, kind.dtype)[0].item()


def not_to_be_called(name: str) -> StandIn:
    """For a global that is only ever passed on, as a type."""

    def refuse(*_: Any) -> Any:
        raise CheckpointError(f"{name} is called, which no checkpoint needs")

    return refuse


def ordered_dict(pairs: Any = ()) -> dict[Any, Any]:
    """Python 2 passes the items as a list of pairs, Python 3 sets them afterwards."""
    if not isinstance(pairs, list | tuple) or not all(
        type(pair) is list and len(pair) == 2 for pair in pairs
    ):
        raise CheckpointError("collections.OrderedDict is given something other than pairs")
    return {plain_key(key): value for key, value in pairs}


COLLECTIONS: dict[str, StandIn] = {"collections.OrderedDict": ordered_dict}
STORAGES: dict[str, StandIn] = {name: not_to_be_called(name) for name in STORAGE_TYPES}
TORCH: dict[str, StandIn] = {
    "torch._utils._rebuild_parameter": rebuild_parameter,
    "torch._utils._rebuild_tensor_v2": rebuild_tensor,
}
NUMPY: dict[str, StandIn] = {
    "numpy.dtype": NumpyType,
    "numpy.ndarray": not_to_be_called("numpy.ndarray"),
    "numpy.core.multiarray._reconstruct": empty_array,
    "numpy._core.multiarray._reconstruct": empty_array,
    "numpy.core.numeric._frombuffer": array_from_buffer,
    "numpy._core.numeric._frombuffer": array_from_buffer,
    "numpy.core.multiarray.scalar": numpy_scalar,
    "numpy._core.multiarray.scalar": numpy_scalar,
}
