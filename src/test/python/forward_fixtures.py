"""Writes models and what torch predicts with them: forward_fixtures.py FOLDER

`manifest.json` lists the models; each is one file of little-endian float32 numbers, at the offsets (in numbers) that the manifest
gives. A model's predictions are those of every definition that loads its weights. Weights are random but far from their initial
values, so that no bias is zero and no normalisation the identity, and attention is not uniform.
"""
import copy
import json
import pathlib
import sys

import torch
from torch import nn

import lvm_models as models

SEED = 7
SCALE = 0.03
# Batch size, context length and length of the vectors.
USUAL = ((1, 1, 1.0), (7, 2, 6.0), (64, 5, 1.0), (64, 5, 6.0), (7, 20, 5.0))
LONG = ((1, 100, 1.0), (7, 100, 6.0), (3, 20, 5.0))


class SlicingResidualNext(models.ResidualNext):
    """The residual-next wrapper with a positional input: the last vector counts without its position."""

    def forward(self, contexts):
        return models.unit(models.unit(contexts[:, -1, :-1]) + self.alpha * self.base(contexts))


def roughened(model):
    with torch.no_grad():
        for name, tensor in model.state_dict().items():
            if tensor.dim() == 0:
                tensor.fill_(1.6 if name.endswith("threshold") else 0.37)
            elif tensor.dim() == 1:
                tensor.add_(0.2 * torch.randn_like(tensor))
            else:
                tensor.mul_(2.0).add_(0.02 * torch.randn_like(tensor))
    return model.eval()


def exactly(model, contexts, scale):
    """In float64: float32 rounds otherwise on each processor, which tests would take for a difference between both sides."""
    torch.set_default_dtype(torch.float64)
    try:
        return models.predict(copy.deepcopy(model).double(), contexts.double(), scale)
    finally:
        torch.set_default_dtype(torch.float32)


class Writer:
    def __init__(self, folder):
        self.folder = folder
        self.manifest = []

    def add(self, name, made_by, model, dim=models.VECTOR, cases=USUAL, scale=None, heads=None, chunk=None, also=()):
        """`made_by` and the definitions in `also` predict; for those the weights are loaded into their own classes."""
        roughened(model)
        weights = model.state_dict()
        predictors = {made_by: model, **{other: models.load(other, weights) for other in also}}
        offset = 0
        entry = {
            "name": name, "file": f"{name}.bin", "scale": scale, "heads": heads, "chunk": chunk, "dim": dim,
            "tensors": [], "cases": []}
        with open(self.folder / entry["file"], "wb") as file:

            def write(tensor):
                nonlocal offset
                file.write(tensor.detach().contiguous().numpy().astype("<f4").tobytes())
                start, offset = offset, offset + tensor.numel()
                return start

            for key, tensor in weights.items():
                entry["tensors"].append({"name": key, "shape": list(tensor.shape), "offset": write(tensor)})
            for batch, length, norm in cases:
                contexts = norm * models.unit(torch.randn(batch, length, dim))
                case = {"batch": batch, "length": length, "contexts": write(contexts), "predictions": {}}
                for definition, predictor in predictors.items():
                    if definition == "additive-memory" and length < 2:
                        continue
                    case["predictions"][definition] = write(exactly(predictor, contexts, scale))
                entry["cases"].append(case)
        self.manifest.append(entry)

    def close(self):
        (self.folder / "manifest.json").write_text(json.dumps(self.manifest, indent=1))


def main(folder):
    torch.manual_seed(SEED)
    writer = Writer(folder)
    m = models
    # As the trainers make them.
    writer.add("amn", "attention-mixture", m.AttentionMixture(), also=["additive-memory"])
    writer.add("amn-residual", "attention-mixture", m.ResidualNext(m.AttentionMixture()), also=["additive-memory"])
    writer.add("lstm", "lstm-baseline", m.LstmBaseline())
    writer.add("gru", "gru-stack", m.GruStack())
    writer.add("transformer", "transformer-decoder", m.TransformerDecoder(), heads=8)
    writer.add("transformer-256", "transformer-decoder", m.TransformerDecoder(d_model=256), heads=8)
    writer.add("lstm-positional", "lstm-baseline", m.LstmBaseline(dim=769), scale=SCALE)
    # Small ones, for what sizes cannot change.
    small = dict(dim=24)
    writer.add("small-amn", "attention-mixture", m.AttentionMixture(24, 16, 40), **small)
    writer.add("small-additive", "additive-memory", m.AdditiveMemory(24, 16, 40), **small)
    writer.add("small-additive-residual", "additive-memory", m.ResidualNext(m.AdditiveMemory(24, 16, 40)), **small)
    for depth in (1, 3):
        writer.add(f"small-lstm-{depth}", "lstm-baseline", m.LstmBaseline(24, 10, depth, out=24), **small)
        writer.add(f"small-gru-{depth}", "gru-stack", m.GruStack(24, 12, depth, out=24), **small)
        writer.add(f"small-lstm-blocks-{depth}", "lstm-blocks", m.LstmBlocks(24, 12, depth, out=24), **small)
        for heads in (1, 4):
            writer.add(
                f"small-transformer-{depth}-{heads}", "transformer-decoder",
                m.TransformerDecoder(24, 16, heads, depth, out=24, longest=30), heads=heads, **small)
    bases = {
        "lstm-baseline": lambda dim: m.LstmBaseline(dim, 10, 2, out=24),
        "gru-stack": lambda dim: m.GruStack(dim, 12, 2, out=24),
        "transformer-decoder": lambda dim: m.TransformerDecoder(dim, 16, 4, 2, out=24),
    }
    for definition, base in bases.items():
        heads = 4 if definition == "transformer-decoder" else None
        writer.add(f"small-{definition}-residual", definition, m.ResidualNext(base(24)), heads=heads, **small)
        writer.add(f"small-{definition}-positional", definition, base(25), heads=heads, scale=SCALE, **small)
        writer.add(
            f"small-{definition}-both", definition, SlicingResidualNext(base(25)), heads=heads, scale=0.5, **small)
    additive = m.AdditiveMemory(25, 16, 40)
    additive.residual_net[6] = nn.Linear(16, 24)
    writer.add("small-additive-positional", "additive-memory", additive, scale=SCALE, **small)
    # The other trainers' models.
    writer.add("lstm-blocks", "lstm-blocks", m.LstmBlocks(depth=2))
    writer.add("small-lstm-head", "lstm-head", m.LstmHead(24, 10, 2), **small)
    writer.add("small-lstm-relu-head", "lstm-relu-head", m.LstmReluHead(24, 10, 2), **small)
    writer.add("small-transformer-encoder", "transformer-encoder", m.TransformerEncoder(24, 16, 4, 3), heads=4, **small)
    writer.add("small-mlp", "mlp", m.Mlp(5, 24, 10), cases=((7, 5, 1.0), (64, 5, 6.0)), **small)
    for chunk, cases in ((10, LONG), (5, ((7, 20, 6.0), (3, 10, 1.0))), (4, ((7, 20, 6.0), (2, 1000, 1.0)))):
        writer.add(
            f"small-hierarchical-gru-{chunk}", "hierarchical-gru", m.HierarchicalGru(24, 10, 2, 2, chunk), chunk=chunk,
            cases=cases, **small)
    writer.add("small-memory-gru", "memory-gru", m.MemoryGru(24, 10, 3, 40), cases=USUAL + LONG, **small)
    write_other_families(writer, small)
    writer.close()


def write_other_families(writer, small):
    """P7, P8, GraphMERT, the Mamba family, the custom models and others."""
    five = ((7, 5, 1.0), (64, 5, 6.0))
    long = USUAL + ((3, 30, 1.0),)
    for name, model, cases in (
        ("p7-lstm", models.lvm_encoders.P7Lstm(24, 10, 2), USUAL),
        ("p7-lstm-fixed", models.lvm_encoders.P7Lstm(24, 10, 1, learned=False), USUAL),
        ("p8-lstm", models.lvm_encoders.P8Lstm(24, 10, 2), five),
        ("p8-lstm-free", models.lvm_encoders.P8Lstm(24, 10, 2, 7, free=True), ((7, 7, 1.0), (64, 7, 6.0))),
        ("p8-pilot", models.lvm_encoders.P8Pilot(24, 5, 10), five),
        ("deeper-lstm", models.lvm_encoders.DeeperLstm(24, 10, 4), USUAL),
        ("latent-lstm", models.lvm_encoders.LatentLstm(24, 10, 2), USUAL),
        ("alignment-head", models.lvm_encoders.AlignmentHead(24, 10), ((7, 1, 1.0), (64, 1, 6.0))),
        ("mamba", models.lvm_mamba.Mamba(24, 12, 3, states=6), long),
        ("mamba-aligned", models.lvm_mamba.Mamba(24, 12, 2, aligned=True, states=6, taps=3, expand=3), long),
        ("mamba-gated", models.lvm_mamba.MambaGated(24, 12, 3, 10, states=6), long),
        ("mamba2-fallback", models.lvm_mamba.Mamba2Fallback(24, 12, 3), USUAL),
        ("custom-gru", models.lvm_custom.CustomGru(24, 10, 2), USUAL),
        ("custom-rwkv", models.lvm_custom.CustomRwkv(24, 10, 3), USUAL),
        ("custom-retnet", models.lvm_custom.CustomRetNet(24, 2), USUAL),
        ("custom-hyena", models.lvm_custom.CustomHyena(24, 2), USUAL),
        ("custom-s4", models.lvm_custom.CustomS4(24, 6), USUAL),
        ("custom-linformer", models.lvm_custom.CustomLinformer(24, 5), five),
    ):
        made_by = next(definition for definition, made in models.DEFINITIONS.items() if type(model) is made)
        writer.add(f"small-{name}", made_by, model, cases=cases, **small)
    for name, model, cases in (
        ("p7-transformer", models.lvm_encoders.P7Transformer(24, 16, 4, 3, 30, 20), USUAL),
        ("p7-transformer-fixed", models.lvm_encoders.P7Transformer(24, 16, 4, 2, 30, 20, learned=False), USUAL),
        ("p7-transformer-attention", models.lvm_encoders.P7Transformer(24, 16, 4, 2, 30, 20, attention=True), USUAL),
        ("p8-transformer", models.lvm_encoders.P8Transformer(24, 16, 4, 3), five),
        ("p8-transformer-free", models.lvm_encoders.P8Transformer(24, 16, 4, 2, 7, free=True), ((7, 7, 1.0), (64, 7, 6.0))),
        ("graphmert", models.lvm_encoders.GraphMert(24, 4, 3, 20), five),
        ("bare-encoder", models.lvm_encoders.BareEncoder(24, 4, 2, 20, 30), USUAL),
        ("mamba-hybrid", models.lvm_mamba.MambaHybrid(24, 12, 6, attention_every=3, heads=4, states=6), long),
        ("mamba-sandwich", models.lvm_mamba.MambaSandwich(24, 12, 1, 2, 2, heads=4, states=6), long),
        ("custom-encoder", models.lvm_custom.CustomEncoder(24, 4, 2, 20), USUAL),
        ("custom-performer", models.lvm_custom.CustomPerformer(24, 4), USUAL),
        ("custom-hybrid", models.lvm_custom.CustomHybrid(24, 4, 2), USUAL),
    ):
        made_by = next(definition for definition, made in models.DEFINITIONS.items() if type(model) is made)
        writer.add(f"small-{name}", made_by, model, heads=4, cases=cases, **small)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
