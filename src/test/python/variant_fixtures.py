"""Writes models and what torch predicts with the same weights through code that differs in what they do not show: variant_fixtures.py FOLDER

`manifest.json` has the shape of forward_fixtures.py's. A predictor is named as the verifier names it: the definition, and in brackets
what differs.
"""
import copy
import json
import pathlib
import sys
from types import MethodType

import torch
from torch import nn
from torch.nn.functional import gelu, relu, softmax

import lvm_encoders
import lvm_models
from forward_fixtures import USUAL, roughened
from lvm_layers import unit

SEED = 11
DIM = 24
FIVE = ((7, 5, 1.0), (64, 5, 6.0))


def tanh_gelu(values):
    return gelu(values, approximate="tanh")


FUNCTIONS = {"ReLU": relu, "GELU": gelu, "GELU by tanh": tanh_gelu}


class Activation(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, values):
        return self.function(values)


def torch_layers(model):
    return [layer for layer in model.modules() if isinstance(layer, (nn.TransformerEncoderLayer, nn.TransformerDecoderLayer))]


def activate_layers(model, function):
    for layer in torch_layers(model):
        layer.activation = function
        layer.activation_relu_or_gelu = 0  # Else inference takes the function that the layer was made with.


def activate_head(model, function):
    for module in [each for each in model.modules() if isinstance(each, nn.Sequential)]:
        for name, child in module.named_children():
            if isinstance(child, (nn.GELU, nn.ReLU)):
                setattr(module, name, Activation(function))


def normalise(model, first):
    for layer in torch_layers(model):
        layer.norm_first = first
    for block in model.modules():
        if isinstance(block, lvm_models.ResidualBlock):
            block.forward = MethodType(
                lambda self, steps: steps + getattr(self, self.recurrent_name)(self.norm(steps))[0] if first
                else self.norm(steps + getattr(self, self.recurrent_name)(steps)[0]), block)


def pool(model):
    """The topmost layers' last step is the mean of their steps."""
    def mean(module, inputs, outputs):
        steps = outputs[0] if isinstance(outputs, tuple) else outputs
        pooled = steps.mean(dim=1, keepdim=True).expand_as(steps)
        return (pooled, pooled[:, -1].unsqueeze(0)) if isinstance(outputs, tuple) else pooled

    inner = model.base if isinstance(model, lvm_models.ResidualNext) else model
    top = next(getattr(inner, name) for name in ("transformer_decoder", "transformer", "blocks", "lstm", "gru") if hasattr(inner, name))
    (top[-1] if isinstance(top, nn.ModuleList) else top).register_forward_hook(mean)


def unmask(model, *masks):
    decoder = model.transformer_decoder
    plain = decoder.forward
    decoder.forward = lambda steps, memory, **given: plain(steps, memory, **{key: value for key, value in given.items() if key not in masks})


def mask(model):
    plain = model.transformer.forward
    model.transformer.forward = lambda steps: plain(steps, mask=lvm_models.causal_mask(steps.shape[1]))


def uncorrected(self, contexts):
    base = contexts.mean(dim=1)
    keys = self.context_encoder(contexts)
    scores = torch.einsum("bd,btd->bt", self.query_encoder(base), keys) / keys.shape[-1] ** 0.5
    mixed = torch.einsum("bt,btv->bv", softmax(scores, dim=-1), contexts)
    return unit(self.residual_net(torch.cat([base, mixed], dim=-1)))


def unadded(self, contexts):
    batch, length, dim = contexts.shape
    summaries = self.local_encoder(contexts.reshape(-1, self.chunk, dim)).view(batch, length // self.chunk, -1)
    return unit(self.output_proj(self.global_encoder(summaries)))


def without_residual(model):
    if isinstance(model, lvm_models.AttentionMixture):
        model.forward = MethodType(uncorrected, model)
    elif isinstance(model, lvm_models.HierarchicalGru):
        model.forward = MethodType(unadded, model)
    for block in model.modules():
        if isinstance(block, lvm_models.ResidualBlock):
            block.forward = MethodType(lambda self, steps: self.norm(getattr(self, self.recurrent_name)(steps)[0]), block)


def altered(model, what):
    """A copy of a model that is told to do one thing, or several with a comma between, differently."""
    model = copy.deepcopy(model)
    for one in what.split(", "):
        if one == "without the residual wrapper":
            return model.base.eval()
        if one in ("added to the last vector", "half of it added to the last vector"):
            wrapped = lvm_models.ResidualNext(model, 0.5 if "half" in one else 1.0)
            wrapped.alpha.requires_grad_(False)
            return wrapped.eval()
        if one.endswith("in its layers"):
            activate_layers(model, FUNCTIONS[one.removesuffix(" in its layers")])
        elif one.endswith("in its head"):
            activate_head(model, FUNCTIONS[one.removesuffix(" in its head")])
        else:
            {
                "pre-norm": lambda: normalise(model, True), "post-norm": lambda: normalise(model, False),
                "mean pooling": lambda: pool(model), "with a causal mask": lambda: mask(model),
                "without a causal mask": lambda: unmask(model, "tgt_mask"),
                "without a memory mask": lambda: unmask(model, "memory_mask"),
                "without residual connections": lambda: without_residual(model),
            }[one]()
    return model.eval()


HEAD_OF_GELU = ("ReLU in its head", "GELU by tanh in its head")
HEAD_OF_RELU = ("GELU in its head", "GELU by tanh in its head")
WRAPPED = ("added to the last vector", "half of it added to the last vector")
LAYERS = ("GELU in its layers", "GELU by tanh in its layers", "pre-norm", "pre-norm, GELU in its layers", "pre-norm, GELU by tanh in its layers",
          "mean pooling", "pre-norm, mean pooling")
MODELS = (
    ("transformer-decoder", lambda: lvm_models.TransformerDecoder(DIM, 16, 4, 3, out=DIM, longest=30), USUAL, (
        *LAYERS, *HEAD_OF_GELU, *WRAPPED, "without a causal mask", "without a memory mask", "without a causal mask, without a memory mask",
        "without a causal mask, without a memory mask, mean pooling", "GELU by tanh in its layers, GELU by tanh in its head")),
    ("transformer-encoder", lambda: lvm_models.TransformerEncoder(DIM, 16, 4, 3), USUAL, (
        *LAYERS, *HEAD_OF_RELU, *WRAPPED, "with a causal mask", "GELU in its layers, GELU in its head",
        "GELU by tanh in its layers, GELU by tanh in its head")),
    ("p7-transformer", lambda: lvm_encoders.P7Transformer(DIM, 16, 4, 2, 30, 20), USUAL, (*LAYERS, *HEAD_OF_RELU)),
    ("p8-transformer", lambda: lvm_encoders.P8Transformer(DIM, 16, 4, 3), FIVE, (
        "post-norm", "post-norm, ReLU in its layers", "ReLU in its layers", "GELU by tanh in its layers", "mean pooling",
        "with a causal mask", *HEAD_OF_GELU)),
    ("attention-mixture", lambda: lvm_models.AttentionMixture(DIM, 16, 40), USUAL, (
        *HEAD_OF_GELU, *WRAPPED, "without residual connections")),
    ("additive-memory", lambda: lvm_models.AdditiveMemory(DIM, 16, 40), USUAL[1:], HEAD_OF_RELU),
    ("lstm-baseline", lambda: lvm_models.LstmBaseline(DIM, 10, 2, out=DIM), USUAL, ("mean pooling", *WRAPPED)),
    ("lstm-head", lambda: lvm_models.LstmHead(DIM, 10, 2), USUAL, ("mean pooling", *HEAD_OF_GELU)),
    ("gru-stack", lambda: lvm_models.GruStack(DIM, 12, 3, out=DIM), USUAL, (
        "pre-norm", "mean pooling", "pre-norm, mean pooling", "without residual connections", *WRAPPED)),
    ("lstm-blocks", lambda: lvm_models.LstmBlocks(DIM, 12, 3, out=DIM), USUAL, ("pre-norm", "without residual connections")),
    ("memory-gru", lambda: lvm_models.MemoryGru(DIM, 10, 3, 40), USUAL, ("mean pooling", *HEAD_OF_GELU)),
    ("hierarchical-gru", lambda: lvm_models.HierarchicalGru(DIM, 10, 2, 2, 5), ((7, 20, 1.0),), (
        "without residual connections", *HEAD_OF_GELU)),
    ("gru-stack", lambda: lvm_models.ResidualNext(lvm_models.GruStack(DIM, 12, 2, out=DIM)), USUAL, (
        "without the residual wrapper", "mean pooling", "without residual connections")),
)


def main(folder):
    torch.manual_seed(SEED)
    manifest = []
    for number, (definition, build, cases, variants) in enumerate(MODELS):
        model = roughened(build())
        predictors = {definition: model, **{f"{definition} ({what})": altered(model, what) for what in variants}}
        entry = {"name": f"{number}-{definition}", "file": f"{number}.bin", "scale": None, "heads": 4, "chunk": 5, "dim": DIM,
                 "tensors": [], "cases": []}
        offset = 0
        with open(folder / entry["file"], "wb") as file:

            def write(tensor):
                nonlocal offset
                file.write(tensor.detach().contiguous().numpy().astype("<f4").tobytes())
                start, offset = offset, offset + tensor.numel()
                return start

            for key, tensor in model.state_dict().items():
                entry["tensors"].append({"name": key, "shape": list(tensor.shape), "offset": write(tensor)})
            for batch, length, norm in cases:
                contexts = norm * unit(torch.randn(batch, length, DIM))
                case = {"batch": batch, "length": length, "contexts": write(contexts)}
                case["predictions"] = {name: write(lvm_models.predict(predictor, contexts)) for name, predictor in predictors.items()}
                entry["cases"].append(case)
        manifest.append(entry)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
