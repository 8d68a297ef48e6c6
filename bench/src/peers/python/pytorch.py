# Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
"""Times PyTorch at what TrainStepBenchmark and SigmoidBenchmark measure, in both precisions, and prints JSON for the page.

    pip install torch
    python bench/src/peers/python/pytorch.py > bench/results/<machine>/pytorch.json
"""

import json
import statistics
import sys
import time

import torch

STEPS = [
    "2-3-1@4",
    "30-16-1@64",
    "64-32-10@64",
    "784-128-10@64",
    "784-512-256-10@128",
    "1024-1024-1024-1024@256",
]
SIZES = [1024, 65536, 1 << 20, 1 << 24]
PRECISIONS = {"SINGLE": torch.float32, "DOUBLE": torch.float64}
WARM_UP = 1.0
ROUNDS = 15
ROUND = 0.1


def nanoseconds(call):
    """The median over the rounds, after a warm-up."""
    calls = 0
    end = time.perf_counter() + WARM_UP
    while time.perf_counter() < end:
        call()
        calls += 1
    calls = max(1, int(calls * ROUND / WARM_UP))
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        rounds.append((time.perf_counter() - start) / calls)
    return statistics.median(rounds) * 1e9


def step(network):
    """The same step: sigmoid layers, binary cross entropy from logits, gradient descent."""
    layers, batch = network.split("@")
    sizes = [int(size) for size in layers.split("-")]
    modules = []
    for i in range(1, len(sizes)):
        modules.append(torch.nn.Linear(sizes[i - 1], sizes[i]))
        modules.append(torch.nn.Sigmoid())
    model = torch.nn.Sequential(*modules[:-1])
    descent = torch.optim.SGD(model.parameters(), lr=0.01)
    loss = torch.nn.BCEWithLogitsLoss()
    x = torch.rand(int(batch), sizes[0])
    targets = torch.rand(int(batch), sizes[-1])

    def call():
        descent.zero_grad()
        loss(model(x), targets).backward()
        descent.step()

    return call


def sigmoid(size):
    z = torch.rand(size) * 16 - 8
    a = torch.empty(size)
    return lambda: torch.sigmoid(z, out=a)


def main():
    results = []

    def measure(what, threads, precision, call):
        results.append({**what, "threads": threads, "precision": precision, "nanos": nanoseconds(call)})

    for precision, dtype in PRECISIONS.items():
        torch.set_default_dtype(dtype)
        for threads in (1, 2):
            torch.set_num_threads(threads)
            for network in STEPS:
                measure({"benchmark": "step", "network": network}, threads, precision, step(network))
            for size in SIZES:
                measure({"benchmark": "sigmoid", "size": size}, threads, precision, sigmoid(size))
    json.dump({"version": torch.__version__, "results": results}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
