"""Lists the tensors of every definition at the sizes that it has by default, and how torch initialises them: default_tensors.py FILE

One line each: definition, tensor, shape, start. `uX` is uniform between -X and X, `cX` the constant X, `?` anything else.
"""
import math
import pathlib
import sys

import torch
from torch import nn

import lvm_dashboard
import lvm_models


def start(module, name, tensor):
    if isinstance(module, nn.Linear):
        if isinstance(module, nn.modules.linear.NonDynamicallyQuantizableLinear) and name == "bias":
            return "c0"
        return "u%.6g" % (1 / math.sqrt(module.in_features))
    if isinstance(module, (nn.LSTM, nn.GRU)):
        return "u%.6g" % (1 / math.sqrt(module.hidden_size))
    if isinstance(module, nn.MultiheadAttention):
        return "u%.6g" % math.sqrt(6 / sum(tensor.shape)) if name == "in_proj_weight" else "c0"
    if tensor.numel() and bool((tensor == tensor.flatten()[0]).all()):
        return "c%.6g" % tensor.flatten()[0].item()
    return "?"


def lines():
    torch.manual_seed(1)
    for definition, build in {**lvm_models.DEFINITIONS, **lvm_dashboard.DEFINITIONS}.items():
        model = build()
        modules = dict(model.named_modules())
        for name, tensor in model.state_dict().items():
            holder, _, own = name.rpartition(".")
            shape = "x".join(map(str, tensor.shape)) or "scalar"
            yield f"{definition} {name} {shape} {start(modules[holder], own, tensor)}"


if __name__ == "__main__":
    pathlib.Path(sys.argv[1]).write_text("\n".join(lines()) + "\n")
