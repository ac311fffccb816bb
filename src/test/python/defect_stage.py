"""A stage for planted defects: sequences of one drawn world, and models of every type trained on them, measured as their trainers do."""
import copy
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import nn

import lvm_data
import lvm_models
import lvm_scores
import trainer

CORE = ("amn", "lstm", "gru", "transformer")
LONG = 20


@dataclass
class Trained:
    """A model with what its trainer knows: where it was measured, and what came out."""

    kind: str
    model: nn.Module
    config: dict
    data: str
    rows: np.ndarray
    loss: float
    value: float
    optimizer: object
    args: dict

    @property
    def scale(self):
        return self.args.get("positional_scalar") if self.args.get("use_positional") else None


class Stage:
    """One world with its files and models. `fixed` takes the usual sizes, else the seed draws them."""

    def __init__(self, folder, seed, fixed):
        self.folder, self.seed, self.fixed = folder, seed, fixed
        self.rng = np.random.RandomState(seed)
        self.data, self.trained = {}, {}
        self.dim = 48 if fixed else int(self.rng.choice([32, 48, 64, 96, 96, 128, 384, 768], p=[.2, .25, .2, .1, .1, .05, .05, .05]))
        self.batch = 32 if fixed else int(self.rng.choice([16, 24, 32, 32, 48, 64]))
        self.world = lvm_data.World(seed, self.dim)
        self.write_data()

    def size(self, low, high):
        """A width between the two, a multiple of 8."""
        return 8 * int(self.rng.randint(low // 8, high // 8 + 1))

    # Data.

    def windows(self, count, length=lvm_data.LENGTH, shortest=3, longest=30, titles=False):
        """Windows of new articles; with titles, each context begins with its article's mean, as an export with headings does."""
        contexts, targets, articles, chunks = [], [], [], []
        number = 0
        while len(contexts) < count:
            vectors = self.world.article(length + int(self.rng.randint(shortest, longest))).astype(np.float32)
            title = lvm_data.unit(vectors.mean(axis=0))
            number += 1 + int(self.rng.rand() < 0.2)
            for start in range(min(len(vectors) - length, count - len(contexts))):
                context = vectors[start : start + length].copy()
                if titles:
                    context[0] = title
                contexts.append(context)
                targets.append(vectors[start + length])
                articles.append(number)
                chunks.append(start + length)
        return lvm_data.Sequences(np.stack(contexts), np.stack(targets), np.array(articles), np.array(chunks))

    def add_data(self, name, sequences, articles=True, keys=("context_sequences", "target_vectors")):
        """Writes a file and keeps its rows."""
        extra = {"metadata": sequences.metadata()} if articles else {}
        np.savez(self.folder / f"{self.file(name)}", **{
            keys[0]: sequences.contexts.astype(np.float32), keys[1]: sequences.targets.astype(np.float32)}, **extra)
        self.data[name] = trainer.Data(sequences.contexts, sequences.targets, sequences.articles if articles else None)
        self.data[name].sequences = sequences
        return name

    def file(self, name):
        return f"s{self.seed}_{name}.npz"

    def changed_data(self, name, of="articles", **changes):
        """A copy of a file with some arrays replaced."""
        if name not in self.data:
            self.add_data(name, replace(self.data[of].sequences, **changes), self.data[of].articles is not None)
        return name

    def write_data(self):
        wide = self.dim > 200
        count = lambda low, high: low if self.fixed else int(self.rng.randint(low, low + 200 if wide else high))
        self.add_data("articles", self.windows(count(603 if wide else 1203, 2000)))
        self.add_data("plain", self.windows(count(603 if wide else 1003, 1500)), articles=False)
        self.add_data("file", self.windows(300), articles=False, keys=("contexts", "targets"))
        if not wide:
            self.add_data("long", self.windows(400, LONG, 4, 24))

    def rows(self, data, split):
        held = self.data[data]
        if split == "articles":
            return lvm_scores.article_rows(held.articles)
        if split == "tail":
            return lvm_scores.tail_rows(len(held))
        if split == "all":
            return lvm_scores.all_rows(len(held))
        if split == "unrecorded":
            return np.array(trainer.unrecorded_split(len(held)))
        permutation, seed = split.split("-")
        return lvm_scores.random_rows(len(held), int(seed), permutation=permutation)

    # Models.

    def build(self, kind, inputs=None, **sizes):
        inputs = inputs or self.dim
        fixed = self.fixed
        pick = lambda usual, drawn: usual if fixed else drawn
        if kind in ("hierarchical_gru", "memory_gru"):
            width = pick(24, self.size(16, 40))
            model = (lvm_models.HierarchicalGru(self.dim, width, 1, 1) if kind == "hierarchical_gru"
                     else lvm_models.MemoryGru(self.dim, width, 1, pick(32, 16 * int(self.rng.randint(1, 5)))))
            return model, {"input_dim": self.dim, "output_dim": self.dim}
        # At three times the width both AMN definitions fit, as at the usual sizes.
        width = self.dim // 3 if self.dim % 3 == 0 and self.dim <= 96 else pick(16, self.size(16, 40))
        drawn = {
            "amn": {"d_model": width, "hidden_dim": 2 * width},
            "lstm": {"hidden_dim": pick(32, self.size(24, 64)), "num_layers": pick(2, int(self.rng.randint(1, 3)))},
            "gru": {"d_model": pick(24, self.size(16, 64)), "num_layers": pick(2, int(self.rng.randint(1, 4)))},
            "transformer": {"d_model": pick(32, 16 * int(self.rng.randint(1, 4))), "nhead": pick(4, int(self.rng.choice([1, 2, 4, 8]))),
                            "num_layers": pick(2, int(self.rng.randint(1, 3)))},
        }[kind]
        return trainer.build(kind, **{"input_dim": inputs, "output_dim": self.dim, **drawn, **sizes})

    def train(self, kind, data="articles", rows=None, model=None, config=None, steps=120, rate=2e-3, ridge=0.1, told=None, held=None,
              residual=False, **sizes):
        """Trains and measures a model; `held` are other vectors than the file's to do so on."""
        torch.manual_seed(self.rng.randint(2**31 - 1))
        args = dict(told or {})
        scale = args.get("positional_scalar") if args.get("use_positional") else None
        if model is None:
            model, config = self.build(kind, self.dim + (scale is not None), **sizes)
        held = held or self.data[data]
        rows = self.rows(data, "articles" if held.articles is not None else "unrecorded") if rows is None else rows
        seen = trainer.rest(len(held), rows) if len(rows) < len(held) else rows
        optimizer = None
        if steps:
            trainer.fit_output(model, held, seen, scale, ridge)
            optimizer = trainer.train(model, held, seen, steps, rate, scale, batch=self.batch)
        trainer.fit_output(model, held, seen, scale, ridge)
        if residual:
            model, args["residual_next"] = lvm_models.ResidualNext(model.eval(), 0.4), True
            trainer.fit_output(model, held, seen, scale, 1.0)
        model.eval()
        loss, value = trainer.evaluate(model, held, rows, scale, self.batch)
        optimizer = optimizer or torch.optim.AdamW(model.parameters(), lr=rate)
        return Trained(kind, model, config, data, rows, loss, value, optimizer, args)

    def sharp(self, model, config):
        """A trained transformer whose attention is far from uniform, so that head counts and masks matter."""
        torch.manual_seed(self.seed)
        with torch.no_grad():
            for name, tensor in model.named_parameters():
                if "in_proj_weight" in name or "out_proj.weight" in name:
                    tensor.mul_(4.0)
        return self.train("transformer", model=model, config=config, steps=40)

    def memoriser(self, data, rows):
        """A model wide enough to know its training rows by heart, so that it matters which rows are used."""
        return self.train("lstm", data, rows, hidden_dim=192, num_layers=1, steps=4, rate=1e-3, ridge=1e-4)

    def base(self, kind, data="articles"):
        """The stage's own model of a type, trained once."""
        if kind in ("hierarchical_gru", "memory_gru"):
            data = "long"
        key = (kind, data)
        if key not in self.trained:
            self.trained[key] = self.train(kind.removeprefix("residual_"), data, residual=kind.startswith("residual_"))
        return self.trained[key]

    def some(self, *kinds, data="articles"):
        """One of the stage's models, of any core type unless some are named."""
        kinds = kinds or CORE
        return self.base(kinds[self.rng.randint(len(kinds))], data)

    def measure(self, model, data, rows, scale=None, batch=None):
        return trainer.evaluate(model, self.data[data], rows, scale, batch or self.batch)[1]

    def cosines(self, t):
        """The cosine of each validation row, in evaluation order."""
        held = self.data[t.data]
        with torch.no_grad():
            predicted = lvm_models.predict(t.model, held.contexts[t.rows], t.scale)
            return (lvm_models.trainer_unit(predicted) * lvm_models.trainer_unit(held.targets[t.rows])).sum(dim=1).double().numpy()

    # Checkpoints.

    def unified(self, t, value=None, state=None, slim=True, earlier=False, **args):
        """The unified trainer's layout; `args` are recorded besides."""
        make = trainer.earlier_unified_args if earlier else trainer.unified_args
        told = {**make(t.kind, f"artifacts/{self.file(t.data)}"), "batch_size": self.batch, **t.args, **args}
        config = dict(t.config)
        checkpoint = trainer.unified(t.model, t.kind, config, told, t.optimizer, t.loss, t.value if value is None else value, slim)
        if state is not None:
            checkpoint["model_state_dict"] = state
        return checkpoint

    def serving(self, t):
        """What a request has to name so that two fitting AMN definitions are not ambiguous."""
        config = t.config
        both = t.kind == "amn" and 3 * config["d_model"] == self.dim and config["hidden_dim"] == 2 * config["d_model"]
        return {"servingForward": "attention-mixture"} if both else {}


def altered(model, change):
    """A copy of a model with each tensor passed through `change(name, tensor)`, and it in evaluation mode."""
    copied = copy.deepcopy(model)
    copied.load_state_dict({name: change(name, tensor.clone()) for name, tensor in copied.state_dict().items()})
    return copied.eval()


def last_layer(model):
    """Name of the last linear layer."""
    return [name for name, layer in model.named_modules() if isinstance(layer, nn.Linear)][-1]


class VariantDecoder(lvm_models.TransformerDecoder):
    """The same parameters, another function: without a mask on the memory, over all steps' mean, normalised first, or with GELU."""

    def alter(self, what):
        self.what = what
        for layer in self.transformer_decoder.layers:
            layer.norm_first = what == "norm-first"
            if what == "gelu":
                layer.activation = nn.functional.gelu
        return self

    def forward(self, contexts):
        steps = self.pos_encoder(self.input_proj(contexts))
        mask = lvm_models.causal_mask(steps.shape[1])
        steps = self.transformer_decoder(steps, steps, tgt_mask=mask, memory_mask=None if self.what == "no-memory-mask" else mask)
        return lvm_models.unit(self.head(steps.mean(dim=1) if self.what == "mean-pooling" else steps[:, -1]))


def ranks_mean(cosines, world, batch, rank=None):
    """What a DistributedSampler without shuffling makes of per-row cosines: padded, dealt out, batched on each rank."""
    padded = np.concatenate([cosines, cosines[: -len(cosines) % world]])
    means = [lvm_scores.mean_of_batches(padded[r::world], batch) for r in range(world)]
    return float(np.mean(means) if rank is None else means[rank])


def half_precision(model, data, rows, dtype, batch):
    """The claim of a validation that ran in half precision: weights, inputs and sums of each layer rounded."""
    narrow = copy.deepcopy(model).to(dtype)
    values = []
    with torch.no_grad():
        for start in range(0, len(rows), batch):
            part = rows[start : start + batch]
            predicted = narrow(data.contexts[part].to(dtype))
            values.append(trainer.cosine(predicted.float(), data.targets[part]).item())
    return sum(values) / len(values)
