"""Healthy variants, each a function that is given a stage and writes one case on which no error may be found."""
import copy

import numpy as np
import torch

import lvm_data
import lvm_models
import lvm_scores
import trainer
from defect_stage import altered, half_precision

HEALTHY = []
ALWAYS = {"diagnose": "always"}


def healthy(**variants):
    """Registers one maker for each keyword, which is passed on with its value; the maker's name is the family."""
    def register(maker):
        for variant, value in variants.items():
            HEALTHY.append((f"{maker.__name__}_{variant}", (), lambda cases, value=value: maker(cases, value)))
        return maker
    return register


def same(names):
    return {name: name for name in names.split()}


@healthy(**same("amn lstm gru transformer hierarchical_gru memory_gru residual_lstm residual_gru residual_transformer residual_amn"))
def plain(cases, kind):
    t = cases.stage.base(kind)
    t = copy.copy(t)
    t.kind = kind.removeprefix("residual_")
    cases.add(cases.stage.unified(t), t, "as its trainer wrote it", **ALWAYS, **cases.stage.serving(t))


@healthy(**same("amn lstm gru transformer"))
def unseeded(cases, kind):
    t = cases.stage.base(kind, "plain")
    cases.add(cases.stage.unified(t, earlier=True), t, "a split that nobody can redo", **cases.stage.serving(t))


@healthy(five_cat="five_cat", clean_splits="clean_splits", contrastive="contrastive", contrastive_share="contrastive_share",
         tail="tail", hardened="hardened", hardened_seed="hardened_seed")
def other_trainer(cases, trainer_name):
    stage = cases.stage
    if trainer_name == "five_cat":
        t = stage.base("gru")
        checkpoint = trainer.five_cat(t.model, t.kind, 0.01, stage.measure(t.model, "file", stage.rows("file", "all"), batch=256))
        checkpoint["model_config"] = t.config
        cases.add(checkpoint, t, "validated on a file of its own", "file")
        return
    if trainer_name == "clean_splits":
        t = stage.base("amn")
        value = stage.measure(t.model, "file", stage.rows("file", "all"), batch=256)
        cases.add(trainer.clean_splits(t.model, 0.01, value), t, "validated on a file of its own", "file", **stage.serving(t))
        return
    if trainer_name == "tail":
        rows = stage.rows("plain", "tail")
        model = lvm_models.Mlp(5, stage.dim, stage.size(32, 64))
        t = stage.train("mlp", "plain", rows, model, {})
        checkpoint = {"epoch": 1, "model_state_dict": t.model.state_dict(), "val_loss": t.loss, "val_cosine": t.value,
                      "args": {"data": f"artifacts/{stage.file('plain')}", "batch_size": stage.batch}}
        cases.add(checkpoint, t, "the last tenth in file order")
        return
    if trainer_name.startswith("contrastive"):
        share = 0.2 if trainer_name.endswith("share") else 0.1
        rows = lvm_scores.random_rows(len(stage.data["plain"]), 42, share, rounding="validation")
        t = stage.train("gru", "plain", rows)
        checkpoint = trainer.mamba_contrastive(t.model.state_dict(), f"artifacts/{stage.file('plain')}", t.loss, float(stage.cosines(t).mean()))
        checkpoint["args"].update(val_split=share, model_type="gru", d_model=t.config["d_model"], n_layers=t.config["num_layers"])
        cases.add(checkpoint, t, "a seeded split and the mean of samples")
        return
    seed = 42 if trainer_name == "hardened" else int(stage.rng.randint(1, 9999))
    rows = lvm_scores.random_rows(len(stage.data["plain"]), seed)
    t = stage.train("gru", "plain", rows)
    _, value = trainer.evaluate_masked(t.model, stage.data["plain"], rows, seed)
    checkpoint = trainer.hardened(t.model, t.kind, f"artifacts/{stage.file('plain')}", t.optimizer, t.loss, value)
    checkpoint["config"].update(seed=seed, batch_size=stage.batch)
    cases.add(checkpoint, t, "validated on contexts with masked vectors", gates={"unstableThreshold": 0.1, "failThreshold": 0.2})


@healthy(float16=torch.float16, bfloat16=torch.bfloat16, float64=torch.float64)
def stored(cases, dtype):
    """Claimed in float32, stored in another precision."""
    t = cases.stage.some()
    state = {key: tensor.to(dtype) for key, tensor in t.model.state_dict().items()}
    cases.add(cases.stage.unified(t, state=state), t, f"stored as {dtype}", **ALWAYS, **cases.stage.serving(t))


@healthy(float16=torch.float16, bfloat16=torch.bfloat16)
def stored_before(cases, dtype):
    """Trained and claimed with weights that the narrow type holds exactly."""
    t = cases.stage.some("lstm", "gru")
    model = altered(t.model, lambda key, tensor: tensor.to(dtype).float())
    value = cases.stage.measure(model, t.data, t.rows)
    cases.add(cases.stage.unified(t, value=value, state=model.state_dict()), t, f"weights are {dtype} from the start", **ALWAYS)


@healthy(weights_bfloat16="weights", pass_bfloat16="pass", input_float16="input", claim_float16="float16", claim_bfloat16="bfloat16",
         tensor_float32="float32")
def claim_precision(cases, what):
    """The claim was taken, or written, in less precision."""
    stage = cases.stage
    t = stage.some("lstm", "gru")
    if what == "pass":
        value = half_precision(t.model, stage.data[t.data], t.rows, torch.bfloat16, stage.batch)
    elif what == "weights":
        value = stage.measure(altered(t.model, lambda key, tensor: tensor.bfloat16().float()), t.data, t.rows)
    elif what == "input":
        held = stage.data[t.data]
        value = trainer.evaluate(t.model, trainer.Data(held.contexts.half().float(), held.targets.half().float()), t.rows, None, stage.batch)[1]
    else:
        value = float(torch.tensor(t.value, dtype=getattr(torch, what)))
    cases.add(stage.unified(t, value=value), t, f"claim taken in lower precision ({what}), {value - t.value:+.1e}", **ALWAYS)


@healthy(**{"2": 2, "3": 3, "4": 4, "5": 5})
def rounded(cases, digits):
    t = cases.stage.some()
    cases.claims(t, round(t.value, digits), f"claim rounded to {digits} decimals")


@healthy(module="module.", compiled="_orig_mod.", both="_orig_mod.module.")
def prefix(cases, added):
    t = cases.stage.some()
    state = {added + key: tensor for key, tensor in t.model.state_dict().items()}
    cases.add(cases.stage.unified(t, state=state), t, f"names begin with {added}", **cases.stage.serving(t))


def few(cases, name, articles, longest):
    """Data of so many articles, of which a tenth, at least one, validates; and a model that other data trained."""
    stage = cases.stage
    key = f"{name}{articles}"
    if key not in stage.data:
        parts = []
        for number in range(articles):
            vectors = stage.world.article(lvm_data.LENGTH + int(stage.rng.randint(5, longest))).astype(np.float32)
            parts += [(vectors[i : i + 5], vectors[i + 5], number + 1, i + 5) for i in range(len(vectors) - 5)]
        contexts, targets, numbers, chunks = zip(*parts)
        stage.add_data(key, lvm_data.Sequences(np.stack(contexts), np.stack(targets), np.array(numbers), np.array(chunks)))
    t = copy.copy(stage.some("lstm", "gru", "transformer"))
    t.data, t.rows = key, stage.rows(key, "articles")
    t.loss, t.value = trainer.evaluate(t.model, stage.data[key], t.rows, None, stage.batch)
    return t


@healthy(one_of_14=(14, 16), two_of_24=(24, 16), one_of_5=(5, 40), two_of_21=(21, 60), three_of_33=(33, 20), one_long=(3, 70))
def few_articles(cases, size):
    t = few(cases, f"few{size[1]}_", *size)
    cases.add(cases.stage.unified(t), t, f"{size[0]} articles, {len(t.rows)} rows validate", **ALWAYS)


@healthy(**{"12": 12, "20": 20, "33": 33, "60": 60})
def small_file(cases, count):
    """A validation file of a few rows without articles."""
    stage = cases.stage
    name = f"small{count}"
    if name not in stage.data:
        held = stage.data["plain"]
        chosen = slice(0, count)
        stage.add_data(name, lvm_data.Sequences(*(np.asarray(part)[chosen] for part in (
            held.contexts, held.targets, held.sequences.articles, held.sequences.chunks))), articles=False)
    t = stage.base("gru")
    checkpoint = trainer.five_cat(t.model, t.kind, 0.01, stage.measure(t.model, name, stage.rows(name, "all"), batch=256))
    checkpoint["model_config"] = t.config
    cases.add(checkpoint, t, f"a validation file of {count} rows", name)


@healthy(metrics="metrics", final_metrics="final_metrics", scheduler="scheduler", history="history", ema="ema", random="random", optimizer="optimizer",
         resumed="resumed")
def extra(cases, what):
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer")
    checkpoint = stage.unified(t, slim=what != "optimizer")
    checkpoint.update({
        "metrics": {"metrics": {"val_cosine": t.value, "val_loss": t.loss, "epoch_seconds": 12.5}},
        "final_metrics": {"final_metrics": {"train_loss": 0.01, "lr": 1e-4}},
        "scheduler": {"scheduler_state_dict": {"last_epoch": 3, "_step_count": 4}, "git_commit": "abcdef0", "best_val_loss": t.loss},
        "history": {"history": [{"epoch": 1, "val_cosine": t.value - 0.05}, {"epoch": 2, "val_cosine": t.value}], "epoch": 2},
        "ema": {"ema_state_dict": {key: tensor + 0.01 if tensor.is_floating_point() else tensor for key, tensor in t.model.state_dict().items()}},
        "random": {"rng_state": torch.get_rng_state(), "numpy_state": np.float64(0.5)},
        "optimizer": {}, "resumed": {"best_val_cosine": t.value + 0.02, "start_epoch": 3},
    }[what])
    cases.add(checkpoint, t, f"holds {what} besides", **ALWAYS,
              **({"servingWeights": "model_state_dict"} if what == "ema" else {}))


@healthy(**{"8": 8, "4": 4, "2": 2, "1": 1})
def unrecorded_heads(cases, heads):
    """The claim itself tells the head count, exactly."""
    stage = cases.stage
    t = stage.sharp(*stage.build("transformer", d_model=32, nhead=heads, num_layers=2))
    del t.config["nhead"]
    cases.add(stage.unified(t), t, f"{heads} heads, not recorded", **ALWAYS)


@healthy(up=1e-3, down=-1e-3, little=3e-4, tiny=-2e-5)
def drift(cases, by):
    t = cases.stage.some()
    cases.claims(t, t.value + by, f"another device's claim, {by:+.0e}")


@healthy(fine=0.01, finer=0.002, finest=0.0003, drifting=0.0012)
def threshold(cases, limit):
    stage = cases.stage
    t = stage.some()
    by = {0.01: 1e-3, 0.0012: 1e-3}.get(limit, 0.0)
    cases.add(stage.unified(t, value=t.value + by), t, f"held to {limit}, {by} off",
              gates={"unstableThreshold": limit, "failThreshold": 0.1}, **stage.serving(t))


@healthy(lstm="lstm", gru="gru")
def titles(cases, kind):
    """Contexts begin with their article's title, which is nearer to whatever comes than the last vector is."""
    stage = cases.stage
    if "titles" not in stage.data:
        stage.add_data("titles", stage.windows(900, titles=True))
    t = stage.train(kind, "titles")
    cases.add(stage.unified(t), t, "contexts begin with a title")


@healthy(twelve=12.0, small=0.03)
def consistent_norm(cases, scale):
    """Vectors that are no unit vectors, for the trainer and for us."""
    stage = cases.stage
    sequences = stage.data["articles"].sequences
    data = stage.changed_data(f"norm{scale}", contexts=sequences.contexts * scale, targets=sequences.targets * scale)
    held = trainer.Data(sequences.contexts * scale, sequences.targets * scale, sequences.articles)
    t = stage.train("amn" if stage.rng.rand() < 0.3 else "lstm", data, steps=10, held=held)
    cases.add(stage.unified(t), t, f"trained on vectors of length {scale}", **stage.serving(t))


@healthy(repeats="repeats", shuffled="shuffled", gaps="gaps")
def data_quirk(cases, what):
    """Rows that look odd and are right."""
    stage = cases.stage
    sequences = stage.data["articles"].sequences
    order = np.random.RandomState(stage.seed).permutation(len(sequences))
    if what == "repeats":
        # Boilerplate: some paragraphs stand twice in a row.
        targets = sequences.targets.copy()
        targets[order[: len(order) // 40]] = sequences.contexts[order[: len(order) // 40], -1]
        data = stage.changed_data("repeats", targets=targets)
    else:
        kept = order if what == "shuffled" else np.sort(order[: 2 * len(order) // 3])
        data = stage.changed_data(what, contexts=sequences.contexts[kept], targets=sequences.targets[kept],
                                  articles=sequences.articles[kept], chunks=sequences.chunks[kept])
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], data, steps=60)
    cases.add(stage.unified(t), t, f"the file has {what}", **ALWAYS)


@healthy(sparse="sparse", frozen_norms="frozen_norms", order_blind="order_blind", dropout="dropout", near_copy="near_copy", short_training="short_training",
         wide="wide", epochs="epochs")
def model_quirk(cases, what):
    stage = cases.stage
    if what == "sparse":
        base = stage.some("lstm", "gru")
        pruned = altered(base.model, lambda key, tensor: torch.where(tensor.abs() < tensor.abs().median(), torch.zeros_like(tensor), tensor)
                         if tensor.dim() == 2 else tensor)
        t = stage.train(base.kind, base.data, base.rows, pruned, base.config, steps=0)
    elif what == "frozen_norms":
        model, config = stage.build("gru")
        for name, tensor in model.named_parameters():
            tensor.requires_grad_("norm" not in name)
        t = stage.train("gru", model=model, config=config, steps=20)
    elif what == "order_blind":
        t = stage.base("amn")
    elif what == "dropout":
        t = stage.train("lstm", num_layers=2, dropout=0.5, steps=40)
    elif what == "short_training":
        t = stage.train("transformer", steps=3, rate=1e-4)
    elif what == "wide":
        t = stage.train("lstm", hidden_dim=200, num_layers=1, steps=4, rate=1e-3, ridge=1e-3)
    elif what == "epochs":
        t = stage.train("gru", steps=40)
    else:
        # A small step from the last vector in the right direction: nearly a copy, and better than one.
        t = copy.copy(stage.train("lstm", steps=40))
        last = trainer.evaluate(lambda contexts: contexts[:, -1], stage.data[t.data], t.rows, None, stage.batch)[1]
        inner = t.model
        t.model, t.args = lvm_models.ResidualNext(inner, 0.13), {"residual_next": True}
        t.loss, t.value = trainer.evaluate(t.model, stage.data[t.data], t.rows, None, stage.batch)
        if t.value < last + 0.01:
            raise cases.Skip
    cases.add(stage.unified(t, slim=what != "epochs"), t, what, **stage.serving(t), **({"diagnose": "always"} if what != "wide" else {}))


@healthy(recorded="recorded", half="half")
def positional(cases, what):
    stage = cases.stage
    scale = 0.03 if what == "recorded" else 0.5
    t = stage.train(["lstm", "gru"][stage.rng.randint(2)], told={"use_positional": True, "positional_scalar": scale})
    cases.add(stage.unified(t), t, f"a positional component of scale {scale}", **ALWAYS)


@healthy(seed_7=7, seed_123=123, seed_2025=2025)
def seeds(cases, seed):
    """An unseeded trainer whose draw happens to be a seed that the search may or may not know."""
    stage = cases.stage
    rows = stage.rows("plain", f"torch-{seed}")
    t = stage.train(["lstm", "gru", "amn"][stage.rng.randint(3)], "plain", rows, steps=60)
    cases.add(stage.unified(t, earlier=True), t, f"held out with seed {seed}, which is not recorded", **stage.serving(t))


@healthy(served="served", half="half")
def service(cases, what):
    """The service's own predictions, the same or in half precision."""
    stage = cases.stage
    t = stage.some("lstm", "gru", "transformer")
    predicted = lvm_models.predict(t.model, stage.data[t.data].contexts[t.rows])
    path = cases.file("served", "npy")
    np.save(stage.folder / path, (predicted.half().float() if what == "half" else predicted).numpy())
    cases.add(stage.unified(t), t, f"predictions of the service, {what}", predictions=path)


@healthy(same="same", better="better")
def baseline(cases, what):
    stage = cases.stage
    t, before = stage.base("gru"), stage.base("gru")
    if what == "better":
        before = stage.train("gru", steps=10)
    path = cases.file("before")
    torch.save(stage.unified(before), stage.folder / path)
    cases.add(stage.unified(t), t, f"an earlier checkpoint, {what}", baselines=[{"checkpoint": path}],
              gates={"regressionThreshold": 0.05, "unstableThreshold": 0.05, "failThreshold": 0.1})
