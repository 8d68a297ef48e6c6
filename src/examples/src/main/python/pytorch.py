# Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
"""Trains a network in PyTorch and saves its weights; FromPyTorch.java answers with them.

    pip install torch safetensors
    python pytorch.py moons.safetensors
"""

import math
import sys

import torch
from safetensors.torch import save_file

torch.manual_seed(1)
t = torch.rand(400) * math.pi
upper = torch.stack([torch.cos(t), torch.sin(t)], 1)
lower = torch.stack([1 - torch.cos(t), 0.5 - torch.sin(t)], 1)
x = torch.cat([upper, lower]) + 0.1 * torch.randn(800, 2)
y = torch.cat([torch.zeros(400), torch.ones(400)])[:, None]

model = torch.nn.Sequential(torch.nn.Linear(2, 16), torch.nn.Tanh(), torch.nn.Linear(16, 1), torch.nn.Sigmoid())
optimizer = torch.optim.Adam(model.parameters(), 0.02)
for _ in range(300):
    optimizer.zero_grad()
    torch.nn.functional.binary_cross_entropy(model(x), y).backward()
    optimizer.step()
save_file(model.state_dict(), sys.argv[1])
print("answer for (0, 1) and (1, -0.5):", model(torch.tensor([[0.0, 1.0], [1.0, -0.5]])).flatten().tolist())
