"""Damages single tensors of models that real torch trained, with the good checkpoint at hand: blame_fixtures.py FOLDER [SEED...]

`cases.json` has the shape of planted_defects.py's, and `guilty`: the tensors that were damaged, all of them; empty where none may be
named. Seeds that are given draw sizes and what is damaged; without one the usual sizes are taken. The baseline is the very model before
the damage, or (`earlier`) one that was trained less, in which every tensor is another.
"""
import copy
import json
import pathlib
import sys

import numpy as np
import torch

import trainer
from defect_stage import Stage, altered

KNOWN = 3
SIZES = {"lstm": {"num_layers": 2}, "gru": {"num_layers": 3}, "transformer": {"num_layers": 3}, "amn": {}, "memory_gru": {}}
LOST = 0.06


def tile(tensor, power, draw):
    """A rectangle of foreign numbers."""
    rows, columns = tensor.shape
    top, left = draw.randint(rows // 2), draw.randint(columns // 2)
    part = (slice(top, top + rows // 2), slice(left, left + columns // 2))
    tensor[part] += power * tensor.abs().mean() * torch.randn_like(tensor[part])
    return tensor


def pruned(tensor, power, draw):
    """Whole rows are zero: a head, a gate or units that were pruned."""
    rows = tensor.shape[0]
    count = max(1, int(rows * min(0.9, 0.2 * power)))
    top = draw.randint(rows - count + 1)
    tensor[top : top + count] = 0
    return tensor


def int8(tensor, power, draw):
    """As many levels as an integer of 8 bits and fewer have."""
    step = tensor.abs().max() / 127 * 2 ** min(6, power + 1)
    return (tensor / step).round() * step


def noise(tensor, power, draw):
    return tensor + 0.5 * power * tensor.std() * torch.randn_like(tensor)


def scaled(tensor, power, draw):
    return tensor * (1 + power)


def permuted(tensor, power, draw):
    return tensor[torch.from_numpy(draw.permutation(tensor.shape[0]))]


def exponent(tensor, power, draw):
    """A bit of the exponent is flipped in a few numbers."""
    flat = tensor.reshape(-1)
    at = torch.from_numpy(draw.choice(flat.numel(), min(flat.numel(), 4 ** power), replace=False))
    flat[at] *= 256.0
    return flat.view_as(tensor)


DAMAGE = {"tile": tile, "pruned": pruned, "int8": int8, "noise": noise, "scaled": scaled, "permuted": permuted, "exponent": exponent}


class Cases:
    def __init__(self, folder):
        self.folder, self.cases = folder, []

    def add(self, stage, t, what, state, good, guilty):
        name = f"s{stage.seed}_{t.kind}_{what}"
        torch.save(stage.unified(t, state=state), self.folder / f"{name}.pt")
        self.cases.append({
            "name": name, "checkpoint": f"{name}.pt", "data": stage.file(t.data), "guilty": guilty,
            "request": {"diagnose": "always", "baselines": [{"checkpoint": good}], **stage.serving(t)}})


def layers_of(names):
    """Tensors by the module that they belong to; numbers of stacked layers are part of it."""
    found = {}
    for name in names:
        module, _, own = name.rpartition(".")
        found.setdefault(f"{module}_{own.rpartition('_')[2]}" if "_l" in own else module, []).append(name)
    return found


def damaged(stage, t, wanted, damage, draw):
    """The model with one tensor damaged more and more until that is seen; none if it never is."""
    for power in (1, 2, 3, 4, 6):
        broken = altered(t.model, lambda key, tensor: damage(tensor, power, draw) if key == wanted else tensor)
        value = stage.measure(broken, t.data, t.rows)
        if t.value - value > LOST:
            return broken
    return None


def plant(cases, stage, kind, draw):
    data = "long" if kind == "memory_gru" else "articles"
    early = stage.train(kind, data, steps=30, **SIZES[kind])
    good = copy.copy(early)
    good.model = copy.deepcopy(early.model)
    rest = trainer.rest(len(stage.data[data]), early.rows)
    trainer.train(good.model, stage.data[data], rest, 60, 1e-3, batch=stage.batch)
    trainer.fit_output(good.model, stage.data[data], rest, ridge=0.1)
    good.model.eval()
    good.value = stage.measure(good.model, data, good.rows)
    for name, t in (("good", good), ("early", early)):
        torch.save(stage.unified(t), cases.folder / f"s{stage.seed}_{kind}_{name}.pt")
    state = good.model.state_dict()
    matrices = [name for name, tensor in state.items() if tensor.dim() == 2 and "write_gate" not in name]
    for what, damage in DAMAGE.items():
        for wanted in [matrices[at] for at in draw.permutation(len(matrices))]:
            broken = damaged(stage, good, wanted, damage, draw)
            if broken is not None:
                for baseline in ("good", "early"):
                    cases.add(stage, good, f"{what}_{baseline}", broken.state_dict(), f"s{stage.seed}_{kind}_{baseline}.pt", [wanted])
                break
    # One layer of another training: all of its tensors.
    other = stage.train(kind, data, model=type(good.model).sized_like(
        state, **({"heads": good.config["nhead"]} if kind == "transformer" else {})), config=good.config, steps=30)
    for layer, names in [list(layers_of(state).items())[at] for at in draw.permutation(len(layers_of(state)))]:
        mixed = {key: other.model.state_dict()[key] if key in names else tensor for key, tensor in state.items()}
        broken = altered(good.model, lambda key, tensor: mixed[key])
        if good.value - stage.measure(broken, data, good.rows) > LOST:
            cases.add(stage, good, "layer", mixed, f"s{stage.seed}_{kind}_good.pt", names)
            break
    # Another training altogether: no tensor is to blame.
    cases.add(stage, good, "other_training", {key: tensor for key, tensor in stage.train(
        kind, data, steps=0, model=type(good.model).sized_like(
            state, **({"heads": good.config["nhead"]} if kind == "transformer" else {})), config=good.config, ridge=30.0
    ).model.state_dict().items()}, f"s{stage.seed}_{kind}_good.pt", [])


def main(folder, *seeds):
    torch.set_num_threads(1)
    cases = Cases(folder)
    for seed in seeds or (KNOWN,):
        stage = Stage(folder, int(seed), fixed=not seeds)
        for kind in SIZES:
            if kind != "memory_gru" or "long" in stage.data:
                plant(cases, stage, kind, np.random.RandomState(int(seed)))
    (folder / "cases.json").write_text(json.dumps(cases.cases, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
