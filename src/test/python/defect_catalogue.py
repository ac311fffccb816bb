"""Defects to plant, each a function that is given a stage and writes one case. `DEFECTS` lists them with the codes that are right."""
import copy
import math
import random

import numpy as np
import torch

import lvm_data
import lvm_models
import lvm_scores
import trainer
from defect_stage import VariantDecoder, altered, last_layer, ranks_mean

NOT_EXPLAINED = "NOT_EXPLAINED"
DEFECTS = []
ALWAYS = {"diagnose": "always"}


def defect(*codes, name=None):
    """Registers a maker; the first code is the planted one, the others are as right."""
    def register(maker):
        DEFECTS.append((name or maker.__name__, codes, maker))
        return maker
    return register


def each(codes, **variants):
    """Registers one maker for each keyword, which is passed on with its value."""
    def register(maker):
        for variant, value in variants.items():
            DEFECTS.append((f"{maker.__name__}_{variant}", codes, lambda cases, value=value: maker(cases, value)))
        return maker
    return register


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


@each(("DEAD_WEIGHTS", "NOT_LOADED"), lstm="lstm", gru="gru", transformer="transformer", amn="amn")
def layer_initial(cases, kind):
    """The greater part of the layers is as it was drawn: never trained, or dropped by strict=False."""
    t = cases.stage.base(kind)
    untouched = last_layer(t.model)
    state = {}
    for key, tensor in t.model.state_dict().items():
        if tensor.dim() == 2 and not key.startswith(untouched):
            rows, columns = tensor.shape
            bound = 1 / math.sqrt(columns)
            if "weight_ih" in key or "weight_hh" in key:
                bound = 1 / math.sqrt(rows // (4 if kind == "lstm" else 3))
            elif "in_proj_weight" in key:
                bound = math.sqrt(6 / (rows + columns))
            tensor = torch.empty_like(tensor).uniform_(-bound, bound)
        state[key] = tensor
    cases.add(cases.stage.unified(t, state=state), t, "matrices below the head are as they are initialised", **cases.stage.serving(t))


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


@each(("NOISE", "OTHER_SPACE"), lstm="lstm", gru="gru", transformer="transformer")
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


@each(("LOW_PRECISION",), bfloat16=torch.bfloat16, float16=torch.float16)
def low_precision(cases, dtype):
    """A head of large weights that cancel: rounding them ruins the sum."""
    stage = cases.stage
    for scale in (1e2, 1e3, 1e4, 1e5, 1e6):
        t = stage.train("lstm", steps=0, num_layers=1, hidden_dim=48 if stage.dim < 96 else 64)
        with torch.no_grad():
            # A component that is nearly constant carries a large weight against the bias.
            t.model.lstm.weight_ih_l0.mul_(0.3)
            t.model.lstm.weight_hh_l0.mul_(0.3)
        trainer.fit_output(t.model, stage.data[t.data], trainer.rest(len(stage.data[t.data]), t.rows), ridge=1 / scale**2)
        t.loss, t.value = trainer.evaluate(t.model, stage.data[t.data], t.rows, None, stage.batch)
        rounded = {key: tensor.to(dtype).float() for key, tensor in t.model.state_dict().items()}
        narrow = altered(t.model, lambda key, tensor: rounded[key])
        if t.value - stage.measure(narrow, t.data, t.rows) > 0.06:
            break
    stored = {key: tensor.to(dtype) for key, tensor in rounded.items()} if stage.rng.rand() < 0.5 else rounded
    cases.add(stage.unified(t, state=stored), t, f"weights were rounded to {dtype} after the claim was taken", **ALWAYS)


@each(("TENSOR_BLAME",), tile="tile", head="head", layer="layer", int8="int8", rows="rows")
def tensor_blame(cases, what):
    """One tensor is damaged, and the good checkpoint is at hand."""
    stage = cases.stage
    t = stage.base({"head": "transformer", "layer": "gru"}.get(what) or ["lstm", "gru", "transformer"][stage.rng.randint(3)])
    matrices = [k for k, v in t.model.state_dict().items() if v.dim() == 2]
    pattern = {"head": "self_attn.in_proj_weight", "layer": "blocks.0.gru.weight_ih"}.get(what, "")
    matching = [key for key in matrices if pattern in key]
    wanted = matching[stage.rng.randint(len(matching))]
    torch.manual_seed(stage.seed)

    def damage(key, tensor, power):
        if key != wanted:
            return tensor
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
            step = tensor.abs().max() / 127 * 2**power
            tensor = (tensor / step).round() * step
        return tensor
    for power in (1, 2, 4, 8, 16, 32):
        broken = altered(t.model, lambda key, tensor: damage(key, tensor, power))
        if t.value - stage.measure(broken, t.data, t.rows) > 0.06:
            break
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
    t = sharp(stage, stage.build("transformer", d_model=32 if true < 16 else 48, nhead=true, num_layers=2))
    t.config["nhead"] = told
    cases.add(stage.unified(t), t, f"{true} heads trained, {told} recorded", **ALWAYS)


@each(("FORWARD_DEFINITION",), **{"no-memory-mask": "no-memory-mask", "mean-pooling": "mean-pooling", "norm-first": "norm-first", "gelu": "gelu"})
def forward_variant(cases, what):
    stage = cases.stage
    model, config = stage.build("transformer", num_layers=2)
    variant = VariantDecoder(stage.dim, config["d_model"], config["nhead"], 2, 0.1, stage.dim).alter(what)
    t = sharp(stage, (variant, config))
    cases.add(stage.unified(t), t, f"the trained transformer is {what}", **ALWAYS)


def sharp(stage, built):
    """A trained transformer whose attention is far from uniform, so that head counts and masks matter."""
    model, config = built
    torch.manual_seed(stage.seed)
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if "in_proj_weight" in name or "out_proj.weight" in name:
                tensor.mul_(4.0)
    return stage.train("transformer", model=model, config=config, steps=40)


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
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], told={"use_positional": True, "positional_scalar": 0.05}, steps=0)
    first = next(tensor for name, tensor in t.model.named_parameters() if name in ("lstm.weight_ih_l0", "input_proj.weight"))
    with torch.no_grad():
        first[:, -1] = 20 * torch.randn(first.shape[0]).abs()
    t = stage.train(t.kind, t.data, t.rows, t.model, t.config, steps=0, told=t.args)
    args = {"positional_scalar": 0.0, "pos_scale": 1.0} if told is None else {"positional_scalar": 2.0}
    cases.add(stage.unified(t, **args), t, f"measured with scale 0.05, recorded {args}", **ALWAYS)


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


# Rows.


def memoriser(stage, data, rows):
    """A model wide enough to know its training rows by heart, so that it matters which rows are used."""
    return stage.train("lstm", data, rows, hidden_dim=240, num_layers=1, steps=0, ridge=1e-4)


@each(("SPLIT",), torch_42="torch-42", numpy_0="numpy-0", torch_0="torch-0", tail="tail", head="head", fraction="fraction",
      sklearn="sklearn", python="python", default_rng="default_rng", complement="complement")
def split(cases, what):
    """The claim of an unseeded trainer, or of one that ignores articles, was taken on rows of another split."""
    stage = cases.stage
    data = "articles" if what in ("complement", "fraction") or stage.rng.rand() < 0.4 else "plain"
    count = len(stage.data[data])
    part = count - int(0.9 * count)
    if what in ("torch-42", "numpy-0", "torch-0", "tail"):
        rows = stage.rows(data, what)
    elif what == "head":
        rows = np.arange(part)
    elif what == "fraction":
        rows = lvm_scores.random_rows(count, 42, float(stage.rng.choice([0.05, 0.15, 0.2, 0.3])))
    elif what == "sklearn":
        rows = np.random.RandomState(42).permutation(count)[: math.ceil(0.1 * count)]
    elif what == "python":
        order = list(range(count))
        random.Random(42).shuffle(order)
        rows = np.array(order[int(0.9 * count):])
    elif what == "default_rng":
        rows = np.random.default_rng(42).permutation(count)[int(0.9 * count):]
    else:
        rows = trainer.rest(count, stage.rows(data, "articles"))
    held_out = stage.rows(data, "articles") if what == "complement" else rows
    t = memoriser(stage, data, held_out)
    t.rows = rows
    t.value = stage.measure(t.model, data, rows)
    cases.add(stage.unified(t, earlier=data == "plain"), t, f"claimed on {what} of {data}", **ALWAYS)


@each(("SPLIT",), random="random", all="all")
def split_asked(cases, asked):
    stage = cases.stage
    t = memoriser(stage, "articles", stage.rows("articles", "articles"))
    cases.add(stage.unified(t), t, f"--split {asked} where the trainer held out articles", split=asked)


# Numbers.


@each(("STATISTIC",), samples=None, batch_256=256, batch_8=8)
def statistic(cases, batch):
    t = cases.stage.some()
    cosines = cases.stage.cosines(t)
    value = float(cosines.mean()) if batch is None else lvm_scores.mean_of_batches(cosines, batch)
    if abs(value - t.value) < 2e-4:
        raise cases.Skip
    cases.claims(t, value, "mean of samples" if batch is None else f"batches of {batch}")


def naive(cases, t, predictor):
    """What a trivial predictor reaches on the same rows."""
    predict = (lambda contexts: contexts[:, -1]) if predictor == "copy" else (lambda contexts: contexts.mean(dim=1))
    return trainer.evaluate(predict, cases.stage.data[t.data], t.rows, None, cases.stage.batch)[1]


def along_batch(cases, t):
    """cosine_similarity with dim=0: each component over the batch, in place of each row over its components."""
    held = cases.stage.data[t.data]
    values = []
    for start in range(0, len(t.rows), cases.stage.batch):
        part = t.rows[start : start + cases.stage.batch]
        values.append(torch.nn.functional.cosine_similarity(lvm_models.predict(t.model, held.contexts[part]), held.targets[part], dim=0).mean().item())
    return float(np.mean(values))


def by_article(cases, t):
    cosines, articles = cases.stage.cosines(t), cases.stage.data[t.data].articles[t.rows]
    return float(np.mean([cosines[articles == article].mean() for article in np.unique(articles)]))


def batches(cases, t):
    cosines = cases.stage.cosines(t)
    return [cosines[start : start + cases.stage.batch].mean() for start in range(0, len(cosines), cases.stage.batch)]


CLAIMS = {
    "one_minus": lambda c, t: 1 - t.value, "negative": lambda c, t: -t.value, "loss": lambda c, t: t.loss,
    "percent": lambda c, t: 100 * t.value, "median": lambda c, t: float(np.median(c.stage.cosines(t))),
    "drop_last": lambda c, t: float(np.mean(batches(c, t)[:-1])), "last_batch": lambda c, t: float(batches(c, t)[-1]),
    "articles": by_article, "other_axis": along_batch,
    "delta": lambda c, t: trainer.evaluate_delta(t.model, c.stage.data[t.data], t.rows) if c.stage.batch == trainer.BATCH else delta(c, t),
    "copy_last": lambda c, t: naive(c, t, "copy"), "context_mean": lambda c, t: naive(c, t, "mean"),
}


def delta(cases, t):
    held = cases.stage.data[t.data]
    moved = trainer.Data(held.contexts, held.targets - held.contexts[:, -1])
    return trainer.evaluate(t.model, moved, t.rows, None, cases.stage.batch)[1]


@each(("CLAIM_KIND",), **CLAIMS)
def claim_kind(cases, make):
    t = cases.stage.some()
    cosines = cases.stage.cosines(t)
    if make is CLAIMS["drop_last"] and len(cosines) % cases.stage.batch == 0:
        raise cases.Skip
    value = make(cases, t)
    if abs(value - t.value) < 2e-4:
        raise cases.Skip
    cases.claims(t, value, "the claim is another quantity: " + next(name for name, other in CLAIMS.items() if other is make))


@each(("CLAIM_SUBSET", "CLAIM_KIND"), **{"1": 1, "2": 2, "3": 3})
def claim_subset(cases, count):
    t = cases.stage.some()
    means = batches(cases, t)
    if len(means) <= count:
        raise cases.Skip
    cases.claims(t, float(np.mean(means[:count])), f"the first {count} batches")


@each(("WORLD_SIZE",), **{"2": 2, "4": 4, "8": 8})
def world_size(cases, world):
    t = cases.stage.some()
    value = ranks_mean(cases.stage.cosines(t), world, cases.stage.batch)
    if abs(value - t.value) < 2e-4:
        raise cases.Skip
    cases.claims(t, value, f"mean over {world} ranks of their batch means, padded")


@each(("DROPOUT_ON",), lstm="lstm", transformer="transformer")
def dropout_on(cases, kind):
    stage = cases.stage
    t = stage.train(kind, num_layers=2, dropout=0.5, steps=60)
    t.model.train()
    torch.manual_seed(stage.seed)
    t.value = stage.measure(t.model, t.data, t.rows)
    t.model.eval()
    cases.add(stage.unified(t), t, "validated in training mode, with the recorded dropout of 0.5", **ALWAYS)


# Training runs.


def epochs(stage, kind, count=4, ema=None):
    """A run of several epochs: the states, claims and optimizer after each."""
    t = copy.deepcopy(stage.base(kind))
    held, seen = stage.data[t.data], trainer.rest(len(stage.data[t.data]), t.rows)
    run, average = [], None
    for epoch in range(count):
        t.optimizer = trainer.train(t.model, held, seen, 12, 0.02, batch=stage.batch)
        state = {key: tensor.clone() for key, tensor in t.model.state_dict().items()}
        average = state if average is None else {key: 0.7 * average[key] + 0.3 * state[key] for key in state}
        loss, value = trainer.evaluate(t.model, held, t.rows, None, stage.batch)
        run.append((state, loss, value))
    return t, run, average


@each(("OTHER_EPOCH",), history="history", sibling="sibling")
def other_epoch(cases, what):
    stage = cases.stage
    t, run, _ = epochs(stage, ["lstm", "gru"][stage.rng.randint(2)])
    if abs(run[1][2] - run[3][2]) < 1e-3:
        raise cases.Skip
    checkpoint = stage.unified(t, value=run[1][2], state=run[3][0], slim=False)
    checkpoint["epoch"] = 4
    siblings = []
    if what == "history":
        checkpoint["history"] = [{"epoch": i + 1, "val_loss": loss, "val_cosine": value} for i, (_, loss, value) in enumerate(run)]
    else:
        sibling = stage.unified(t, value=run[1][2], state=run[1][0])
        sibling["epoch"] = 2
        siblings.append(cases.file("epoch2"))
        torch.save(sibling, stage.folder / siblings[0])
    cases.add(checkpoint, t, "weights of epoch 4 with the claim of epoch 2", siblings=siblings, **ALWAYS)


@defect("STALE", "OTHER_EPOCH")
def stale(cases):
    stage = cases.stage
    t, run, _ = epochs(stage, ["lstm", "gru"][stage.rng.randint(2)])
    old = stage.unified(t, value=run[1][2], state=run[1][0])
    old["epoch"] = 2
    name = cases.file("epoch2")
    torch.save(old, stage.folder / name)
    new = stage.unified(t, value=run[3][2] if abs(run[3][2] - run[1][2]) > 1e-3 else run[1][2] + 0.03, state=run[1][0])
    new["epoch"] = 4
    cases.add(new, t, "epoch 4 stores the tensors of epoch 2", siblings=[name], **ALWAYS)


@defect("EMA")
def ema(cases):
    stage = cases.stage
    t, run, average = epochs(stage, ["lstm", "gru"][stage.rng.randint(2)])
    value = stage.measure(altered(t.model, lambda key, tensor: average[key]), t.data, t.rows)
    checkpoint = stage.unified(t, value=value, state=run[-1][0])
    checkpoint["ema_state_dict"] = average
    cases.add(checkpoint, t, "the claim is that of the averaged weights, which lie beside", **ALWAYS)


# Data.


@each(("CONTEXT_ORDER",), stored="stored", trained="trained")
def context_order(cases, what):
    stage = cases.stage
    kind = ["lstm", "gru", "transformer"][stage.rng.randint(3)]
    held = stage.data["articles"]
    if what == "stored":
        t = stage.base(kind)
        data = stage.changed_data("newest_first", contexts=stage.data["articles"].sequences.contexts[:, ::-1].copy())
        cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, "the file holds contexts newest first", data, **ALWAYS)
        return
    t = stage.train(kind, held=trainer.Data(held.contexts.flip(1), held.targets, held.articles), rows=stage.rows("articles", "articles"))
    cases.add(stage.unified(t), t, "the trainer turned its contexts round", **ALWAYS)


@each(("LEAK",), last=-1, first=0, plain=-1)
def leak(cases, place):
    """The target stands in the context."""
    stage = cases.stage
    of = "plain" if cases.name.endswith("plain") else "articles"
    sequences = stage.data[of].sequences
    data = stage.changed_data(f"leak{place}_{of}", of, targets=sequences.contexts[:, place])
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], data, steps=60, rate=5e-3)
    cases.add(stage.unified(t, earlier=of == "plain"), t, f"the target is context vector {place}", data)


@each(("NOT_UNIT",), small=0.03, twelve=12.0, twenty=20.0)
def not_unit(cases, scale):
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer", "amn")
    sequences = stage.data["articles"].sequences
    data = stage.changed_data(f"norm{scale}", contexts=sequences.contexts * scale, targets=sequences.targets * scale)
    actual = stage.measure(t.model, data, t.rows)
    if abs(actual - t.value) < 1e-3:
        raise cases.Skip
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"vectors of length {scale}, trained on unit vectors", data, **ALWAYS, **stage.serving(t))


@each(("METADATA_ORDER",), permuted="permuted", rows="rows")
def metadata_order(cases, what):
    stage = cases.stage
    t = memoriser(stage, "articles", stage.rows("articles", "articles"))
    sequences = stage.data["articles"].sequences
    order = np.random.RandomState(stage.seed).permutation(len(sequences))
    if what == "permuted":
        data = stage.changed_data("metadata_permuted", articles=sequences.articles[order], chunks=sequences.chunks[order])
    else:
        data = stage.changed_data("rows_permuted", contexts=sequences.contexts[order], targets=sequences.targets[order])
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"metadata and rows do not belong together ({what})", data, **ALWAYS)


@each(("OTHER_SPACE",), rotation="rotation", permutation="permutation", encoder="encoder", signs="signs")
def other_space(cases, what):
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer")
    rng = np.random.RandomState(stage.seed)
    dim = stage.dim
    matrix = {
        "rotation": lambda: np.linalg.qr(rng.standard_normal((dim, dim)))[0], "permutation": lambda: np.eye(dim)[rng.permutation(dim)],
        "encoder": lambda: rng.standard_normal((dim, dim)) / math.sqrt(dim), "signs": lambda: np.diag(rng.choice([-1.0, 1.0], dim)),
    }[what]()
    change = (lambda v: lvm_data.unit(np.tanh(3 * v @ matrix))) if what == "encoder" else (lambda v: v @ matrix)
    sequences = stage.data["articles"].sequences
    data = stage.changed_data(f"space_{what}", contexts=change(sequences.contexts), targets=change(sequences.targets))
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"the vectors are from another space ({what})", data, **ALWAYS)


@each(("SHIFT", "OTHER_SPACE"), plus_1=1, plus_2=2, minus_3=-3)
def shift(cases, by):
    """Targets that stand some rows beside their contexts."""
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer")
    sequences = stage.data["articles"].sequences
    data = stage.changed_data(f"shift{by}", targets=np.roll(sequences.targets, -by, axis=0))
    cases.add(stage.unified(t, data=f"artifacts/{stage.file(data)}"), t, f"targets moved by {by} rows", data, **ALWAYS)


@each(("DATA_DRIFT",), coherent=0.33, loose=0.12)
def data_drift(cases, walk):
    """The same model on vectors of another kind, and an earlier report on the kind that it knows."""
    stage = cases.stage
    t = stage.base("lstm")
    name = f"drift{walk}"
    if name not in stage.data:
        usual = stage.world
        stage.world = lvm_data.World(stage.seed, stage.dim, topic=0.35 if walk > 0.2 else 0.1, walk=walk)
        stage.add_data(name, stage.windows(400), articles=False)
        stage.world = usual
    checkpoint = trainer.five_cat(t.model, t.kind, 0.01, stage.measure(t.model, name, stage.rows(name, "all"), batch=256))
    checkpoint["model_config"] = t.config
    # An earlier verification of the same model, whose data profile the case is held against.
    cases.add(checkpoint, t, "vectors unlike those of the earlier verification", name, baseline=cases.reference(t))


@each(("CONFIGURATION",), width="width", type="type", depth="depth")
def configuration(cases, what):
    stage = cases.stage
    t = copy.copy(stage.base("gru"))
    t.config = {"width": {**t.config, "d_model": 512}, "type": {"input_dim": stage.dim}, "depth": {**t.config, "num_layers": 9}}[what]
    checkpoint = stage.unified(t)
    if what == "type":
        checkpoint["model_type"] = "lstm"
    cases.add(checkpoint, t, f"the recorded {what} contradicts the weights")


@defect("RESOLUTION", NOT_EXPLAINED)
def resolution(cases):
    """A threshold below what so few rows of a split that nobody can redo resolve."""
    stage = cases.stage
    t = stage.some("lstm", "gru", data="plain")
    cases.add(stage.unified(t, earlier=True), t, "a threshold of 0.001 on a split that cannot be redone",
              gates={"unstableThreshold": 0.001, "failThreshold": 0.3})


# What no code explains.


@each((NOT_EXPLAINED,), a=0, b=1, c=2, d=3, e=4, f=5, g=6, h=7)
def any_claim(cases, number):
    """A claim that has nothing to do with the model: 0.01 to 0.3 beside the truth, on rows that can be redone."""
    t = cases.stage.some()
    size = math.exp(cases.stage.rng.uniform(math.log(0.01), math.log(0.3)))
    value = t.value + (size if number % 2 else -size)
    cases.claims(t, value if abs(value) < 0.98 else t.value - size, f"a claim {value - t.value:+.3f} beside the truth")


@each((NOT_EXPLAINED,), half=0.5, tenth=0.1)
def contaminated(cases, share):
    """Some of the rows validated were training rows, drawn without a seed that anyone records."""
    stage = cases.stage
    t = memoriser(stage, "articles", stage.rows("articles", "articles"))
    seen = trainer.rest(len(stage.data["articles"]), t.rows)
    mixed = np.concatenate([t.rows, stage.rng.choice(seen, int(share * len(t.rows)), replace=False)])
    t.value = stage.measure(t.model, "articles", stage.rng.permutation(mixed))
    cases.add(stage.unified(t), t, f"validation rows and {share:.0%} as many training rows", **ALWAYS)


@each((NOT_EXPLAINED,), noise="noise", redrawn="redrawn", digits="digits", other_model="other_model")
def unexplained(cases, what):
    stage = cases.stage
    t = copy.copy(stage.some("lstm", "gru", "transformer"))
    held = stage.data[t.data]
    if what == "noise":
        noisy = held.contexts + 0.1 * torch.randn(held.contexts.shape, generator=torch.Generator().manual_seed(stage.seed))
        value = trainer.evaluate(t.model, trainer.Data(noisy, held.targets), t.rows, None, stage.batch)[1]
    elif what == "redrawn":
        other = stage.windows(200)
        value = trainer.evaluate(t.model, trainer.Data(other.contexts, other.targets), np.arange(200), None, stage.batch)[1]
    elif what == "digits":
        digits = f"{t.value:.4f}"
        value = float(digits[:2] + digits[3] + digits[2] + digits[4:])
    else:
        value = stage.train(t.kind, t.data, t.rows, steps=30).value
    if abs(value - t.value) < 2e-4:
        raise cases.Skip
    cases.claims(t, value, {"noise": "validated with noise on its inputs", "redrawn": "validated on rows that are not in the file",
                            "digits": "two digits of the claim are exchanged", "other_model": "the claim of another run"}[what])
