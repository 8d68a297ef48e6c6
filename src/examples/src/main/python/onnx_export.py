# Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
"""Exports a network from PyTorch as ONNX; FromOnnx.java answers with it.

    pip install torch onnx onnxscript
    python onnx_export.py residual.onnx
"""

import sys

import onnx
import torch


class Residual(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.last = torch.nn.Linear(4, 8), torch.nn.Linear(8, 8), torch.nn.Linear(8, 3)

    def forward(self, x):
        h = torch.relu(self.first(x))
        return torch.softmax(self.last(h + torch.tanh(self.second(h))), 1)


torch.manual_seed(1)
model = Residual().eval()
x = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
torch.onnx.export(model, (x,), sys.argv[1], input_names=["x"], dynamic_axes={"x": {0: "batch"}}, dynamo=False)
print("answer for (1, 2, 3, 4):", model(x).flatten().tolist())
