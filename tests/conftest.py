"""For all tests, before anything imports torch."""

from __future__ import annotations

import os

# OpenMP threads that spin while they wait starve every other process of the machine, and a few hundred tiny
# tensor operations then take seconds; asleep they cost some microseconds.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
