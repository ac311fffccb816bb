"""Writes checkpoints, data and the numbers that torch finds in them: fixtures.py FOLDER

Every checkpoint is trained here, briefly, and its claim is measured as its trainer would; `expected.json` beside them says what a
verifier has to find. Seeds are fixed, so that a second run writes the same files.
"""
import json
import os
import pathlib
import sys

# Read by the OpenMP runtime when torch is loaded: threads that spin while they wait starve a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")
# The other core is another test JVM's: threads that share a product wait for each other there.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import torch

import lvm_data
import lvm_models
import lvm_scores
import trainer
from trainer import BATCH, POS_SCALE

SEED = 20251031
SCRIPT_BATCH = 256
FALSE_CLAIM = 0.5329
ARTICLE_SPLITS = ("articles", "random", "tail")


class Fixtures:
    """The folder, the data in it, and what is expected of each checkpoint."""

    def __init__(self, folder):
        self.folder = folder
        self.data = {}
        self.sequences = {}
        self.expected = {"data": {}, "checkpoints": {}}
        self.predictions = {}

    # Data.

    def add_data(self, name, sequences, articles, keys=("context_sequences", "target_vectors")):
        self.sequences[name] = sequences
        self.data[name] = trainer.Data(sequences.contexts, sequences.targets, articles)
        count = len(sequences)
        rows = {
            "random": lvm_scores.random_rows(count, 42),
            "random-rounded-down": lvm_scores.random_rows(count, 42, rounding="validation"),
            "random-numpy": lvm_scores.random_rows(count, 42, permutation="numpy"),
            "tail": lvm_scores.tail_rows(count),
            "all": lvm_scores.all_rows(count),
        }
        if articles is not None:
            rows["articles"] = lvm_scores.article_rows(articles)
        self.expected["data"][name] = {
            "file": f"{name}.npz",
            "sequences": count,
            "keys": list(keys),
            "statistics": lvm_data.statistics(sequences),
            "splits": {split: describe(part) for split, part in rows.items()},
        }

    def write_data(self):
        world = lvm_data.World(SEED)
        # Articles are numbered against the order of the file, so that their last tenth is not the file's.
        shuffled = lvm_data.World(SEED).rng.permutation(1000).tolist()
        with_articles = world.sequences(1600, numbers=iter(shuffled))
        for name, compressed in (("articles", False), ("articles_deflated", True)):
            lvm_data.save_with_articles(self.folder / f"{name}.npz", with_articles, compressed=compressed)
            keys = ("context_sequences", "target_vectors", "metadata")
            self.add_data(name, with_articles, with_articles.articles, keys)
        # A number of rows for which the two conventions of rounding differ.
        plain = world.sequences(1003)
        lvm_data.save_plain(self.folder / "plain.npz", plain)
        self.add_data("plain", plain, None)
        separate = world.sequences(300)
        lvm_data.save_plain(self.folder / "validation.npz", separate, ("contexts", "targets"))
        self.add_data("validation", separate, None, ("contexts", "targets"))
        chains = world.sequences(400)
        lvm_data.save_plain(self.folder / "chains.npz", chains, chain_ids=chains.articles)
        self.add_data("chains", chains, chains.articles, ("context_sequences", "target_vectors", "chain_ids"))

    # Checkpoints.

    def add(self, name, checkpoint, data, splits, claim, trained_as, scale=None):
        """Writes a checkpoint and what every definition that fits it makes of the given splits of the data."""
        path = self.folder / f"{name}.pt"
        torch.save(checkpoint, path)
        weights = dict(checkpoint.get("model_state_dict", checkpoint))
        torch.nn.modules.utils.consume_prefix_in_state_dict_if_present(weights, "module.")
        recorded_heads = checkpoint.get("model_config", {}).get("nhead")
        names = lvm_models.variants(lvm_models.fitting(weights), recorded_heads)
        results = {}
        for definition in names:
            model = lvm_models.load(definition, weights)
            results[definition] = {
                split: self.measure(model, data, self.rows(data, split), scale, claim) for split in splits
            }
        self.expected["checkpoints"][name] = {
            "file": path.name,
            "sizeBytes": path.stat().st_size,
            "data": data,
            "declaredType": checkpoint.get("model_type") if isinstance(checkpoint.get("model_type"), str) else None,
            "claim": claim,
            "trainedAs": trained_as,
            "fitting": names,
            "residual": lvm_models.is_residual(weights),
            "positionalScale": scale,
            "parameterCount": sum(tensor.numel() for tensor in weights.values()),
            "shapes": {key: list(tensor.shape) for key, tensor in weights.items()},
            "results": results,
        }
        print(f"{name:28} {path.stat().st_size / 1e6:6.1f} MB  claim {claim and round(claim['value'], 4)}"
              f"  {[(k, {s: round(r['sampleMean'], 4) for s, r in v.items()}) for k, v in results.items()]}", flush=True)

    def rows(self, data, split):
        articles = self.data[data].articles
        count = len(self.data[data])
        return {
            "articles": lambda: lvm_scores.article_rows(articles),
            "random": lambda: lvm_scores.random_rows(count, 42),
            "tail": lambda: lvm_scores.tail_rows(count),
            "all": lambda: lvm_scores.all_rows(count),
        }[split]()

    def measure(self, model, data, rows, scale, claim):
        """Scores of a model on rows, with torch's float32 predictions and this file's own arithmetic in float64."""
        held = self.data[data]
        predictions = lvm_models.predict(model, held.contexts[rows], scale)
        batch = (claim or {}).get("batchSize") or BATCH
        result = lvm_scores.score(
            predictions.numpy(), held.contexts[rows].numpy(), held.targets[rows].numpy(), rows, held.articles, batch)
        norms = result.pop("norms")
        result["batchSize"] = batch
        result["rows"] = describe(rows)
        result["cosines"] = [float(np.float32(value)) for value in result["cosines"]]
        if np.isfinite(norms).all():
            result["norms"] = [float(norm) for norm in norms[:3]]
            result["firstComponents"] = [[float(x) for x in row[:8]] for row in predictions[:3]]
        return result

    def write_checkpoints(self):
        articles = self.data["articles"]
        held_out = lvm_scores.article_rows(articles.articles)
        trained_on = trainer.rest(len(articles), held_out)
        for model_type, slim in (("amn", False), ("lstm", False), ("gru", True), ("transformer", True)):
            model, config, optimizer = self.trained(model_type, articles, trained_on)
            loss, value = trainer.evaluate(model, articles, held_out)
            args = trainer.unified_args(model_type, "articles.npz")
            checkpoint = trainer.unified(model, model_type, config, args, optimizer, loss, value, slim)
            self.add(f"unified_{model_type}", checkpoint, "articles", ARTICLE_SPLITS, claim(value), definition_of(model_type))
            if model_type == "amn":
                self.write_variants_of(checkpoint, {
                    "half_amn": torch.Tensor.half, "broken_zero_amn": torch.zeros_like,
                    "broken_nan_amn": lambda tensor: torch.full_like(tensor, float("nan"))})
                self.write_variants_of(checkpoint, {"broken_noise_amn": noise}, FALSE_CLAIM)
                self.write_variants_of(checkpoint, {"broken_claim_amn": torch.clone}, value + 0.2)

        for model_type in ("amn", "gru"):
            model, config, optimizer = self.trained(model_type, articles, trained_on, residual=True)
            loss, value = trainer.evaluate(model, articles, held_out)
            args = trainer.unified_args(model_type, "articles.npz", residual_next=True)
            checkpoint = trainer.unified(model, model_type, config, args, optimizer, loss, value)
            self.add(f"residual_{model_type}", checkpoint, "articles", ARTICLE_SPLITS, claim(value), definition_of(model_type))

        # Plain --use-positional trains with scale 0 and validates with the default one; --positional-scalar uses its own.
        for name, model_type, overrides, trained_scale, scale, options in (
            ("positional_lstm", "lstm", {}, 0.0, POS_SCALE, {"use_positional": True}),
            ("positional_transformer", "transformer", {"d_model": 256}, 0.05, 0.05, {"positional_scalar": 0.05}),
        ):
            model, config, optimizer = self.trained(
                model_type, articles, trained_on, scale=trained_scale, input_dim=769, **overrides)
            loss, value = trainer.evaluate(model, articles, held_out, scale)
            args = trainer.unified_args(model_type, "articles.npz", **options)
            checkpoint = trainer.unified(model, model_type, config, args, optimizer, loss, value)
            self.add(name, checkpoint, "articles", ARTICLE_SPLITS, claim(value), definition_of(model_type), scale)

        self.write_random_split()
        self.write_separate_data()
        self.write_other_trainers(articles, held_out, trained_on)

    def trained(self, model_type, data, rows, residual=False, scale=None, **overrides):
        torch.manual_seed(SEED)
        model, config = trainer.build(model_type, **overrides)
        if residual:
            model = lvm_models.ResidualNext(model)
        if residual:
            return model, config, trainer.train(model, data, rows, steps=50, rate=1e-3, scale=scale)
        trainer.fit_output(model, data, rows, scale)
        return model, config, trainer.train(model, data, rows, steps=3, rate=1e-6, scale=scale)

    def write_random_split(self):
        """Data without articles: the trainer draws a split that nobody can draw again."""
        plain = self.data["plain"]
        torch.manual_seed(SEED)
        held_out = np.array(trainer.unrecorded_split(len(plain)))
        trained_on = trainer.rest(len(plain), held_out)
        model, config, optimizer = self.trained("amn", plain, trained_on)
        loss, value = trainer.evaluate(model, plain, held_out)
        config = {key: size for key, size in config.items() if key != "output_dim"}
        args = trainer.earlier_unified_args("amn", "plain.npz")
        checkpoint = trainer.unified(model, "amn", config, args, optimizer, loss, value)
        self.add("unified_amn_random", checkpoint, "plain", ("random", "tail"), claim(value), "attention-mixture")

        # The hardened trainer's split can be drawn again, but it blanked some of the vectors that it validated on.
        held_out = lvm_scores.random_rows(len(plain), 42)
        model, _, optimizer = self.trained("amn", plain, trainer.rest(len(plain), held_out))
        loss, value = trainer.evaluate_masked(model, plain, held_out, SEED)
        self.add("hardened_amn", trainer.hardened(model, "amn", "plain.npz", optimizer, loss, value), "plain",
                 ("random", "tail"), claim(value, source="val_metrics.val_cosine"), "attention-mixture")

    def write_separate_data(self):
        """Scripts that validate on a file of its own, with batches of 256."""
        plain, separate = self.data["plain"], self.data["validation"]
        everything = lvm_scores.all_rows(len(separate))
        model, _, _ = self.trained("amn", plain, lvm_scores.all_rows(len(plain)))
        loss, value = trainer.evaluate(model, separate, everything, batch=SCRIPT_BATCH)
        self.add("clean_splits_amn", trainer.clean_splits(model, loss, value), "validation", ("all",),
                 claim(value, SCRIPT_BATCH), "attention-mixture")
        model, _, _ = self.trained("transformer", plain, lvm_scores.all_rows(len(plain)), d_model=256)
        loss, value = trainer.evaluate(model, separate, everything, batch=SCRIPT_BATCH)
        self.add("five_cat_transformer", trainer.five_cat(model, "transformer", loss, value), "validation", ("all",),
                 claim(value, SCRIPT_BATCH), "transformer-decoder[heads=8]")

    def write_other_trainers(self, articles, held_out, trained_on):
        chains = self.data["chains"]
        # The unified trainer knows articles from metadata alone: where chains name them, it splits at random all the same.
        torch.manual_seed(SEED)
        validation = np.array(trainer.unrecorded_split(len(chains)))
        model, config, optimizer = self.trained("amn", chains, trainer.rest(len(chains), validation))
        loss, value = trainer.evaluate(model, chains, validation)
        args = trainer.unified_args("amn", "chains.npz")
        checkpoint = trainer.unified(model, "amn", config, args, optimizer, loss, value)
        self.add("unified_amn_chains", checkpoint, "chains", ("random", "articles"), claim(value), "attention-mixture")

        torch.manual_seed(SEED)
        mamba = {
            "input_proj.weight": torch.randn(64, 768), "input_proj.bias": torch.randn(64),
            "layers.0.A_log": torch.randn(128, 16), "layers.0.D": torch.randn(128),
            "layers.0.in_proj.weight": torch.randn(256, 64), "layers.0.conv1d.weight": torch.randn(128, 1, 4),
            "output_head.weight": torch.randn(768, 64)}
        self.add("mamba_contrastive", trainer.mamba_contrastive(mamba, "plain.npz", 0.4, 0.6), "plain", (),
                 claim(0.6, batch=None, kind="SAMPLE_MEAN"), None)

        # Weights alone, as some trainers leave them at the end.
        model, _, _ = self.trained("lstm", articles, trained_on, hidden_dim=64)
        self.add("final_bare_lstm", model.state_dict(), "articles", ARTICLE_SPLITS, None, "lstm-baseline")

        # The same in the unified layout, with its values in the wrong places, and with nothing left to normalise.
        model, config, optimizer = self.trained("lstm", articles, trained_on, hidden_dim=64)
        loss, value = trainer.evaluate(model, articles, held_out)
        args = trainer.unified_args("lstm", "articles.npz")
        checkpoint = trainer.unified(model, "lstm", config, args, optimizer, loss, value)
        self.write_variants_of(checkpoint, {"broken_shuffled_lstm": shuffled, "broken_zero_lstm": torch.zeros_like})

        # Saved without taking the model out of what trained it in parallel.
        parallel = torch.nn.DataParallel(model).state_dict()
        self.add("parallel_lstm", {**checkpoint, "model_state_dict": parallel}, "articles", ARTICLE_SPLITS, claim(value),
                 "lstm-baseline")

        # Trained through the other function of the same names and shapes.
        torch.manual_seed(SEED)
        model = lvm_models.AdditiveMemory()
        optimizer = trainer.train(model, articles, trained_on, steps=120, rate=1e-3)
        loss, value = trainer.evaluate(model, articles, held_out)
        _, config = trainer.build("amn")
        checkpoint = trainer.unified(
            model, "amn", config, trainer.unified_args("amn", "articles.npz"), optimizer, loss, value)
        self.add("additive_amn", checkpoint, "articles", ARTICLE_SPLITS, claim(value), "additive-memory")

    def write_variants_of(self, checkpoint, changes, value=None):
        """The same run on the articles under other names, with every tensor changed, or under another claim."""
        value = checkpoint["val_cosine"] if value is None else value
        for name, change in changes.items():
            changed = {key: change(tensor) for key, tensor in checkpoint["model_state_dict"].items()}
            variant = {**checkpoint, "model_state_dict": changed, "val_cosine": value,
                       "optimizer_state_dict": {"state": {}, "param_groups": []}}
            self.add(name, variant, "articles", ARTICLE_SPLITS, claim(value), definition_of(checkpoint["model_type"]))


def shuffled(tensor):
    """The same values in other places."""
    order = torch.randperm(tensor.numel(), generator=torch.Generator().manual_seed(SEED))
    return tensor.flatten()[order].view_as(tensor)


def noise(tensor):
    return torch.randn(tensor.shape, generator=torch.Generator().manual_seed(SEED))


def claim(value, batch=BATCH, kind="BATCH_MEAN", source="val_cosine", space="COSINE", supported=True):
    return {
        "value": value, "kind": kind, "batchSize": batch, "source": source, "space": space, "supported": supported}


def definition_of(model_type):
    return {
        "amn": "attention-mixture", "lstm": "lstm-baseline", "gru": "gru-stack",
        "transformer": "transformer-decoder"}[model_type]


def describe(rows):
    return {
        "count": len(rows), "first": [int(row) for row in rows[:5]], "last": [int(row) for row in rows[-5:]],
        "sha256": lvm_scores.rows_digest(rows)}


def main(folder):
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    fixtures = Fixtures(folder)
    fixtures.write_data()
    fixtures.write_checkpoints()
    (folder / "expected.json").write_text(json.dumps(fixtures.expected, indent=1, allow_nan=False))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
