"""Writes one model's weights in all the places where trainers leave them, and what torch predicts with them: weights_fixtures.py FOLDER

expected.json: {file: [cosine of each row]}, of the very module that was saved, wrappers, norms and adapters included, in evaluation.
"""
import collections
import copy
import datetime
import decimal
import json
import math
import pathlib
import sys

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cosine_similarity
from torch.nn.utils import parametrize, parametrizations

import lvm_models
import train_settings
import trainer

SEED = 5
DIM, WIDTH, LENGTH, ROWS = 24, 12, 5, 160


class Holder(nn.Module):
    """A module that holds the model under a name, as wrappers do."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)

    def forward(self, contexts):
        return next(iter(self.children()))(contexts)


class LongestRows(nn.Module):
    """Weight norm as torch 2 parametrises it: two originals, of which the first holds the lengths."""

    def forward(self, lengths, directions):
        return torch._weight_norm(directions, lengths, 0)

    def right_inverse(self, weight):
        return torch.norm_except_dim(weight, 2, 0), weight


class Adapted(nn.Module):
    """A linear layer with a low-rank adapter, named as PEFT names its parts."""

    def __init__(self, base, rank, alpha, stabilised=False):
        super().__init__()
        self.base_layer = base
        self.lora_A = nn.ModuleDict({"default": nn.Linear(base.in_features, rank, bias=False)})
        self.lora_B = nn.ModuleDict({"default": nn.Linear(rank, base.out_features, bias=False)})
        self.scale = alpha / (math.sqrt(rank) if stabilised else rank)

    def forward(self, x):
        return self.base_layer(x) + self.scale * self.lora_B["default"](self.lora_A["default"](x))


class LoralibLinear(nn.Linear):
    """The same as loralib lays it out: factors beside the weight."""

    def __init__(self, base, rank, alpha):
        super().__init__(base.in_features, base.out_features)
        self.load_state_dict(base.state_dict())
        self.lora_A = nn.Parameter(torch.randn(rank, base.in_features) * 0.1)
        self.lora_B = nn.Parameter(torch.randn(base.out_features, rank) * 0.1)
        self.scale = alpha / rank

    def forward(self, x):
        return super().forward(x) + self.scale * (x @ self.lora_A.T @ self.lora_B.T)


class SavedWhole(nn.Module):
    """A module that PEFT trains as a whole: the original stays beside the copy that counts."""

    def __init__(self, module):
        super().__init__()
        self.original_module = copy.deepcopy(module)
        self.modules_to_save = nn.ModuleDict({"default": module})

    def forward(self, x):
        return self.modules_to_save["default"](x)


class WithExtraState(nn.Linear):
    def get_extra_state(self):
        return b"\x00settings"

    def set_extra_state(self, state):
        pass


def stirred(module, seed=3):
    """As trained a little: no parameter is as it was initialised, not even a factor that starts at zero."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.1 * torch.randn(parameter.shape, generator=generator))
    return module


class Writer:
    def __init__(self, folder):
        self.folder = folder
        generator = torch.Generator().manual_seed(SEED)
        self.contexts = lvm_models.unit(torch.randn(ROWS, LENGTH, DIM, generator=generator) + 0.3)
        self.targets = lvm_models.unit(self.contexts[:, -2:].sum(dim=1) + 0.2)
        np.savez(folder / "sequences.npz", context_sequences=self.contexts.numpy(), target_vectors=self.targets.numpy())
        self.model = lvm_models.GruStack(DIM, WIDTH, 2, DIM)
        trainer.fit_output(self.model, trainer.Data(self.contexts, self.targets), np.arange(ROWS))
        self.expected = {}

    def fresh(self):
        return copy.deepcopy(self.model)

    def cosines(self, module):
        with torch.no_grad():
            return cosine_similarity(module.eval()(self.contexts), self.targets).double()

    def note(self, name, module):
        cosines = self.cosines(module)
        self.expected[name] = cosines.tolist()
        return cosines.mean().item()

    def save(self, name, module, key="model_state_dict", state=None, **more):
        """A checkpoint without any trainer's signature, whose claim is what the module reaches."""
        content = {key: module.state_dict() if state is None else state, "val_cosine": self.note(name, module), **more}
        torch.save(content, self.folder / name)

    def wrappers(self):
        model = self.fresh()
        for name, wrapped in {
            "module": Holder(module=model), "orig_mod": Holder(_orig_mod=model), "model": Holder(model=model), "net": Holder(net=model),
            "compiled_parallel": Holder(_orig_mod=Holder(module=model)), "lightning_net": Holder(model=Holder(net=model)),
            "fsdp": Holder(_fsdp_wrapped_module=model), "peft": Holder(base_model=Holder(model=model)),
        }.items():
            self.save(f"wrapped_{name}.pt", wrapped)
        inner = self.fresh()
        inner.blocks[0] = Holder(_fsdp_wrapped_module=Holder(_checkpoint_wrapped_module=inner.blocks[0]))
        inner.blocks[1].gru.flatten_parameters()
        outer = Holder(_fsdp_wrapped_module=inner)
        self.save("wrapped_fsdp_inside.pt", outer)
        sequence = nn.Sequential(nn.Linear(DIM, WIDTH))
        torch.save({"net." + key: value for key, value in sequence.state_dict().items()}, self.folder / "sequence_called_net.pt")

    def keys(self):
        for key in ("model", "net", "weights", "state_dict", "module"):
            self.save(f"key_{key}.pt", self.fresh(), key=key)
        averaged = torch.optim.swa_utils.AveragedModel(self.fresh())
        averaged.update_parameters(stirred(self.fresh()))
        averaged.update_parameters(stirred(self.fresh(), 4))
        self.save("swa.pt", averaged)
        self.note("swa_bare.pt", averaged)
        torch.save(averaged.state_dict(), self.folder / "swa_bare.pt")

    def norms(self):
        old = stirred(self.fresh())
        nn.utils.weight_norm(old.output_proj)
        nn.utils.weight_norm(old.input_proj, dim=1)
        nn.utils.weight_norm(old.blocks[0].gru, "weight_hh_l0")
        nn.utils.weight_norm(old.blocks[1].gru, "weight_ih_l0", dim=None)
        self.save("weight_norm_old.pt", stirred(old))
        new = stirred(self.fresh())
        parametrize.register_parametrization(new.output_proj, "weight", LongestRows())
        parametrize.register_parametrization(new.input_proj, "weight", LongestRows())
        self.save("weight_norm_new.pt", stirred(new))
        for name, norm in (("old", nn.utils.spectral_norm), ("new", parametrizations.spectral_norm)):
            spectral = stirred(self.fresh())
            norm(spectral.output_proj)
            norm(spectral.input_proj)
            with torch.no_grad():
                for _ in range(3):
                    spectral.train()(self.contexts)
            self.save(f"spectral_norm_{name}.pt", spectral)
        orthogonal = self.fresh()
        parametrizations.orthogonal(orthogonal.output_proj)
        self.save("orthogonal.pt", orthogonal)

    def adapters(self):
        peft = self.fresh()
        peft.output_proj = Adapted(peft.output_proj, 3, 16)
        peft.input_proj = SavedWhole(stirred(peft.input_proj))
        wrapped = Holder(base_model=Holder(model=stirred(peft)))
        self.save("lora_peft.pt", wrapped, args={"lora_alpha": 16, "lora_r": 3})
        self.save("lora_unrecorded.pt", wrapped)
        stable = self.fresh()
        stable.output_proj = Adapted(stable.output_proj, 4, 8, stabilised=True)
        self.save("lora_stabilised.pt", stirred(stable), peft_config={"default": {"lora_alpha": 8, "use_rslora": True, "r": 4}})
        plain = self.fresh()
        plain.output_proj = LoralibLinear(plain.output_proj, 2, 4)
        self.save("lora_loralib.pt", plain, config={"lora_alpha": 4})

    def bystanders(self):
        model = self.fresh()
        state = collections.OrderedDict(model.state_dict())
        state["steps"] = 17
        state["output_proj._extra_state"] = b"\x00\x01"
        state["finished"] = True
        self.save("ints_and_bytes.pt", model, state=state)
        extra = self.fresh()
        linear = WithExtraState(WIDTH, DIM)
        linear.load_state_dict(extra.output_proj.state_dict(), strict=False)
        extra.output_proj = linear
        self.save("extra_state.pt", extra)

        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
        model.train()(self.contexts).sum().backward()
        optimizer.step()
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
        one_cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=10)
        objects = {
            "counts": collections.Counter("abca"),
            "losses": collections.deque([0.5, 0.25], maxlen=10),
            "started": datetime.datetime(2025, 10, 31, 23, 59, 58, 123456),
            "zone": datetime.datetime(2025, 10, 31, tzinfo=datetime.timezone.utc),
            "day": datetime.date(2025, 11, 1),
            "took": datetime.timedelta(hours=8),
            "exact": decimal.Decimal("0.1"),
            "mode": train_settings.Mode.FULL,
            "mode_number": train_settings.Mode.FAST,
            "step": train_settings.Step.ONE,
            "settings": train_settings.TrainConfig(),
            "registry": train_settings.Registry(a=1, b=[2]),
            "slotted": train_settings.Slotted(3),
            "shape": train_settings.Shape(2, 3),
            "schedule": schedule,
            "one_cycle_state": one_cycle.state_dict(),
            "optimizer": optimizer,
        }
        for protocol in (2, 4):
            kept = dict(objects)
            if protocol > 2:
                del kept["one_cycle_state"]  # a name with a dot in it, which stays refused
            name = f"bystanders_{protocol}.pt"
            torch.save(
                {"model_state_dict": self.model.state_dict(), "val_cosine": self.note(name, self.fresh()), **kept}, self.folder / name,
                pickle_protocol=protocol)
        for name, held in {"function": train_settings.dataclasses.asdict, "own_function": stirred, "popen": None}.items():
            torch.save({"model_state_dict": self.model.state_dict(), "held": held or sys.modules["subprocess"].Popen}, self.folder / f"not_a_bystander_{name}.pt")

    def lightning(self):
        model = self.fresh()
        value = self.note("lightning.ckpt", model)
        torch.save(
            {
                "epoch": 3, "global_step": 40, "pytorch-lightning_version": "2.1.0",
                "state_dict": Holder(model=model).state_dict(),
                "loops": {"fit_loop": {"state_dict": {}, "epoch_progress": {"total": {"ready": 4}}}},
                "callbacks": {
                    "ModelCheckpoint{'monitor': 'val_cosine', 'mode': 'max'}": {
                        "monitor": "val_cosine", "best_model_score": torch.tensor(value + 0.1), "current_score": torch.tensor(value)}},
                "optimizer_states": [], "lr_schedulers": [], "hparams_name": "kwargs", "hyper_parameters": {"d_model": WIDTH, "model_type": "gru"},
            },
            self.folder / "lightning.ckpt")

    def averages(self):
        """The raw model judges; averages lie beside it, one of them under a wrapper, one over parameters only."""
        raw, ema, swa = self.fresh(), stirred(self.fresh()), torch.optim.swa_utils.AveragedModel(stirred(self.fresh(), 8))
        state = {"model_state_dict": raw.state_dict(), "ema_state_dict": ema.state_dict(), "swa_state_dict": swa.state_dict()}
        values = {key: self.note(f"averages.pt:{key}", module) for key, module in zip(state, (raw, ema, swa))}
        self.expected["averages.pt"] = self.expected["averages.pt:model_state_dict"]
        torch.save({**state, "val_cosine": values["ema_state_dict"]}, self.folder / "averages.pt")
        shadow = {name: parameter.detach() for name, parameter in ema.named_parameters()}
        torch.save(
            {"model_state_dict": raw.state_dict(), "ema": {"decay": 0.999, "num_updates": 10, "shadow": shadow}, "val_cosine": values["model_state_dict"]},
            self.folder / "averages_shadow.pt")
        torch.save({"ema_state_dict": ema.state_dict(), "val_cosine": values["ema_state_dict"]}, self.folder / "averages_only.pt")
        self.expected["averages_only.pt"] = self.expected["averages.pt:ema_state_dict"]
        both = Holder(model=raw, ema_model=ema)
        torch.save({"state_dict": both.state_dict(), "val_cosine": values["model_state_dict"]}, self.folder / "averages_together.pt")
        self.expected["averages_together.pt"] = self.expected["averages.pt:model_state_dict"]


    def folders(self):
        """A model as Hugging Face's libraries save it: one file, two shards, and pickled."""
        model = self.fresh()
        state = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
        names = list(state)
        halves = [names[: len(names) // 2], names[len(names) // 2 :]]
        config = {"model_type": "gru", "architectures": ["GruStack"], "d_model": WIDTH, "num_layers": 2, "torch_dtype": "float32"}
        for kind in ("single", "shards", "pickled", "pickled_shards"):
            place = self.folder / f"folder_{kind}"
            place.mkdir()
            value = self.note(place.name, model)
            (place / "config.json").write_text(json.dumps(config, indent=2))
            suffix = "bin" if kind.startswith("pickled") else "safetensors"
            stem = "pytorch_model" if suffix == "bin" else "model"
            write = torch.save if suffix == "bin" else save_safetensors
            if kind.endswith("shards"):
                shards = [f"{stem}-{i:05d}-of-00002.{suffix}" for i in (1, 2)]
                for shard, half in zip(shards, halves):
                    write({name: state[name] for name in half}, place / shard)
                places = {name: shard for shard, half in zip(shards, halves) for name in half}
                index = {"metadata": {"total_size": 1234}, "weight_map": places}
                (place / f"{stem}.{suffix}.index.json").write_text(json.dumps(index, indent=2))
            else:
                write(state, place / f"{stem}.{suffix}")
            history = [{"step": 10, "eval_val_cosine": value - 0.1}, {"step": 20, "loss": 0.1}, {"step": 20, "eval_val_cosine": value}]
            (place / "trainer_state.json").write_text(json.dumps({"best_metric": value, "log_history": history}))


def save_safetensors(state, path):
    """The format is small enough to write by hand: length, JSON header, bytes."""
    header, blob = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in state.items():
        raw = tensor.numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(blob), len(blob) + len(raw)]}
        blob += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(len(text).to_bytes(8, "little") + text + blob)


def main(folder):
    torch.manual_seed(SEED)
    writer = Writer(folder)
    for part in (writer.wrappers, writer.keys, writer.norms, writer.adapters, writer.bystanders, writer.lightning, writer.averages, writer.folders):
        part()
    (folder / "expected.json").write_text(json.dumps(writer.expected))
    print({name: round(float(np.mean(cosines)), 4) for name, cosines in writer.expected.items()})


if __name__ == "__main__":
    import subprocess  # noqa: F401  its Popen is a name that must stay refused

    main(pathlib.Path(sys.argv[1]))
