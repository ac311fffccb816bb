"""Writes checkpoints, data and torch's numbers for gates around a training run: gates_fixtures.py FOLDER

`expected.json` holds the difference between each pair of checkpoints on the same rows, and what a checkpoint reaches on rows of
other files. Models are small; they are trained here by real torch and measured as their trainer does.
"""
import json
import math
import os
import pathlib
import sys

# Read by the OpenMP runtime when torch is loaded: threads that spin while they wait starve a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import numpy as np
import torch

import lvm_data
import lvm_models
import lvm_scores
import trainer

SEED = 61806
DIM = 48
GRU = {"input_dim": DIM, "output_dim": DIM, "d_model": 24, "num_layers": 2}
LSTM = {"input_dim": DIM, "output_dim": DIM, "hidden_dim": 24, "num_layers": 1}
PAIRS = (("good", "worse"), ("worse", "good"), ("good", "other"), ("good", "good"))


def write_data(folder):
    """The training data twice (stored and deflated), rows of the same world held out, and rows of another one."""
    world = lvm_data.World(SEED, DIM)
    train = world.sequences(2600)
    held_out = world.sequences(700)
    elsewhere = lvm_data.World(SEED + 1, DIM).sequences(700)
    for name, sequences, compressed in (
            ("train", train, False), ("train_deflated", train, True), ("held_out", held_out, False), ("elsewhere", elsewhere, False)):
        lvm_data.save_with_articles(folder / f"{name}.npz", sequences, compressed=compressed)
    return {"train": train, "held_out": held_out, "elsewhere": elsewhere}


def as_data(sequences):
    return trainer.Data(sequences.contexts, sequences.targets, sequences.articles)


def train(model_type, sizes, data, rows):
    torch.manual_seed(SEED)
    model, config = trainer.build(model_type, **sizes)
    seen = trainer.rest(len(data), rows)
    trainer.fit_output(model, data, seen, None, 0.3)
    optimizer = trainer.train(model, data, seen, steps=20, rate=3e-4)
    return model.eval(), config, optimizer


def disturbed(model, strength):
    """A copy of the model with noise on its output layer, as a training run that went a little wrong."""
    copy = lvm_models.load("gru-stack", {key: tensor.clone() for key, tensor in model.state_dict().items()})
    generator = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        for name, tensor in copy.named_parameters():
            if name.startswith("output_proj") and tensor.dim() == 2:
                tensor.add_(torch.randn(tensor.shape, generator=generator) * tensor.std() * strength)
    return copy.eval()


def cosines(model, sequences, rows):
    data = as_data(sequences)
    predictions = lvm_models.predict(model, data.contexts[rows]).numpy()
    return np.sum(lvm_scores.guarded_unit(predictions) * lvm_scores.guarded_unit(data.targets[rows].numpy()), axis=1)


def student_quantile(probability, freedom):
    """Of Student's distribution, by integrating its density and bisecting."""
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(freedom * math.pi)

    def below(value):
        x = np.linspace(0, value, 20001)
        density = constant * (1 + x * x / freedom) ** (-(freedom + 1) / 2)
        return 0.5 + float(np.sum((density[1:] + density[:-1]) / 2) * (x[1] - x[0]))

    low, high = 0.0, 100.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) < probability else (low, middle)
    return (low + high) / 2


def difference(ours, theirs, articles):
    """Mean of the paired differences with its 95 % interval, each article one cluster."""
    differences = ours - theirs
    error, kind = lvm_scores.standard_error(differences, articles)
    reach = student_quantile(0.975, len(set(articles.tolist())) - 1) * error
    mean = float(differences.mean())
    return {
        "mean": mean, "standardError": error, "kind": kind, "low": mean - reach, "high": mean + reach,
        "better": int(np.sum(differences > 0)), "worse": int(np.sum(differences < 0))}


def main(folder):
    sequences = write_data(folder)
    data = as_data(sequences["train"])
    rows = lvm_scores.article_rows(sequences["train"].articles)
    models = {}
    gru, config, optimizer = train("gru", GRU, data, rows)
    models["good"] = (gru, "gru", config, optimizer, {})
    models["worse"] = (disturbed(gru, 0.6), "gru", config, optimizer, {"lr": 0.05, "epochs": 3})
    lstm, lstm_config, lstm_optimizer = train("lstm", LSTM, data, rows)
    models["other"] = (lstm, "lstm", lstm_config, lstm_optimizer, {})
    expected = {"rows": len(rows), "checkpoints": {}, "pairs": {}, "elsewhere": {}}
    scored = {}
    for name, (model, model_type, recorded, spent, told) in models.items():
        loss, value = trainer.evaluate(model, data, rows)
        args = trainer.unified_args(model_type, "artifacts/train.npz", **told)
        torch.save(trainer.unified(model, model_type, recorded, args, spent, loss, value), folder / f"{name}.pt")
        scored[name] = cosines(model, sequences["train"], rows)
        expected["checkpoints"][name] = {"claim": value, "sampleMean": float(scored[name].mean())}
        print(f"{name}: {value:.4f}", flush=True)
    # A checkpoint whose weights are not those that its claim was measured on.
    broken = trainer.unified(
        disturbed(gru, 40), "gru", config, trainer.unified_args("gru", "artifacts/train.npz"), optimizer, 0.01, 0.5329)
    torch.save(broken, folder / "broken.pt")
    for ours, theirs in PAIRS:
        expected["pairs"][f"{ours} against {theirs}"] = difference(
            scored[ours], scored[theirs], sequences["train"].articles[rows])
    for name in ("held_out", "elsewhere"):
        other = sequences[name]
        everything = lvm_scores.all_rows(len(other))
        predictions = lvm_models.predict(gru, as_data(other).contexts).numpy()
        result = lvm_scores.score(predictions, other.contexts, other.targets, everything, other.articles, 32)
        expected["elsewhere"][name] = {
            key: result[key] for key in ("sampleMean", "standardError", "chance", "skill", "min", "max")}
        print(f"good on {name}: {result['sampleMean']:.4f}, skill {result['skill']:.4f}", flush=True)
    (folder / "expected.json").write_text(json.dumps(expected, indent=1))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
