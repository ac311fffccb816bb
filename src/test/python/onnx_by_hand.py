"""Graphs in the style of torch's newer exporter (torch.onnx.export(..., dynamo=True)), which Debian's torch does not have: weights as
initializers under their own names and in another file, a normalisation as one operator, constants as initializers `val_...`, metadata and
stated shapes everywhere.
"""
import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

import foreign_models as models

DIM, LENGTH = models.DIM, models.LENGTH


class Normed(nn.Module):
    """A normalisation, a gelu and a projection of the last step."""

    def __init__(self):
        super().__init__()
        self.norm = nn.LayerNorm(DIM)
        self.up = nn.Linear(DIM, 40)
        self.down = nn.Linear(40, DIM)

    def forward(self, context):
        return self.down(nn.functional.gelu(self.up(self.norm(context[:, -1]))))


def external(name, shape):
    """A tensor in a file beside the graph, which need not be there."""
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=shape, data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "weights.onnx.data"), ("offset", "0"), ("length", str(4 * int(np.prod(shape))))):
        tensor.external_data.add(key=key, value=value)
    return tensor


def number(name, *values):
    return numpy_helper.from_array(np.array(values, dtype=np.int64), name)


def model_of(nodes, initializers, inputs=None, outputs=None, opset=18, ir=8, **more):
    graph = helper.make_graph(
        nodes, "main_graph",
        inputs or [helper.make_tensor_value_info("context", TensorProto.FLOAT, ["s0", LENGTH, DIM])],
        outputs or [helper.make_tensor_value_info("linear_1", TensorProto.FLOAT, ["s0", DIM])],
        initializer=initializers,
        value_info=[helper.make_tensor_value_info("linear", TensorProto.FLOAT, ["s0", 40])])
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir, producer_name="pytorch", producer_version="2.7.1", **more)
    model.metadata_props.add(key="pkg.torch.export.ExportedProgram.graph_signature", value="...")
    return model


def normed(stored):
    """`stored` makes an initializer of a name and a shape."""
    nodes = [
        helper.make_node("Slice", ["context", "val_0", "val_1", "val_2"], ["slice_1"], name="node_slice_1"),
        helper.make_node("Squeeze", ["slice_1", "val_2"], ["select"], name="node_select"),
        helper.make_node("LayerNormalization", ["select", "norm.weight", "norm.bias"], ["layer_norm"], name="node_layer_norm", axis=-1, epsilon=1e-5),
        helper.make_node("Gemm", ["layer_norm", "up.weight", "up.bias"], ["linear"], name="node_linear", transB=1, beta=1.0, alpha=1.0),
        helper.make_node("Div", ["linear", "val_3"], ["val_4"]),
        helper.make_node("Erf", ["val_4"], ["val_5"]),
        helper.make_node("Add", ["val_5", "val_6"], ["val_7"]),
        helper.make_node("Mul", ["val_8", "val_7"], ["val_9"]),
        helper.make_node("Mul", ["linear", "val_9"], ["gelu"], name="node_gelu"),
        helper.make_node("Gemm", ["gelu", "down.weight", "down.bias"], ["linear_1"], name="node_linear_1", transB=1)]
    constants = [number("val_0", -1), number("val_1", 9223372036854775807), number("val_2", 1)]
    constants += [numpy_helper.from_array(np.float32(value), name) for name, value in (("val_3", 2 ** 0.5), ("val_6", 1.0), ("val_8", 0.5))]
    shapes = {"norm.weight": [DIM], "norm.bias": [DIM], "up.weight": [40, DIM], "up.bias": [40], "down.weight": [DIM, 40], "down.bias": [DIM]}
    return model_of(nodes, [stored(name, shape) for name, shape in shapes.items()] + constants)


def other(name, shape):
    return numpy_helper.from_array(np.full(shape, 0.125, dtype=np.float32), name)


def conditional():
    """A branch, as torch.cond writes it: the graph inside reads weights of the one outside."""
    def branch(name, sign):
        nodes = [
            helper.make_node("Gemm", ["last", "up.weight", "up.bias"], [f"{name}_up"], transB=1),
            helper.make_node(sign, [f"{name}_up"], [f"{name}_f"]),
            helper.make_node("Gemm", [f"{name}_f", "down.weight", "down.bias"], [f"{name}_out"], transB=1)]
        return helper.make_graph(nodes, name, [], [helper.make_tensor_value_info(f"{name}_out", TensorProto.FLOAT, None)])

    nodes = [
        helper.make_node("Gather", ["context", "minus_one"], ["at_last"], axis=1),
        helper.make_node("LayerNormalization", ["at_last", "norm.weight", "norm.bias"], ["last"], axis=-1),
        helper.make_node("Shape", ["context"], ["shape"]),
        helper.make_node("Gather", ["shape", "one"], ["length"], axis=0),
        helper.make_node("Greater", ["length", "three"], ["long"]),
        helper.make_node("If", ["long"], ["linear_1"], then_branch=branch("then", "Tanh"), else_branch=branch("else", "Relu"))]
    scalars = [numpy_helper.from_array(np.int64(value), name) for name, value in (("minus_one", -1), ("one", 1), ("three", 3))]
    shapes = {"norm.weight": [DIM], "norm.bias": [DIM], "up.weight": [40, DIM], "up.bias": [40], "down.weight": [DIM, 40], "down.bias": [DIM]}
    return model_of(nodes, [external(name, shape) for name, shape in shapes.items()] + scalars, opset=17)


class Conditional(Normed):
    def forward(self, context):
        return self.down(torch.tanh(self.up(self.norm(context[:, -1]))))


def graphs(_folder):
    """Each model with what writes its graph."""
    def writes(model):
        return lambda path: path.write_bytes(model.SerializeToString())

    return {
        "newer_external": (models.trained(Normed(), 41), writes(normed(external))),
        "newer_with_weights": (models.trained(Normed(), 42), writes(normed(other))),
        "newer_branch": (models.trained(Conditional(), 43), writes(conditional()))}
