"""Keeps freed memory for the next picture: asking the system for it anew costs up to a third of a drawing."""

from __future__ import annotations

import ctypes
import sys

# glibc's mallopt(3): blocks up to this size come from the heap, and this much of it is kept when freed.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
LARGEST_HEAP_BLOCK = 1 << 29
KEPT = 1 << 30


def keep_freed_memory() -> bool:
    """Ask the C library to reuse large blocks instead of returning them; whether it understood."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # another C library than glibc
        return False
    # A thread's own arena gives memory back whatever is said here: one arena for all.
    settings = ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, LARGEST_HEAP_BLOCK), (M_TRIM_THRESHOLD, KEPT))
    return all([mallopt(*setting) for setting in settings])
