"""CUDA kernels built from source by NVRTC, the compiler library that PyTorch itself brings along.

Nothing is needed on the machine but PyTorch and the driver: no nvcc, no C++ compiler, no headers. A kernel
takes a second to build, once a process.
"""

from __future__ import annotations

import ctypes
import logging
import site
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import torch
from torch import Tensor

log = logging.getLogger(__name__)

MAX_DYNAMIC_SHARED_MEMORY = 8  # CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES
MOST_SHARED_MEMORY = 97  # CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
STATIC_SHARED_MEMORY = 48 * 1024  # bytes that a block may have without asking

Argument = Tensor | int | float | None  # None: a null pointer


class KernelError(RuntimeError):
    """A kernel could not be built or launched; whoever asked for it does without."""


class Kernel:
    """One kernel on one device."""

    def __init__(self, function: ctypes.c_void_p, module: ctypes.c_void_p) -> None:
        self._function = function
        self._module = module  # lives as long as its functions
        self._shared = STATIC_SHARED_MEMORY

    def __call__(
        self,
        grid: tuple[int, int, int],  # blocks
        block: int,  # threads
        arguments: Sequence[Argument],
        *,
        shared: int = 0,  # bytes of dynamic shared memory
    ) -> None:
        """Launch on PyTorch's current stream; the tensors must outlive the launch in stream order."""
        if shared > self._shared:
            _check(
                _driver().cuFuncSetAttribute(self._function, MAX_DYNAMIC_SHARED_MEMORY, ctypes.c_int(shared))
            )
            self._shared = shared
        values = [_c_value(argument) for argument in arguments]
        pointers = (ctypes.c_void_p * len(values))(*[ctypes.addressof(value) for value in values])
        stream = ctypes.c_void_p(torch.cuda.current_stream().cuda_stream)
        _check(
            _driver().cuLaunchKernel(
                self._function, *grid, block, 1, 1, shared, stream, pointers, ctypes.c_void_p()
            )
        )


def _c_value(argument: Argument) -> ctypes.c_void_p | ctypes.c_int | ctypes.c_float:
    if isinstance(argument, Tensor):
        return ctypes.c_void_p(argument.data_ptr())
    if argument is None:
        return ctypes.c_void_p()
    return ctypes.c_int(argument) if isinstance(argument, int) else ctypes.c_float(argument)


@lru_cache
def build(source: Path, name: str, defines: tuple[tuple[str, int], ...], device: torch.device) -> Kernel:
    """The kernel `name` of a CUDA C++ file with these macros, for this device; KernelError says why not."""
    with torch.cuda.device(device):
        torch.cuda.current_stream().synchronize()  # makes sure that there is a context
        major, minor = torch.cuda.get_device_capability(device)
        binary = compile_source(source.read_text(encoding="utf-8"), dict(defines), f"sm_{major}{minor}")
        module, function = ctypes.c_void_p(), ctypes.c_void_p()
        _check(_driver().cuModuleLoadData(ctypes.byref(module), binary))
        _check(_driver().cuModuleGetFunction(ctypes.byref(function), module, name.encode()))
    return Kernel(function, module)


@lru_cache
def shared_memory_limit(device: torch.device) -> int:
    """Bytes of shared memory that a block may ask for on this device."""
    handle, size = ctypes.c_int(), ctypes.c_int()
    index = torch.cuda.current_device() if device.index is None else device.index
    _check(_driver().cuDeviceGet(ctypes.byref(handle), index))
    _check(_driver().cuDeviceGetAttribute(ctypes.byref(size), MOST_SHARED_MEMORY, handle))
    return size.value


def compile_source(source: str, defines: Mapping[str, int], architecture: str) -> bytes:
    """A cubin of CUDA C++ source; KernelError with the compiler's own words where it refuses."""
    nvrtc = _nvrtc()
    options = [f"--gpu-architecture={architecture}", "--std=c++17"]
    options += [f"-D{name}={value}" for name, value in defines.items()]
    program = ctypes.c_void_p()
    _check_build(
        nvrtc.nvrtcCreateProgram(ctypes.byref(program), source.encode(), b"kernels.cu", 0, None, None)
    )
    try:
        encoded = (ctypes.c_char_p * len(options))(*[option.encode() for option in options])
        if nvrtc.nvrtcCompileProgram(program, len(options), encoded):
            size = ctypes.c_size_t()
            _check_build(nvrtc.nvrtcGetProgramLogSize(program, ctypes.byref(size)))
            words = ctypes.create_string_buffer(size.value)
            _check_build(nvrtc.nvrtcGetProgramLog(program, words))
            raise KernelError(words.value.decode(errors="replace"))
        size = ctypes.c_size_t()
        _check_build(nvrtc.nvrtcGetCUBINSize(program, ctypes.byref(size)))
        binary = ctypes.create_string_buffer(size.value)
        _check_build(nvrtc.nvrtcGetCUBIN(program, binary))
        return binary.raw
    finally:
        nvrtc.nvrtcDestroyProgram(ctypes.byref(program))


@lru_cache
def _driver() -> ctypes.CDLL:
    try:
        return ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError as error:
        raise KernelError(f"CUDA's driver cannot be loaded: {error}") from error


@lru_cache
def _nvrtc() -> ctypes.CDLL:
    """NVRTC of the CUDA release that PyTorch was built with."""
    major = (torch.version.cuda or "13").partition(".")[0]
    names = [f"nvrtc64_{major}0_0.dll"] if sys.platform == "win32" else [f"libnvrtc.so.{major}"]
    folders = [Path(torch.__file__).parent / "lib", *_wheel_folders(major)]
    for name in [*names, *(str(folder / name) for folder in folders for name in names)]:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    raise KernelError(f"{names[0]} was not found")


def _wheel_folders(major: str) -> list[Path]:
    """Where NVIDIA's wheels, which PyTorch depends on, put their libraries."""
    roots = {Path(torch.__file__).parent.parent, *map(Path, site.getsitepackages()), *map(Path, sys.path)}
    return [
        root / "nvidia" / part / "lib"
        for root in sorted(roots)
        for part in (f"cu{major}", "cuda_nvrtc")
        if (root / "nvidia" / part / "lib").is_dir()
    ]


def _check(result: int) -> None:
    if result:
        text = ctypes.c_char_p()
        _driver().cuGetErrorString(result, ctypes.byref(text))
        raise KernelError(f"CUDA error {result}: {(text.value or b'unknown').decode()}")


def _check_build(result: int) -> None:
    if result:
        raise KernelError(f"NVRTC error {result}")
