"""Memory that is kept between pictures."""

import platform

import torch

from engine.allocation import keep_freed_memory


def test_glibc_keeps_what_is_freed_and_nothing_else_is_asked() -> None:
    assert keep_freed_memory() == (platform.libc_ver()[0] == "glibc")
    assert torch.ones(1 << 22).sum() == 1 << 22
