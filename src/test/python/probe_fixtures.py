"""Writes checkpoints with probes, and what lvm_probe.py makes of its own generator: probe_fixtures.py FOLDER"""
import copy
import json
import pathlib
import random
import sys
import types

import numpy as np
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "python"))

import foreign_models
import lvm_models
import lvm_probe

DIM, LENGTH, ROWS = 48, 5, 64
SEEDS = (0, 1, lvm_probe.SEED, 2 ** 63 - 1)


class Undisturbed(torch.nn.Module):
    """Draws random numbers in training and in evaluation, and tells how it was called."""

    def __init__(self):
        super().__init__()
        self.frozen = torch.nn.Dropout(0.5).eval()
        self.norm = torch.nn.BatchNorm1d(DIM)
        self.out = torch.nn.Linear(DIM, DIM)
        self.seen = []

    def forward(self, context):
        self.seen.append((self.training, torch.is_grad_enabled(), str(context.device)))
        torch.rand(3), random.random()
        return self.out(self.norm(self.frozen(context[:, -1]))), "state"


def disturbed():
    """What taking a probe leaves changed: nothing, or its name."""
    model = Undisturbed().train()
    model.frozen.eval()
    model.out.weight.grad = torch.ones_like(model.out.weight)
    before = copy.deepcopy(model.state_dict())
    torch.manual_seed(5), random.seed(5)
    wanted = (torch.rand(1).item(), random.random())
    torch.manual_seed(5), random.seed(5)
    lvm_probe.probe(model, (LENGTH, DIM))
    changed = []
    if (torch.rand(1).item(), random.random()) != wanted:
        changed.append("random numbers")
    if not model.training or model.frozen.training or not model.norm.training:
        changed.append("mode")
    if any(not torch.equal(tensor, before[name]) for name, tensor in model.state_dict().items()):
        changed.append("buffers")
    if model.seen != [(False, False, "cpu")]:
        changed.append(f"called with {model.seen}")
    restored, before = [], vars(torch).get("mps")
    torch.mps = types.SimpleNamespace(get_rng_state=lambda: "as it was", set_rng_state=restored.append)
    with lvm_probe._Undisturbed(model, types.SimpleNamespace(type="mps")):
        pass
    if before is None:
        del torch.mps
    else:
        torch.mps = before
    if restored != ["as it was"]:
        changed.append("random numbers of MPS")
    if not torch.is_grad_enabled() or not torch.equal(model.out.weight.grad, torch.ones_like(model.out.weight)):
        changed.append("gradients")
    return changed


def refused(call):
    try:
        call()
    except lvm_probe.ProbeMismatch as problem:
        return str(problem)
    return "accepted"


def main(folder):
    rng = np.random.default_rng(22)
    contexts = rng.standard_normal((ROWS, LENGTH, DIM)).astype(np.float32)
    targets = (contexts.mean(1) + 0.1 * rng.standard_normal((ROWS, DIM))).astype(np.float32)
    np.savez(folder / "data.npz", context_sequences=contexts, target_vectors=targets)
    mixture = foreign_models.trained(lvm_models.AttentionMixture(DIM, 16, 32), 4)
    additive = lvm_models.load("additive-memory", mixture.state_dict()).eval()
    decoder = foreign_models.trained(lvm_models.TransformerDecoder(DIM, 32, heads=4, depth=2, out=DIM), 5, ("pos_encoder",))

    def save(name, model, probe, **more):
        predictions = lvm_models.predict(model, torch.from_numpy(contexts))
        claim = torch.nn.functional.cosine_similarity(predictions.double(), torch.from_numpy(targets).double()).mean().item()
        torch.save({"model_state_dict": model.state_dict(), "val_cosine": claim, "lvm_probe": probe, **more}, folder / f"{name}.pt")

    shape = (LENGTH, DIM)
    save("mixture", mixture, lvm_probe.probe(mixture, shape))
    save("additive", additive, lvm_probe.probe(additive, shape))
    save("heads4", decoder, lvm_probe.probe(decoder, shape))
    earlier = copy.deepcopy(mixture)
    with torch.no_grad():
        earlier.query_encoder.bias.add_(3.0)
        earlier.residual_net[0].weight.mul_(1.5)
    save("stale", mixture, lvm_probe.probe(earlier, shape))
    barely = copy.deepcopy(mixture)
    with torch.no_grad():
        barely.query_encoder.bias.add_(1e-7)
    save("barely_stale", mixture, lvm_probe.probe(barely, shape))
    wrong = lvm_probe.probe(mixture, shape)
    wrong["outputs"][1] = wrong["outputs"][1].replace(" ", " 0.5 ", 1)
    save("damaged", mixture, wrong)
    save("flood", mixture, {**lvm_probe.probe(mixture, shape), "shape": [4, 1 << 20, 1 << 20]})
    whole = lvm_probe.probe(mixture, shape)
    save("no_size", mixture, {**whole, "output_shape": [whole["output_shape"][0], None]})
    save("no_row", mixture, {**whole, "outputs": [None, *whole["outputs"][1:]]})
    foreign = foreign_models.trained(foreign_models.StackedLstm(), 1)
    torch.save({"model_state_dict": foreign.state_dict(), "lvm_probe": lvm_probe.probe(foreign, (foreign_models.LENGTH, foreign_models.DIM))},
               folder / "foreign.pt")
    # Without a claim: torch 1.13 refuses any floating point number outside of tensors.
    torch.save({"model_state_dict": mixture.state_dict(), "lvm_probe": lvm_probe.probe(mixture, shape)}, folder / "plain.pt")
    loaded = torch.load(folder / "plain.pt", weights_only=True)
    size = len(str(loaded["lvm_probe"]))
    half = copy.deepcopy(mixture).half()
    wrapped = torch.nn.DataParallel(mixture)
    (folder / "expected.json").write_text(json.dumps({
        "integers": {str(seed): lvm_probe.integers(seed, 200) for seed in SEEDS},
        "inputs": lvm_probe.inputs(7, (2, 3, 769), 19).flatten().double().tolist()[:64],
        "probe_size": size, "disturbed": disturbed(),
        "same": lvm_probe.assert_probe(mixture, loaded), "wrapped": lvm_probe.assert_probe(wrapped, loaded["lvm_probe"]),
        "other": refused(lambda: lvm_probe.assert_probe(additive, loaded)),
        "weights": refused(lambda: lvm_probe.assert_probe(earlier, loaded)),
        "half": lvm_probe.probe(half, shape)["outputs"][0].split()[0] != "", "half_kept": str(half.query_encoder.weight.dtype),
        "without": refused(lambda: lvm_probe.assert_probe(mixture, {"model_state_dict": {}}))}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
