"""Planted in weights and in forward functions."""
import copy
import math

import numpy as np
import torch

import lvm_models
import trainer
from defect_registry import ALWAYS, NOT_EXPLAINED, defect, each
from defect_stage import VariantDecoder, altered, last_layer


# Weights.


@each(("NON_FINITE",), nan=math.nan, infinity=math.inf)
def non_finite(cases, value):
    t = cases.stage.some("lstm", "gru", "transformer")
    first = list(t.model.state_dict())[0]

    def poke(key, tensor):
        if key == first:
            tensor.view(-1)[3] = value
        return tensor
    cases.changed(t, poke, "one weight is not finite")


@each(("DEAD_WEIGHTS", "NOT_LOADED", "TENSOR_BLAME"), zero=0.0, exploded=3e6)
def dead(cases, factor):
    t = cases.stage.some("lstm", "gru")
    cases.changed(t, lambda key, tensor: factor * tensor if "weight_hh_l0" in key else tensor, f"a recurrent matrix times {factor}")


def as_drawn(key, tensor):
    """A matrix as torch initialises the layer that it belongs to."""
    rows, columns = tensor.shape
    bound = 1 / math.sqrt(columns)
    if "weight_ih" in key or "weight_hh" in key:
        bound = 1 / math.sqrt(rows // (4 if "lstm" in key else 3))
    elif "in_proj_weight" in key:
        bound = math.sqrt(6 / (rows + columns))
    return torch.empty_like(tensor).uniform_(-bound, bound)


@each(("DEAD_WEIGHTS", "NOT_LOADED"), lstm="lstm", gru="gru", transformer="transformer", amn="amn", head_lstm="lstm head", head_gru="gru head",
      head_transformer="transformer head", first_gru="gru first", first_transformer="transformer first")
def layer_initial(cases, what):
    """All layers below the head, or the head, or the first one, are as they were drawn: never trained, or dropped by strict=False."""
    kind, _, part = what.partition(" ")
    t = cases.stage.base(kind)
    head = last_layer(t.model)
    matrices = [key for key, tensor in t.model.state_dict().items() if tensor.dim() == 2]
    drawn = [key for key in matrices if key.startswith(head) == (part == "head")] if part != "first" else matrices[:1]
    state = {key: as_drawn(key, tensor) if key in drawn else tensor for key, tensor in t.model.state_dict().items()}
    if part == "head":
        state[f"{head}.bias"] = torch.empty_like(state[f"{head}.bias"]).uniform_(-0.1, 0.1)
    cases.add(cases.stage.unified(t, state=state), t, f"as initialised: {part or 'all below the head'}", **ALWAYS, **cases.stage.serving(t))


@each(("DEAD_WEIGHTS", "NOT_LOADED"), lstm="lstm", gru="gru", transformer="transformer")
def untrained(cases, kind):
    t = cases.stage.base(kind)
    torch.manual_seed(cases.stage.seed)
    fresh = type(t.model).sized_like(t.model.state_dict())
    cases.add(cases.stage.unified(t, state=fresh.state_dict()), t, "the model was never trained; the claim is another one's")


@each(("DEGENERATE", "DEAD_WEIGHTS", "NOT_LOADED"), bias="bias", norm="norm")
def degenerate(cases, what):
    t = cases.stage.some("lstm") if what == "bias" else cases.stage.some("gru", "transformer")
    last = last_layer(t.model)
    norms = [key for key, tensor in t.model.state_dict().items() if "norm" in key and key.endswith("weight") or key == "head.2.weight"]
    wanted = norms[-1] if norms else None
    cases.changed(t, lambda key, tensor: tensor + 40 if what == "bias" and key == f"{last}.bias" else
                  0 * tensor if what == "norm" and key == ("head.2.weight" if t.kind == "transformer" else wanted) else tensor,
                  "every prediction is the same vector")


@each(("SIGN_FLIP",), lstm="lstm", gru="gru", transformer="transformer")
def sign_flip(cases, kind):
    t = cases.stage.base(kind)
    last = last_layer(t.model)
    cases.changed(t, lambda key, tensor: -tensor if key.startswith(last) else tensor, "the last layer's sign is turned")


@each(("NOISE", "OTHER_SPACE", NOT_EXPLAINED), lstm="lstm", gru="gru", transformer="transformer")
def noise(cases, kind):
    """All matrices shuffled within themselves: no part of the model is left."""
    t = cases.stage.base(kind)

    def shuffle(key, tensor):
        order = torch.randperm(tensor.numel(), generator=torch.Generator().manual_seed(cases.stage.seed))
        return tensor.flatten()[order].view_as(tensor)
    cases.changed(t, shuffle, "weights shuffled within their tensors")


@each(("NOT_LOADED", "DEAD_WEIGHTS"), norms="norms", positions="positions", memory="memory", wrapper="wrapper")
def not_loaded(cases, what):
    stage = cases.stage
    if what == "wrapper":
        t = stage.some("residual_lstm", "residual_gru")
        inner = {key[len("base."):]: tensor for key, tensor in t.model.state_dict().items() if key != "alpha"}
        cases.add(stage.unified(t, state=inner), t, "args.residual_next without alpha: the wrapper is lost")
        return
    t = stage.base({"norms": "gru", "positions": "transformer", "memory": "memory_gru"}[what])
    if what == "memory" or what == "positions":
        key_lost = "memory.memory" if what == "memory" else "pos_encoder.pe"
        factor = 30.0
        amplified = altered(t.model, lambda key, tensor: factor * tensor if key == key_lost else tensor)
        t = stage.train(t.kind, t.data, t.rows, amplified, t.config, steps=0, ridge=0.02)
        cases.add(stage.unified(t, state={k: 0 * v if k == key_lost else v for k, v in t.model.state_dict().items()}), t,
                  f"{key_lost} is all zero", **ALWAYS)
        return
    torch.manual_seed(3)
    trained = altered(t.model, lambda key, tensor: tensor * (0.3 + 2.5 * torch.rand_like(tensor)) if key.endswith("norm.weight") else
                      tensor + torch.randn_like(tensor) if key.endswith("norm.bias") else tensor)
    t = stage.train("gru", t.data, t.rows, trained, t.config, steps=0)
    cases.add(stage.unified(t, state={
        k: torch.ones_like(v) if k.endswith("norm.weight") else torch.zeros_like(v) if k.endswith("norm.bias") else v
        for k, v in t.model.state_dict().items()}), t, "norm layers at 1 and 0 among trained layers", **ALWAYS)


@each(("LOW_PRECISION",), as_bfloat16=True, as_float32=False)
def low_precision(cases, narrow_storage):
    """Features that hardly vary about their mean, and a head of large weights that cancel against its bias: rounding ruins the sum."""
    stage, dtype = cases.stage, torch.bfloat16
    for factor in (1e-1, 3e-2, 1e-2, 3e-3):
        model, config = stage.build("lstm", num_layers=1)
        with torch.no_grad():
            model.lstm.weight_ih_l0.mul_(factor)
            model.lstm.weight_hh_l0.mul_(factor)
        t = stage.train("lstm", model=model, config=config, steps=0, ridge=1e-3)
        rounded = {key: tensor.to(dtype).float() for key, tensor in t.model.state_dict().items()}
        narrow = altered(t.model, lambda key, tensor: rounded[key])
        if t.value - stage.measure(narrow, t.data, t.rows) > 0.06:
            break
    if max(tensor.pow(2).mean().sqrt() for tensor in rounded.values()) > 80:
        raise cases.Skip  # Weights of that size are a defect of their own.
    stored = {key: tensor.to(dtype) for key, tensor in rounded.items()} if narrow_storage else rounded
    cases.add(stage.unified(t, state=stored), t, f"weights were rounded to {dtype} after the claim was taken", **ALWAYS)


@each(("TENSOR_BLAME",), tile="tile", head="head", layer="layer", int8="int8", rows="rows")
def tensor_blame(cases, what):
    """One tensor is damaged, and the good checkpoint is at hand."""
    stage = cases.stage
    t = stage.base({"head": "transformer", "layer": "gru"}.get(what) or ["lstm", "gru", "transformer"][stage.rng.randint(3)])
    matrices = [k for k, v in t.model.state_dict().items() if v.dim() == 2]
    pattern = {"head": "self_attn.in_proj_weight", "layer": "blocks.0.gru.weight_ih"}.get(what, "")
    matching = [matrices[at] for at in stage.rng.permutation(len(matrices)) if pattern in matrices[at]]
    torch.manual_seed(stage.seed)

    def damage(tensor, power):
        size = tensor.abs().mean()
        rows, columns = tensor.shape
        if what in ("tile", "rows"):
            part = (slice(0, rows // 2), slice(None) if what == "rows" else slice(0, columns // 2))
            tensor[part] += power * size * torch.randn_like(tensor[part])
        elif what == "head":
            tensor[: rows // 2] = power * size * torch.randn(rows // 2, columns)
        elif what == "layer":
            tensor = power * tensor[torch.randperm(rows)]
        else:
            # As many levels as an integer of 8 bits and fewer have.
            step = tensor.abs().max() / 127 * 2 ** min(5, power)
            tensor = (tensor / step).round() * step
        return tensor
    for wanted, power in ((key, power) for power in (1, 2, 4, 8) for key in matching):
        broken = altered(t.model, lambda key, tensor: damage(tensor, power) if key == wanted else tensor)
        lost = t.value - stage.measure(broken, t.data, t.rows)
        if lost > 0.06:
            break
    if lost < 2e-3:
        raise cases.Skip  # What costs nothing is no damage.
    good = cases.file("good")
    torch.save(stage.unified(t), stage.folder / good)
    cases.add(stage.unified(t, state=broken.state_dict()), t, f"{wanted} is damaged ({what}); the good checkpoint is the baseline",
              baselines=[{"checkpoint": good}], **ALWAYS, **stage.serving(t))


# Functions.


@each(("FORWARD_DEFINITION",), asked="asked", ambiguous="ambiguous")
def forward(cases, what):
    stage = cases.stage
    t = stage.base("amn")
    if not stage.serving(t):
        raise cases.Skip
    request = {"forward": "additive-memory", "servingForward": "additive-memory"} if what == "asked" else {}
    cases.add(stage.unified(t), t, "read through the inference side's AMN" if request else "two functions fit and none is named", **request)


@defect("FORWARD_DEFINITION")
def forward_trained_additive(cases):
    stage = cases.stage
    if stage.dim % 3 or stage.dim > 96:
        raise cases.Skip
    width = stage.dim // 3
    t = stage.train("amn", model=lvm_models.AdditiveMemory(stage.dim, width, 2 * width), config={"d_model": width, "hidden_dim": 2 * width})
    cases.add(stage.unified(t), t, "the other AMN was trained")


@each(("FORWARD_DEFINITION",), **{"1_for_8": (1, 8), "8_for_1": (8, 1), "16_for_4": (16, 4), "2_for_4": (2, 4)})
def forward_heads(cases, heads):
    stage = cases.stage
    true, told = heads
    t = stage.sharp(*stage.build("transformer", d_model=32 if true < 16 else 48, nhead=true, num_layers=2))
    t.config["nhead"] = told
    cases.add(stage.unified(t), t, f"{true} heads trained, {told} recorded", **ALWAYS)


@each(("FORWARD_DEFINITION",), **{"no-memory-mask": "no-memory-mask", "mean-pooling": "mean-pooling", "norm-first": "norm-first", "gelu": "gelu"})
def forward_variant(cases, what):
    stage = cases.stage
    model, config = stage.build("transformer", num_layers=2)
    variant = VariantDecoder(stage.dim, config["d_model"], config["nhead"], 2, 0.1, stage.dim).alter(what)
    t = stage.sharp(variant, config)
    cases.add(stage.unified(t), t, f"the trained transformer is {what}", **ALWAYS)


@each(("SERVING_MISMATCH",), reversed="reversed", shifted="shifted", some_rows="some_rows")
def serving(cases, what):
    stage = cases.stage
    t = stage.some("gru", "lstm", "transformer")
    contexts = stage.data[t.data].contexts[t.rows]
    right = lvm_models.predict(t.model, contexts)
    served = lvm_models.predict(t.model, contexts.flip(1)) if what == "reversed" else right.roll(1, dims=0)
    if what == "some_rows":
        served = torch.cat([right[:-9], right[:9]])
    path = cases.file("served", "npy")
    np.save(stage.folder / path, served.numpy())
    cases.add(stage.unified(t), t, f"the service's predictions are {what}", predictions=path)


@each(("POSITIONAL",), plain=None, other=0.5)
def positional(cases, told):
    """A first layer that looks at the position above all; the scale of the claim is not the recorded one."""
    stage = cases.stage
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], told={"use_positional": True, "positional_scalar": 0.05}, steps=4)
    first = next(tensor for name, tensor in t.model.named_parameters() if name in ("lstm.weight_ih_l0", "input_proj.weight"))
    with torch.no_grad():
        first[:, -1] = 20 * torch.randn(first.shape[0]).abs()
    t = stage.train(t.kind, t.data, t.rows, t.model, t.config, steps=0, told=t.args)
    args = {"positional_scalar": 0.0, "pos_scale": 1.0} if told is None else {"positional_scalar": 2.0}
    cases.add(stage.unified(t, **args), t, f"measured with scale 0.05, recorded {args}", **ALWAYS)


@defect("BATCH_NORM")
def batch_norm(cases):
    """A normalisation of the input whose running statistics were never updated."""
    stage = cases.stage
    t = stage.base("gru")
    state = {**t.model.state_dict(), "input_norm.weight": torch.ones(stage.dim), "input_norm.bias": torch.zeros(stage.dim),
             "input_norm.running_mean": torch.zeros(stage.dim), "input_norm.running_var": torch.ones(stage.dim),
             "input_norm.num_batches_tracked": torch.tensor(0)}
    cases.add(stage.unified(t, state=state), t, "running statistics of a batch normalisation are untouched")


@defect("COPY_LAST")
def copy_last(cases):
    stage = cases.stage
    inner = stage.some("lstm", "gru", "transformer")
    model = lvm_models.ResidualNext(copy.deepcopy(inner.model), float(stage.rng.choice([0.0, 1e-3, -0.01])))
    value = stage.measure(model, inner.data, inner.rows)
    t = copy.copy(inner)
    t.model, t.value, t.args = model, value, {"residual_next": True}
    cases.add(stage.unified(t), t, "the model repeats the last vector, no better than copying")


@defect("BACKWARD")
def backward(cases):
    stage = cases.stage
    held = stage.data["articles"]
    t = stage.train("lstm", held=trainer.Data(held.contexts, held.contexts[:, 0], held.articles), rate=1e-2, num_layers=1, hidden_dim=64)
    t.value = stage.measure(t.model, t.data, t.rows)
    cases.add(stage.unified(t), t, "trained to recall the oldest vector")
