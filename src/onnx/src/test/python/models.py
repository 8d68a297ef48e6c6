# Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
"""The models that the tests read, with an input and the answers of ONNX Runtime.

    pip install onnx onnxruntime torch onnxscript
    python models.py ../resources/dev/lanewise/onnx
"""

import os
import sys
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

warnings.filterwarnings("ignore")
folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
random = np.random.RandomState(3)
X = random.randn(5, 4)
W, B, V, C = random.randn(4, 6), random.randn(6), random.randn(6, 3), random.randn(3)


def answer(name, inputs):
    path = os.path.join(folder, name + ".onnx")
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = [port.name for port in session.get_inputs()]
    floats = [port.name for port in session.get_outputs() if port.type in ("tensor(float)", "tensor(double)")]
    kind = np.float64 if "double" in session.get_inputs()[0].type else np.float32
    inputs = [x.astype(kind) for x in inputs]
    result = session.run([floats[-1]], dict(zip(names, inputs)))[0]
    np.save(path[:-5] + ".in.npy", np.concatenate([x.reshape(x.shape[0], -1) for x in inputs], axis=1))
    np.save(path[:-5] + ".out.npy", result)


def node(operator, inputs, output, **attributes):
    return helper.make_node(operator, inputs.split(), [output], **attributes)


def save(name, nodes, constants, kind=np.float32, inputs=None, output=3, typed=False, opset=13, **options):
    number = TensorProto.DOUBLE if kind == np.float64 else TensorProto.FLOAT
    inputs = inputs or {"x": X}
    arrays = {k: v if v.dtype == np.int64 else v.astype(kind) for k, v in constants.items()}
    if typed:
        tensors = [helper.make_tensor(k, number, v.shape, v.flatten().tolist()) for k, v in arrays.items()]
    else:
        tensors = [numpy_helper.from_array(v, k) for k, v in arrays.items()]
    ports = [helper.make_tensor_value_info(k, number, ["N", *v.shape[1:]]) for k, v in inputs.items()]
    graph = helper.make_graph(
        nodes, name, ports, [helper.make_tensor_value_info("y", number, ["N", output])], tensors)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    onnx.save(model, os.path.join(folder, name + ".onnx"), **options)
    answer(name, inputs.values())


LAYERS = {"W": W, "B": B, "V": V, "C": C}
for kind, mark in ((np.float32, ""), (np.float64, "-double")):
    for f in ("Sigmoid", "Tanh", "Relu", "Identity"):
        save("gemm-" + f.lower() + mark, [node("Gemm", "x W B", "z"), node(f, "z", "a"), node("Gemm", "a V C", "y")],
             LAYERS, kind)
    save("softmax" + mark, [node("MatMul", "x W", "m"), node("Add", "B m", "z"), node("Softmax", "z", "y")],
         {"W": W, "B": B}, kind, output=6)
    save("gemm-factors" + mark, [node("Gemm", "x W B", "y", alpha=0.25, beta=-1.5, transB=1)], {"W": W.T, "B": B[None, :]},
         kind, output=6)
    save("typed" + mark, [node("Gemm", "x W B", "z"), node("Tanh", "z", "a"), node("Gemm", "a V C", "y")], LAYERS, kind,
         typed=True)
    save("external" + mark, [node("Gemm", "x W B", "z"), node("Sigmoid", "z", "a"), node("Gemm", "a V C", "y")], LAYERS, kind,
         save_as_external_data=True, location="external" + mark + ".data", size_threshold=0)
save("scalar-bias", [node("Gemm", "x W b", "y")], {"W": W, "b": np.array(0.5)}, output=6)
save("no-bias", [node("Gemm", "x W", "z"), node("Relu", "z", "a"), node("MatMul", "a V", "y")], {"W": W, "V": V})
save("residual", [node("Gemm", "x W B", "z"), node("Tanh", "z", "a"), node("Gemm", "a Q B", "r"), node("Add", "r a", "s"),
                  node("Concat", "s a x", "c", axis=1), node("Gemm", "c P C", "y")],
     {"W": W, "B": B, "Q": random.randn(6, 6), "P": random.randn(16, 3), "C": C})
save("two-inputs", [node("Gemm", "u W B", "z"), node("Concat", "z x", "c", axis=-1), node("Gemm", "c P C", "y")],
     {"W": W, "B": B, "P": random.randn(8, 3), "C": C}, inputs={"u": X, "x": random.randn(5, 2)})
save("flatten", [node("Flatten", "x", "f"), node("Reshape", "f shape", "g"), node("Cast", "g", "h", to=TensorProto.FLOAT),
                 node("Dropout", "h", "i"), node("Gemm", "i W B", "y")],
     {"W": random.randn(12, 6), "B": B, "shape": np.array([-1, 12])}, inputs={"x": random.randn(5, 3, 4)}, output=6)
save("constants", [helper.make_node("Constant", [], ["K"], value=numpy_helper.from_array(W.astype(np.float32))),
                   node("Identity", "B", "D"), node("MatMul", "x K", "m"), node("Add", "m D", "z"), node("Relu", "z", "y")],
     {"B": B}, output=6)
save("bias-later", [node("Gemm", "x W B", "z"), node("Sigmoid", "z", "s"), node("Add", "s B", "y")], {"W": W, "B": B}, output=6)
save("shared-sum", [node("Gemm", "x W B", "z"), node("Tanh", "z", "t"), node("Sigmoid", "z", "s"), node("Add", "t s", "y")],
     {"W": W, "B": B}, output=6)


class Residual(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = torch.nn.Linear(4, 6), torch.nn.Linear(6, 6), torch.nn.Linear(12, 2)

    def forward(self, x):
        h = torch.relu(self.a(x))
        return torch.softmax(self.c(torch.cat([h, h + torch.tanh(self.b(h))], 1)), 1)


def without_traces(path):
    """Removes the stack traces that the exporter leaves in every node."""
    model = onnx.load(path)
    graph = model.graph
    for part in [graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer]:
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, path)


def export(name, model, x, **options):
    torch.manual_seed(1)
    model = model.eval()
    torch.onnx.export(model, (torch.tensor(x),), os.path.join(folder, name + ".onnx"), input_names=["x"], **options)
    without_traces(os.path.join(folder, name + ".onnx"))
    answer(name, [x])


nn = torch.nn
for dynamo, mark in ((False, "old"), (True, "new")):
    options = {"dynamo": dynamo}
    if dynamo:
        options["dynamic_shapes"] = ({0: torch.export.Dim("batch")},)
        options["external_data"] = False
    else:
        options["dynamic_axes"] = {"x": {0: "batch"}}
    x = X.astype(np.float32)
    export("torch-%s-relu" % mark, nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3)), x, **options)
    export("torch-%s-softmax" % mark, nn.Sequential(
        nn.Linear(4, 8, bias=False), nn.Sigmoid(), nn.Dropout(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 3), nn.Softmax(1)),
        x, **options)
    export("torch-%s-residual" % mark, Residual(), x, **options)
    export("torch-%s-double" % mark, nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).double(), X, **options)
    export("torch-%s-flatten" % mark, nn.Sequential(nn.Flatten(), nn.Linear(12, 3), nn.Sigmoid()),
           random.randn(5, 3, 4).astype(np.float32), **options)
