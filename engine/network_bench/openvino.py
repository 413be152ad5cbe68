"""OpenVINO as a peer on CPUs: the engine's own network, compiled by it. Measured only, never needed."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import torch
from torch import Tensor, nn

from engine.generators.style_generator import StyleGenerator
from engine.network_bench.measuring import Draw

PRECISIONS = {"float32": "f32", "bfloat16": "bf16"}


class _Synthesis(nn.Module):
    """Synthesis in float32 as a function of ws alone."""

    def __init__(self, synthesis: nn.Module) -> None:
        super().__init__()
        self.synthesis = synthesis

    def forward(self, ws: Tensor) -> Tensor:
        return self.synthesis(ws, torch.float32)


def compiled(generator: StyleGenerator, batch: int, precision: str) -> Draw:
    """Draws ws of this batch size with PyTorch's number of threads; ImportError without openvino."""
    openvino: Any = importlib.import_module("openvino")
    ws = torch.randn(batch, generator.num_ws, generator.w_dim)
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer, about constants
        model = openvino.convert_model(
            _Synthesis(generator._networks.synthesis), example_input=ws, input=[list(ws.shape)]
        )
    options = {
        "INFERENCE_PRECISION_HINT": PRECISIONS[precision],
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "NUM_STREAMS": 1,
        "PERFORMANCE_HINT": "LATENCY",
    }
    request = openvino.Core().compile_model(model, "CPU", options).create_infer_request()
    return lambda ws: torch.from_numpy(request.infer({0: ws.numpy()})[0].copy())
