"""Graphs that have to be refused, beside a checkpoint of `onnx_by_hand.Normed` or of a foreign model: `refused/NAME.onnx`."""
import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper

import foreign_models as models
import onnx_by_hand as by_hand

DIM, LENGTH = models.DIM, models.LENGTH


def changed(change):
    model = by_hand.normed(by_hand.external)
    return change(model) or model


def with_node(*nodes, initializers=()):
    """The graph with nodes behind its output."""
    def change(model):
        model.graph.node[-1].output[0] = "before"
        model.graph.node.extend(nodes)
        model.graph.initializer.extend(initializers)
    return changed(change)


def dot(attribute):
    """A matrix as a Constant node, multiplied to the output."""
    return with_node(
        helper.make_node("Constant", [], ["hidden"], **attribute), helper.make_node("MatMul", ["before", "hidden"], ["linear_1"]))


def hidden(dtype=np.float32, shape=(DIM, DIM)):
    return numpy_helper.from_array(np.random.default_rng(1).integers(-9, 9, shape).astype(dtype), "hidden")


def nested(depth):
    inner = helper.make_graph([helper.make_node("Identity", ["before"], ["deepest"])], "deepest", [], [
        helper.make_tensor_value_info("deepest", TensorProto.FLOAT, None)])
    for level in range(depth):
        name = f"level{level}"
        inner = helper.make_graph(
            [helper.make_node("If", ["yes"], [name], then_branch=inner, else_branch=helper.make_graph(
                [helper.make_node("Identity", ["before"], [f"else{level}"])], "else", [], [
                    helper.make_tensor_value_info(f"else{level}", TensorProto.FLOAT, None)]))],
            name, [], [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)])
    node = inner.node[0]
    node.output[0] = "linear_1"
    return with_node(node, initializers=[numpy_helper.from_array(np.array(True), "yes")])


def with_function(model):
    function = helper.make_function("pkg.onnxscript", "Twice", ["x"], ["y"], [helper.make_node("Add", ["x", "x"], ["y"])], [helper.make_opsetid("", 18)])
    model.functions.append(function)


def in_segments(model):
    model.graph.initializer[0].segment.begin = 0
    model.graph.initializer[0].segment.end = 4


def pieces(count):
    """Many small constants."""
    nodes = [helper.make_node("Constant", [], [f"c{i}"], value=hidden(shape=(64,))) for i in range(count)]
    nodes.append(helper.make_node("Concat", [f"c{i}" for i in range(count)], ["all"], axis=0))
    nodes.append(helper.make_node("ReduceSum", ["all"], ["sum"], keepdims=0))
    nodes.append(helper.make_node("Add", ["before", "sum"], ["linear_1"]))
    return with_node(*nodes)


def numbers(count):
    """The same as single numbers, which are attributes and not tensors."""
    nodes = [helper.make_node("Constant", [], [f"n{i}"], value_float=float(i)) for i in range(count)]
    nodes.append(helper.make_node("Sum", [f"n{i}" for i in range(count)], ["sum"]))
    nodes.append(helper.make_node("Add", ["before", "sum"], ["linear_1"]))
    return with_node(*nodes)


def opset(version):
    def change(model):
        model.opset_import[0].version = version
    return changed(change)


def initializers(change):
    def all_of(model):
        change(model.graph)
    return changed(all_of)


def renamed(graph):
    graph.node[3].input[1] = "elsewhere"
    graph.initializer.append(by_hand.external("elsewhere", [40, DIM]))


def bypassed(graph):
    """'up.bias' stays in the file, but nothing reads it."""
    del graph.node[3].input[2]


def reshaped(graph):
    for tensor in graph.initializer:
        if tensor.name == "up.weight":
            tensor.dims[:] = [DIM, 40]


def half(graph):
    for tensor in graph.initializer:
        if tensor.name == "up.bias":
            tensor.data_type = TensorProto.FLOAT16


def twice(graph):
    graph.node.insert(0, helper.make_node("Identity", ["context"], ["up.weight"]))


def two_inputs(graph):
    graph.input.append(helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["s0", LENGTH]))
    graph.node[-1].output[0] = "before"
    graph.node.append(helper.make_node("ReduceMax", ["mask"], ["most"]))
    graph.node.append(helper.make_node("Mul", ["before", "most"], ["linear_1"]))


def integer_input(graph):
    graph.input[0].type.tensor_type.elem_type = TensorProto.INT64
    graph.node.insert(0, helper.make_node("Cast", ["context"], ["floats"], to=1))
    graph.node[1].input[0] = "floats"


def sequence_output(graph):
    graph.output[0].CopyFrom(helper.make_tensor_value_info("linear_1", TensorProto.FLOAT, ["s0", LENGTH, DIM]))


def wrong_width(graph):
    graph.output[0].CopyFrom(helper.make_tensor_value_info("linear_1", TensorProto.FLOAT, ["s0", 8]))


def summed(graph):
    """Rows of a batch that influence each other."""
    graph.node[-1].output[0] = "before"
    graph.initializer.append(by_hand.number("batch_axis", 0))
    graph.initializer[-1].dims[:] = [1]
    graph.node.append(helper.make_node("ReduceMean", ["before", "batch_axis"], ["mean"], keepdims=1))
    graph.node.append(helper.make_node("Sub", ["before", "mean"], ["linear_1"]))


REFUSED = {
    "custom_domain": lambda: with_node(helper.make_node("Gelu", ["before"], ["linear_1"], domain="com.microsoft", name="evil")),
    "unknown_operator": lambda: with_node(helper.make_node("Exec", ["before"], ["linear_1"])),
    "random": lambda: with_node(
        helper.make_node("RandomNormalLike", ["before"], ["noise"]), helper.make_node("Add", ["before", "noise"], ["linear_1"])),
    "training_dropout": lambda: with_node(
        helper.make_node("Dropout", ["before", "ratio", "train"], ["linear_1"]),
        initializers=[numpy_helper.from_array(np.float32(0.5), "ratio"), numpy_helper.from_array(np.array(True), "train")]),
    "training_norm": lambda: with_node(
        helper.make_node("BatchNormalization", ["before"] + ["down.bias"] * 4, ["linear_1", "m", "v"], training_mode=1)),
    "function": lambda: changed(with_function),
    "sparse": lambda: initializers(lambda graph: graph.sparse_initializer.add()),
    "segments": lambda: changed(in_segments),
    "text_tensor": lambda: with_node(
        helper.make_node("Constant", [], ["words"], value=helper.make_tensor("w", TensorProto.STRING, [1], [b"x"])),
        helper.make_node("Identity", ["before"], ["linear_1"])),
    "constant_node": lambda: dot({"value": hidden()}),
    "constant_floats": lambda: with_node(
        helper.make_node("Constant", [], ["hidden"], value_floats=[0.5] * DIM * 5),
        helper.make_node("ReduceSum", ["hidden"], ["sum"], keepdims=0), helper.make_node("Add", ["before", "sum"], ["linear_1"])),
    "constant_integers": lambda: with_node(
        helper.make_node("Constant", [], ["bytes"], value=hidden(np.int8)), helper.make_node("Cast", ["bytes"], ["hidden"], to=1),
        helper.make_node("MatMul", ["before", "hidden"], ["linear_1"])),
    "constant_in_pieces": lambda: pieces(200),
    "constant_in_numbers": lambda: numbers(10_001),
    "constant_initializer": lambda: with_node(
        helper.make_node("MatMul", ["before", "hidden"], ["linear_1"]), initializers=[hidden()]),
    "constant_in_branch": lambda: with_node(
        helper.make_node("If", ["yes"], ["linear_1"], **{
            f"{name}_branch": helper.make_graph(
                [helper.make_node("MatMul", ["before", f"{name}_w"], [f"{name}_y"])], name, [],
                [helper.make_tensor_value_info(f"{name}_y", TensorProto.FLOAT, None)],
                initializer=[numpy_helper.from_array(np.ones((DIM, DIM), np.float32), f"{name}_w")]) for name in ("then", "else")}),
        initializers=[numpy_helper.from_array(np.array(True), "yes")]),
    "external_constant": lambda: with_node(
        helper.make_node("MatMul", ["before", "elsewhere"], ["linear_1"]), initializers=[by_hand.external("elsewhere", [DIM, DIM])]),
    "renamed": lambda: initializers(renamed),
    "unread_tensor": lambda: initializers(bypassed),
    "other_shape": lambda: initializers(reshaped),
    "half_precision": lambda: initializers(half),
    "defined_twice": lambda: initializers(twice),
    "two_inputs": lambda: initializers(two_inputs),
    "integer_input": lambda: initializers(integer_input),
    "sequence_output": lambda: initializers(sequence_output),
    "wrong_width": lambda: initializers(wrong_width),
    "rows_mixed": lambda: initializers(summed),
    "nested": lambda: nested(12),
    "old_opset": lambda: opset(7),
    "new_opset": lambda: opset(99),
}


def write(folder, export):
    target = folder / "refused"
    target.mkdir()
    torch.manual_seed(3)
    for name, made in REFUSED.items():
        (target / f"{name}.onnx").write_bytes(made().SerializeToString())
    whole = by_hand.normed(by_hand.other).SerializeToString()
    (target / "cut_off.onnx").write_bytes(whole[:-100])
    (target / "not_onnx.onnx").write_bytes(b"PK\3\4 this is not a graph" * 9)
    (target / "empty.onnx").write_bytes(b"")
    # What torch's exporter makes of weights unless it is told not to.
    folds = {"export_params": True, "do_constant_folding": True}
    export(models.trained(models.SmallTransformer(), 5), target / "folded_matrices.onnx", **folds)
    export(models.trained(models.StackedLstm(), 1), target / "folded_gates.onnx", **folds)
    export(models.trained(models.Convolutions(), 6), target / "fused_norm.onnx", **folds)
    export(models.Mixer(), target / "another_model.onnx")
