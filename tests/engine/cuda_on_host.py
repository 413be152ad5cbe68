"""Runs the engine's CUDA kernels on the processor: the same source, compiled by the C++ compiler.

Every CUDA thread is a coroutine; a barrier or a shuffle hands over to the next one. It is slow, and exact
enough to see on a machine without a GPU that the kernels compute what they should and stay in their memory.
"""

from __future__ import annotations

import ctypes
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from engine.generators.cuda.nvrtc import Argument, _c_value

GUARD = 65536  # numbers behind the shared memory that nobody may write to


def _compiler() -> str | None:
    """g++ where there is one that knows half precision and coroutines."""
    found = shutil.which("g++")
    probe = "#include <ucontext.h>\nfloat f(_Float16 x) { return x; }"
    if found is None:
        return None
    tried = subprocess.run(
        [found, "-x", "c++", "-fsyntax-only", "-"], input=probe.encode(), capture_output=True
    )
    return found if tried.returncode == 0 else None


COMPILER = _compiler()

PRELUDE = """
#include <cstddef>
#include <cstring>
#include <ucontext.h>
#include <vector>
#define __global__
#define __device__ static
struct uint4 { unsigned x, y, z, w; };
static uint4 make_uint4(unsigned a, unsigned b, unsigned c, unsigned d) { return {a, b, c, d}; }
static float __uint_as_float(unsigned bits) { float value; memcpy(&value, &bits, 4); return value; }
static unsigned __float_as_uint(float value) { unsigned bits; memcpy(&bits, &value, 4); return bits; }
struct Index { int x, y, z; };
static Index threadIdx, blockIdx, blockDim, gridDim;
static std::vector<ucontext_t> threads;
static std::vector<std::vector<char>> stacks;
static std::vector<char> ended;
static std::vector<float> slots;
static ucontext_t scheduler;
static int current;
static float *memory;
static void hand_over() { int me = current; swapcontext(&threads[me], &scheduler); }
static void __syncthreads() { hand_over(); }
static float __shfl_xor_sync(unsigned, float value, int distance) {
    int me = current;
    slots[me] = value;
    hand_over();
    float other = slots[me ^ distance];
    hand_over();
    return other;
}
"""

LAUNCHER = """
static void **given;
static void thread() {{ {name}({arguments}); ended[current] = 1; hand_over(); }}
extern "C" int launch(int gx, int gy, int gz, int block, int shared, void **arguments) {{
    const int words = shared / 4;
    std::vector<float> space(words + {guard});
    memset(space.data(), 0x7f, space.size() * 4);
    memory = space.data();
    given = arguments;
    threads.resize(block); stacks.resize(block); ended.resize(block); slots.resize(block);
    for (auto &stack : stacks) stack.resize(1 << 16);
    gridDim = {{gx, gy, gz}};
    blockDim = {{block, 1, 1}};
    for (int i = 0; i < gx * gy * gz; i++) {{
        blockIdx = {{i % gx, i / gx % gy, i / gx / gy}};
        for (int t = 0; t < block; t++) {{
            getcontext(&threads[t]);
            threads[t].uc_stack.ss_sp = stacks[t].data();
            threads[t].uc_stack.ss_size = stacks[t].size();
            makecontext(&threads[t], thread, 0);
            ended[t] = 0;
        }}
        for (bool going = true; going;) {{
            going = false;
            for (int t = 0; t < block; t++) {{
                if (ended[t]) continue;
                current = t;
                threadIdx = {{t, 0, 0}};
                swapcontext(&scheduler, &threads[t]);
                going |= !ended[t];
            }}
        }}
    }}
    for (int i = 0; i < {guard}; i++)
        if (__float_as_uint(space[words + i]) != 0x7f7f7f7fu) return 1;
    return 0;
}}
"""

HostKernel = Callable[..., None]


def builder(folder: Path) -> Callable[..., HostKernel]:
    """A stand-in for `nvrtc.build` that compiles into `folder`."""
    built: dict[object, HostKernel] = {}

    def build(
        source: Path, name: str, defines: tuple[tuple[str, int], ...], device: torch.device
    ) -> HostKernel:
        key = name, defines
        if key not in built:
            built[key] = _load(source, name, defines, folder / f"kernel{len(built)}")
        return built[key]

    return build


def _load(source: Path, name: str, defines: Sequence[tuple[str, int]], stem: Path) -> HostKernel:
    text = _for_host(source.read_text())
    signature = re.search(rf"void {name}\((.*?)\) \{{", text, re.DOTALL)
    assert signature is not None
    types = [
        re.sub(r"\w+$", "", parameter.strip()).strip()
        for parameter in signature[1].replace("\n", " ").split(",")
    ]
    arguments = ", ".join(f"*({kind} *)given[{index}]" for index, kind in enumerate(types))
    code, library = stem.with_suffix(".cpp"), stem.with_suffix(".so")
    code.write_text(PRELUDE + text + LAUNCHER.format(name=name, arguments=arguments, guard=GUARD))
    assert COMPILER is not None
    macros = [f"-D{macro}={value}" for macro, value in defines]
    command = [COMPILER, "-O1", "-std=c++17", "-w", "-shared", "-fPIC", *macros, code, "-o", library]
    subprocess.run(command, check=True)
    launch = ctypes.CDLL(str(library)).launch

    def kernel(grid: tuple[int, int, int], block: int, given: Sequence[Argument], *, shared: int = 0) -> None:
        values = [_c_value(argument) for argument in given]
        for value, kind in zip(values, types, strict=True):
            wanted = {"int": ctypes.c_int, "float": ctypes.c_float}.get(kind, ctypes.c_void_p)
            assert isinstance(value, wanted), f"{name}: {kind} is given {value}"
        pointers = (ctypes.c_void_p * len(values))(*[ctypes.addressof(value) for value in values])
        assert launch(*grid, block, shared, pointers) == 0, f"{name} wrote beyond its shared memory"

    return kernel


def _for_host(text: str) -> str:
    """The source without what only CUDA's compiler knows: two conversions, and where shared memory lies."""
    text, widened = re.subn(
        r'float value;\s*asm\("cvt\.f32\.f16.*?;\n',
        "_Float16 half; memcpy(&half, &bits, 2); float value = (float)half;\n",
        text,
    )
    text, narrowed = re.subn(
        r'unsigned short bits;\s*asm\("cvt\.rn\.f16.*?;\n',
        "_Float16 half = (_Float16)value; unsigned short bits; memcpy(&bits, &half, 2);\n",
        text,
    )
    assert widened == narrowed == 1
    return text.replace("extern __shared__ float memory[];", "")
