"""Plants defects for the diagnosis to find: diagnosis_fixtures.py FOLDER

`cases.json` lists checkpoints, each with the data and the settings to verify it with, and the defect that was planted: the code of the
finding that has to come first, or null for a healthy one, on which there must be none. Models are small, because no defect depends
on size; they are trained here by real torch and measured as their trainers do.
"""
import hashlib
import json
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

SEED = 42584
DIM = 48
SIZES = {
    "amn": {"d_model": 16, "hidden_dim": 32},
    "lstm": {"hidden_dim": 24, "num_layers": 2},
    "gru": {"d_model": 24, "num_layers": 2},
    "transformer": {"d_model": 32, "nhead": 4, "num_layers": 2},
}
FALSE_CLAIM = 0.5329
MANY = 60_000


class Cases:
    """The folder, the data in it, and the cases."""

    def __init__(self, folder):
        self.folder = folder
        self.cases = []
        self.data = {}
        self.files = {}
        self.count = 0

    # Data.

    def add_data(self, name, sequences, articles=True, scale=1.0, dtype=np.float32, keys=("context_sequences", "target_vectors")):
        if scale != 1.0:
            sequences.contexts, sequences.targets = sequences.contexts * scale, sequences.targets * scale
        path = self.folder / f"{name}.npz"
        extra = {"metadata": sequences.metadata()} if articles else {}
        np.savez(path, **{keys[0]: sequences.contexts.astype(dtype), keys[1]: sequences.targets.astype(dtype)}, **extra)
        self.files[name] = path
        self.data[name] = trainer.Data(
            sequences.contexts, sequences.targets, sequences.articles if articles else None)

    def write_data(self):
        world = lvm_data.World(SEED, DIM)
        self.add_data("articles", world.sequences(2600))
        self.add_data("plain", world.sequences(2003), articles=False)
        self.add_data("validation", world.sequences(640), articles=False, keys=("contexts", "targets"))
        self.add_data("redrawn", world.sequences(2600))
        # The incident's case: neighbours with a mean cosine of 0.73 in place of 0.49.
        self.add_data("coherent", lvm_data.World(SEED, DIM, topic=0.35, walk=0.33).sequences(640), articles=False)
        self.add_data("scaled", lvm_data.World(SEED + 1, DIM).sequences(640), articles=False, scale=1.3)
        self.add_data("elsewhere", lvm_data.World(SEED + 2, DIM).sequences(640), articles=False)
        world = lvm_data.World(SEED + 4, DIM)
        self.add_data("few", world.sequences(860))
        self.add_data("few_plain", world.sequences(660), articles=False)
        self.add_data("many", lvm_data.World(SEED + 3, DIM).sequences(MANY, dtype=np.float16), articles=False, dtype=np.float16)

    def rows(self, data, split):
        held = self.data[data]
        count = len(held)
        if split == "articles":
            return lvm_scores.article_rows(held.articles)
        if split == "tail":
            return lvm_scores.tail_rows(count)
        if split == "all":
            return lvm_scores.all_rows(count)
        if split == "unrecorded":
            return np.array(trainer.unrecorded_split(count))
        permutation, seed, rounding = split.split("-")
        return lvm_scores.random_rows(count, int(seed), permutation=permutation, rounding=rounding)

    # Models.

    def model(self, model_type, data="articles", rows=None, residual=False, scale=None, ridge=0.3, reverse=False, target=None,
              steps=20, rate=3e-4, **overrides):
        """A trained model and its configuration; `rows` are those that it does not see."""
        self.count += 1
        torch.manual_seed(SEED + self.count)
        held = self.data[data]
        held = trainer.Data(
            held.contexts.flip(1) if reverse else held.contexts, held.targets if target is None else held.contexts[:, target])
        inputs = DIM if scale is None else DIM + 1
        model, config = trainer.build(model_type, **{"input_dim": inputs, "output_dim": DIM, **SIZES[model_type], **overrides})
        return self.train(model, held, rows, residual, scale, ridge, steps, rate), config

    def train(self, model, held, rows=None, residual=False, scale=None, ridge=0.3, steps=20, rate=3e-4):
        seen = np.arange(len(held)) if rows is None else trainer.rest(len(held), rows)
        trainer.fit_output(model, held, seen, scale, ridge)
        if steps:
            self.optimizer = trainer.train(model, held, seen, steps=steps, rate=rate, scale=scale)
        model.eval()
        return lvm_models.ResidualNext(model) if residual else model

    def measure(self, model, data, rows, scale=None, batch=32, reverse=False):
        held = self.data[data]
        if reverse:
            held = trainer.Data(held.contexts.flip(1), held.targets)
        return trainer.evaluate(model.eval(), held, rows, scale, batch)

    def per_sample(self, model, data, rows):
        held = self.data[data]
        cosines = torch.nn.functional.cosine_similarity(
            lvm_models.predict(model, held.contexts[rows]), held.targets[rows])
        return float(cosines.double().mean())

    # Checkpoints, in the layouts that make the verifier choose a split.

    def unified(self, model, model_type, config, value, data="articles", earlier=False, **args):
        make = trainer.earlier_unified_args if earlier else trainer.unified_args
        told = {**make(model_type, f"artifacts/{data}.npz"), **args}
        return trainer.unified(model, model_type, config, told, self.optimizer, 0.01, value)

    def without_type(self, model, value, data, **args):
        return {
            "epoch": 1, "model_state_dict": model.state_dict(), "optimizer_state_dict": {"state": {}, "param_groups": []},
            "val_loss": 0.01, "val_cosine": value,
            "args": {"data": f"artifacts/{data}.npz", "epochs": 20, "batch_size": 32, "lr": 0.0005, **args}}

    def add(self, name, planted, checkpoint, data="articles", baseline=None, **request):
        path = self.folder / f"{name}.pt"
        torch.save(checkpoint, path)
        self.cases.append({
            "name": name, "planted": planted, "checkpoint": path.name, "data": f"{data}.npz",
            "baseline": baseline, "request": request})

    def predictions(self, name, predictions):
        np.save(self.folder / f"{name}.npy", predictions.numpy().astype(np.float32))
        return f"{name}.npy"

    # Healthy ones.

    def write_healthy(self):
        self.healthy = {}
        articles = self.rows("articles", "articles")
        for model_type in SIZES:
            for number in range(4):
                size = {
                    "amn": {}, "lstm": {"hidden_dim": (16, 24, 40, 64)[number]}, "gru": {"num_layers": 1 + number % 3},
                    "transformer": {"nhead": (4, 2, 8, 4)[number]}}[model_type]
                model, config = self.model(model_type, rows=articles, **size)
                _, value = self.measure(model, "articles", articles)
                if number == 0:
                    self.healthy[model_type] = (model, config, value)
                self.add_healthy(f"{model_type}_articles_{number}", model_type, self.unified(model, model_type, config, value))
            model, config = self.model(model_type, rows=articles, residual=True)
            _, value = self.measure(model, "articles", articles)
            self.add_healthy(
                f"{model_type}_residual", model_type, self.unified(model, model_type, config, value, residual_next=True))
            for number in range(2):
                held_out = self.rows("plain", "unrecorded")
                model, config = self.model(model_type, "plain", held_out)
                _, value = self.measure(model, "plain", held_out)
                self.add_healthy(
                    f"{model_type}_unseeded_{number}", model_type,
                    self.unified(model, model_type, config, value, "plain", earlier=True), "plain")
            everything = self.rows("validation", "all")
            model, config = self.model(model_type, "plain")
            _, value = self.measure(model, "validation", everything, batch=256)
            checkpoint = trainer.five_cat(model, model_type, 0.01, value)
            checkpoint["model_config"] = config
            self.add_healthy(f"{model_type}_separate_file", model_type, checkpoint, "validation")
        for scale in (0.03, 0.5):
            model, config = self.model("lstm", rows=articles, scale=scale)
            _, value = self.measure(model, "articles", articles, scale)
            self.add_healthy(f"lstm_positional_{scale}", "lstm", self.unified(
                model, "lstm", config, value, use_positional=True, positional_scalar=scale))
        self.write_healthy_without_type()
        # One whose half-precision copy is served, and one whose service writes down what it predicts.
        model, config, value = self.healthy["gru"]
        half = self.unified(model, "gru", config, value)
        half["model_state_dict"] = {name: tensor.half() for name, tensor in half["model_state_dict"].items()}
        self.add("healthy_gru_half", None, half)
        served = lvm_models.predict(model, self.data["articles"].contexts[articles])
        self.add("healthy_gru_served", None, self.unified(model, "gru", config, value),
                 predictions=self.predictions("healthy_gru_served", served), servingForward=None)
        self.add("healthy_gru_float64", None, self.unified(model, "gru", config, value), precision="float64")
        self.add("healthy_gru_same_data", None, self.unified(model, "gru", config, value), baseline="healthy_lstm_articles_0")

    def add_healthy(self, name, model_type, checkpoint, data="articles"):
        serving = {"servingForward": "attention-mixture"} if model_type == "amn" else {}
        self.add(f"healthy_{name}", None, checkpoint, data, **serving)

    def write_healthy_without_type(self):
        tail = self.rows("plain", "tail")
        held = self.data["plain"]
        makers = {
            "mlp": (lambda: lvm_models.Mlp(5, DIM, 64), tail, {"hidden_dim": 64}),
            "lstm_relu_head": (lambda: lvm_models.LstmReluHead(DIM, 32, 2), tail, {"hidden_dim": 32, "num_layers": 2}),
            "transformer_encoder": (lambda: lvm_models.TransformerEncoder(DIM, 32, 4, 2), tail, {"nhead": 4}),
            "lstm_head": (lambda: lvm_models.LstmHead(DIM, 32, 2), None, {}),
        }
        for name, (make, rows, args) in makers.items():
            self.count += 1
            torch.manual_seed(SEED + self.count)
            rows = self.rows("plain", "unrecorded") if rows is None else rows
            model = self.train(make(), held, rows)
            _, value = self.measure(model, "plain", rows)
            self.add(f"healthy_{name}", None, self.without_type(model, value, "plain", **args), "plain")

    # Planted ones.

    def write_planted(self):
        self.plant_forward()
        self.plant_serving()
        self.plant_split()
        self.plant_statistic()
        self.plant_broken_weights()
        self.plant_direction()
        self.plant_positional()
        self.plant_configuration()
        self.plant_data()
        self.plant_device()
        self.plant_resolution()

    def plant_forward(self):
        articles = self.rows("articles", "articles")
        model, config, value = self.healthy["amn"]
        checkpoint = self.unified(model, "amn", config, value)
        self.add("forward_asked_for", "FORWARD_DEFINITION", checkpoint, forward="additive-memory", servingForward="additive-memory")
        self.add("forward_ambiguous", "FORWARD_DEFINITION", checkpoint)
        for residual in (False, True):
            self.count += 1
            torch.manual_seed(SEED + self.count)
            additive = self.train(lvm_models.AdditiveMemory(DIM, 16, 32), self.data["articles"], articles, residual)
            _, reached = self.measure(additive, "articles", articles)
            self.add(f"forward_trained_additive{'_residual' if residual else ''}", "FORWARD_DEFINITION",
                     self.unified(additive, "amn", config, reached, residual_next=residual))
        for heads, recorded in ((1, 8), (8, 1), (2, None)):
            model, config = self.model("transformer", rows=articles, nhead=heads)
            sharpen_attention(model)
            trainer.fit_output(model, self.data["articles"], trainer.rest(len(self.data["articles"]), articles))
            _, reached = self.measure(model, "articles", articles)
            config = {key: size for key, size in {**config, "nhead": recorded}.items() if size is not None}
            self.add(f"forward_heads_{heads}_recorded_{recorded}", "FORWARD_DEFINITION",
                     self.unified(model, "transformer", config, reached), diagnose="always")

    def plant_serving(self):
        articles = self.rows("articles", "articles")
        contexts = self.data["articles"].contexts[articles]
        amn, config, value = self.healthy["amn"]
        checkpoint = self.unified(amn, "amn", config, value)
        self.add("serving_other_definition", "SERVING_MISMATCH", checkpoint, servingForward="additive-memory")
        additive = lvm_models.load("additive-memory", amn.state_dict())
        self.add("serving_wrote_additive", "SERVING_MISMATCH", checkpoint,
                 predictions=self.predictions("serving_wrote_additive", lvm_models.predict(additive, contexts)))
        gru, config, value = self.healthy["gru"]
        checkpoint = self.unified(gru, "gru", config, value)
        right = lvm_models.predict(gru, contexts)
        wrong_tail = right.clone()
        wrong_tail[-5:] = right[:5]
        for name, served in {
            "reversed_contexts": lvm_models.predict(gru, contexts.flip(1)), "rows_shifted": right.roll(1, dims=0),
            "last_rows": wrong_tail, "first_context_vector_lost": lvm_models.predict(gru, contexts[:, 1:]),
        }.items():
            self.add(f"serving_{name}", "SERVING_MISMATCH", checkpoint,
                     predictions=self.predictions(f"serving_{name}", served))

    def plant_split(self):
        """Models wide enough to learn their training rows by heart, so that it matters which rows are used."""
        wide = {"hidden_dim": 240, "num_layers": 1, "ridge": 1e-4, "steps": 0}
        articles = self.rows("few", "articles")
        model, config = self.model("lstm", "few", rows=articles, **wide)
        _, value = self.measure(model, "few", articles)
        self.add("split_asked_for", "SPLIT", self.unified(model, "lstm", config, value, "few"), "few", split="random")
        self.add("split_tail_asked_for", "SPLIT", self.unified(model, "lstm", config, value, "few"), "few", split="all")
        for split in ("torch-42-train", "numpy-0-train"):
            rows = self.rows("few", split)
            model, config = self.model("lstm", "few", rows=rows, **wide)
            _, value = self.measure(model, "few", rows)
            self.add(f"split_claimed_{split}", "SPLIT", self.unified(model, "lstm", config, value, "few"), "few")
        for split in ("numpy-42-train", "torch-0-validation", "tail"):
            rows = self.rows("few_plain", split)
            model, config = self.model("lstm", "few_plain", rows, **wide)
            _, value = self.measure(model, "few_plain", rows)
            self.add(f"split_other_{split}", "SPLIT",
                     self.unified(model, "lstm", config, value, "few_plain", earlier=True), "few_plain")
        rows = self.rows("few_plain", "unrecorded")
        model, config = self.model("lstm", "few_plain", rows, **wide)
        _, value = self.measure(model, "few_plain", rows)
        self.add("split_unrecorded", "SPLIT", self.unified(model, "lstm", config, value, "few_plain", earlier=True), "few_plain")

    def plant_statistic(self):
        articles = self.rows("articles", "articles")
        for model_type in ("gru", "lstm"):
            model, config, _ = self.healthy[model_type]
            self.add(f"statistic_samples_{model_type}", "STATISTIC", self.unified(
                model, model_type, config, self.per_sample(model, "articles", articles)))
            _, value = self.measure(model, "articles", articles, batch=256)
            self.add(f"statistic_batches_{model_type}", "STATISTIC", self.unified(model, model_type, config, value))
        rows = lvm_scores.random_rows(len(self.data["plain"]), 42, rounding="validation")
        model, config = self.model("gru", "plain", rows)
        _, value = self.measure(model, "plain", rows, batch=64)
        checkpoint = trainer.mamba_contrastive(model.state_dict(), "artifacts/plain.npz", 0.01, value)
        checkpoint["args"].update(model_type="gru", d_model=24)
        self.add("statistic_of_samples_wanted", "STATISTIC", checkpoint, "plain")

    def changed(self, name, planted, model_type, change, value=None, **request):
        """The healthy model of a type with some tensors changed, under its claim or another one."""
        model, config, claim = self.healthy[model_type]
        checkpoint = self.unified(model, model_type, config, claim if value is None else value)
        checkpoint["model_state_dict"] = {
            key: change(key, tensor.clone()) for key, tensor in checkpoint["model_state_dict"].items()}
        if model_type == "amn":
            request.setdefault("servingForward", "attention-mixture")
        self.add(name, planted, checkpoint, **request)

    def plant_broken_weights(self):
        for model_type in ("lstm", "gru", "transformer"):
            self.changed(f"noise_shuffled_{model_type}", "NOISE", model_type, lambda key, tensor: shuffled(tensor), FALSE_CLAIM)
        self.changed("noise_rotated_output", "OTHER_SPACE", "lstm",
                     lambda key, tensor: rotation() @ tensor if key.startswith("output_proj") else tensor)
        self.changed("noise_permuted_components", "OTHER_SPACE", "gru",
                     lambda key, tensor: tensor[torch.randperm(DIM)] if key.startswith("output_proj") else tensor)
        amn, _ = self.model("amn", "many", self.rows("many", "tail"))
        self.add("noise_many_rows", "NOISE", amn.state_dict(), "many",
                 split="all", forward="additive-memory", servingForward="additive-memory")

        self.changed("degenerate_constant_lstm", "DEGENERATE", "lstm",
                     lambda key, tensor: tensor + 40 if key == "output_proj.bias" else tensor)
        self.changed("degenerate_constant_gru", "DEGENERATE", "gru",
                     lambda key, tensor: 0 * tensor if key == "blocks.0.norm.weight" else tensor)
        self.changed("degenerate_constant_transformer", "DEGENERATE", "transformer",
                     lambda key, tensor: 0 * tensor if key == "head.2.weight" else tensor)
        torch.manual_seed(SEED)
        mlp = self.train(lvm_models.Mlp(5, DIM, 64), self.data["plain"], self.rows("plain", "tail"))
        with torch.no_grad():
            mlp.network[0].bias.fill_(-40)
            mlp.network[3].bias.zero_()
        self.add("degenerate_zero_mlp", "DEGENERATE", self.without_type(mlp, FALSE_CLAIM, "plain", hidden_dim=64), "plain")

        self.changed("nonfinite_all", "NON_FINITE", "lstm", lambda key, tensor: tensor * float("nan"))
        self.changed("nonfinite_one_weight", "NON_FINITE", "amn", lambda key, tensor: poke(tensor, float("inf"), "query_encoder.weight" == key))
        self.changed("nonfinite_one_bias", "NON_FINITE", "gru", lambda key, tensor: poke(tensor, float("nan"), "output_proj.bias" == key))

        self.changed("dead_all_zero", "DEAD_WEIGHTS", "amn", lambda key, tensor: 0 * tensor)
        self.changed("dead_layer", "DEAD_WEIGHTS", "lstm", lambda key, tensor: 0 * tensor if "weight_hh_l1" in key else tensor)
        self.changed("dead_exploded", "DEAD_WEIGHTS", "gru", lambda key, tensor: 1e6 * tensor if "gru.weight_ih" in key else tensor)
        for model_type in ("lstm", "transformer"):
            torch.manual_seed(SEED)
            fresh, config = trainer.build(model_type, **{"input_dim": DIM, "output_dim": DIM, **SIZES[model_type]})
            self.add(f"dead_untrained_{model_type}", "DEAD_WEIGHTS", self.unified(fresh, model_type, config, FALSE_CLAIM))

    def plant_direction(self):
        for model_type, last in (("lstm", "output_proj"), ("gru", "output_proj"), ("transformer", "head.3")):
            self.changed(f"flipped_{model_type}", "SIGN_FLIP", model_type,
                         lambda key, tensor: -tensor if key.startswith(last) else tensor)
        articles = self.rows("articles", "articles")
        for model_type, alpha in (("lstm", 1e-3), ("gru", 0.0), ("transformer", 0.01)):
            base, config = self.model(model_type, rows=articles)
            model = lvm_models.ResidualNext(base, alpha)
            _, value = self.measure(model, "articles", articles)
            self.add(f"copies_{model_type}", "COPY_LAST", self.unified(model, model_type, config, value, residual_next=True))
        model, config = self.model("lstm", rows=articles, target=0, hidden_dim=64, num_layers=1, steps=150, rate=1e-2)
        _, value = self.measure(model, "articles", articles)
        self.add("backward_recalls_lstm", "BACKWARD", self.unified(model, "lstm", config, value))
        held, tail = self.data["plain"], self.rows("plain", "tail")
        for name, contexts, targets in (
            ("reversed", held.contexts.flip(1), held.targets), ("recalls", held.contexts, held.contexts[:, 0]),
        ):
            mlp = self.train(lvm_models.Mlp(5, DIM, 256), trainer.Data(contexts, targets), tail, ridge=0.02)
            _, value = self.measure(mlp, "plain", tail)
            self.add(f"backward_{name}_mlp", "BACKWARD", self.without_type(mlp, value, "plain", hidden_dim=256), "plain")

    def plant_positional(self):
        articles = self.rows("articles", "articles")
        for model_type in ("lstm", "gru"):
            model, config = self.model(model_type, rows=articles, scale=0.0)
            _, value = self.measure(model, "articles", articles, trainer.POS_SCALE)
            self.add(f"positional_plain_{model_type}", "POSITIONAL",
                     self.unified(model, model_type, config, value, use_positional=True))
            model, config = self.model(model_type, rows=articles, scale=0.05, steps=0)
            amplify_position(model)
            trainer.fit_output(model, self.data["articles"], trainer.rest(len(self.data["articles"]), articles), 0.05)
            _, value = self.measure(model, "articles", articles, 0.05)
            self.add(f"positional_other_{model_type}", "POSITIONAL",
                     self.unified(model, model_type, config, value, use_positional=True, positional_scalar=2.0))

    def plant_configuration(self):
        model, config, value = self.healthy["gru"]
        self.add("configuration_width", "CONFIGURATION", self.unified(model, "gru", {**config, "d_model": 512}, value))
        self.add("configuration_type", "CONFIGURATION", self.unified(model, "lstm", {"input_dim": DIM}, value))
        script = {"input_dim": DIM, "d_model": 16, "hidden_dim": 32}
        self.add("configuration_of_amn", "CONFIGURATION", self.unified(model, "gru", script, value))
        model, config, value = self.healthy["transformer"]
        self.add("configuration_depth", "CONFIGURATION", self.unified(model, "transformer", {**config, "num_layers": 4}, value))

    def plant_data(self):
        model, config, value = self.healthy["gru"]
        checkpoint = self.unified(model, "gru", config, value)
        self.add("data_redrawn", "DATA_FILE", checkpoint, "redrawn")
        rows = self.rows("plain", "unrecorded")
        model, config = self.model("gru", "plain", rows)
        _, value = self.measure(model, "plain", rows)
        self.add("data_renamed", "DATA_FILE", self.unified(model, "gru", config, value, "wikipedia_584k", earlier=True), "plain")
        rows = self.rows("plain", "torch-42-train")
        _, value = self.measure(model, "plain", rows)
        hardened = trainer.hardened(model, "gru", "artifacts/plain.npz", self.optimizer, 0.01, value)
        hardened["config"]["dataset_sha256"] = hashlib.sha256(b"another file of this name").hexdigest()
        self.add("data_digest", "DATA_FILE", hardened, "plain")

        model, config = self.model("gru", "plain")
        for data in ("coherent", "scaled", "elsewhere"):
            _, value = self.measure(model, data, self.rows(data, "all"), batch=256)
            checkpoint = trainer.five_cat(model, "gru", 0.01, value)
            checkpoint["model_config"] = config
            if data == "elsewhere":
                # Its mean direction and its subspaces are others: only a model that adds up its context gets anywhere.
                checkpoint = trainer.clean_splits(self.healthy["amn"][0], 0.01, self.measure(
                    self.healthy["amn"][0], data, self.rows(data, "all"), batch=256)[1])
            self.add(f"drift_{data}", "DATA_DRIFT", checkpoint, data, baseline="healthy_gru_separate_file",
                     **({"servingForward": "attention-mixture"} if data == "elsewhere" else {}))

    def plant_device(self):
        """Recurrent weights so large that rounding errors grow from step to step: float32 and float64 end up apart."""
        articles = self.rows("articles", "articles")
        for width in (24, 40):
            base, config = self.model("lstm", rows=articles, num_layers=3, hidden_dim=width)
            with torch.no_grad():
                for name, tensor in base.lstm.named_parameters():
                    if "weight" in name:
                        tensor.mul_(150.0)
                base.output_proj.weight.normal_()
            model = lvm_models.ResidualNext(base, 2.0)
            _, value = self.measure(model, "articles", articles)
            self.add(f"device_chaotic_{width}", "DEVICE",
                     self.unified(model, "lstm", config, value, residual_next=True), precision="float64")

    def plant_resolution(self):
        model, config, value = self.healthy["gru"]
        self.add("resolution_few_rows", "RESOLUTION", self.unified(model, "gru", config, value), maxSamples=9)
        self.add("resolution_fine_threshold", "RESOLUTION", self.unified(model, "gru", config, value),
                 maxSamples=60, gates={"unstableThreshold": 0.001})


def sharpen_attention(model):
    """Attention that depends on the number of heads: with random weights it is nearly uniform."""
    with torch.no_grad():
        for name, tensor in model.named_parameters():
            if "in_proj_weight" in name or "out_proj.weight" in name:
                tensor.mul_(4.0)


def amplify_position(model):
    """A first layer that looks at the position above all."""
    first = next(tensor for name, tensor in model.named_parameters() if name in ("lstm.weight_ih_l0", "input_proj.weight"))
    with torch.no_grad():
        first[:, -1] = 20 * torch.randn(first.shape[0]).abs()


def shuffled(tensor):
    """The same values in other places."""
    order = torch.randperm(tensor.numel(), generator=torch.Generator().manual_seed(SEED))
    return tensor.flatten()[order].view_as(tensor)


def rotation():
    """A fixed random rotation: vectors as another encoder would have made them."""
    matrix, _ = torch.linalg.qr(torch.randn(DIM, DIM, generator=torch.Generator().manual_seed(SEED)))
    return matrix


def poke(tensor, value, wanted):
    if wanted:
        tensor.view(-1)[0] = value
    return tensor


def main(folder):
    torch.set_num_threads(2)
    folder.mkdir(parents=True, exist_ok=True)
    cases = Cases(folder)
    cases.write_data()
    cases.write_healthy()
    cases.write_planted()
    (folder / "cases.json").write_text(json.dumps(cases.cases, indent=1, allow_nan=False))
    print(len(cases.cases), "cases,", sum(1 for case in cases.cases if case["planted"]), "planted")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
