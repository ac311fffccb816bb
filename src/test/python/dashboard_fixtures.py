"""Writes checkpoints at the sizes that the dashboard has, and what its own models make of them: dashboard_fixtures.py FOLDER

expected.json: {file: {serving: {cosines} or {missing, unexpected}}}, by torch's own load_state_dict.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from torch.nn.functional import cosine_similarity

import lvm_dashboard
import lvm_models

ROWS, LENGTH, DIM = 48, 5, 768


def trained(model, contexts, targets, steps, rate):
    """A model that has learnt something, so that it matters which function computes with its weights."""
    optimizer = torch.optim.Adam(model.train().parameters(), lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        (1 - cosine_similarity(model(contexts), targets).mean()).backward()
        optimizer.step()
    return model.eval()


def main(folder):
    torch.manual_seed(21)
    contexts = lvm_models.unit(torch.randn(ROWS, LENGTH, DIM) + 0.2)
    targets = lvm_models.unit(contexts[:, -1] + 0.5 * contexts.mean(dim=1))
    np.savez(folder / "sequences.npz", context_sequences=contexts.numpy(), target_vectors=targets.numpy())
    saved = {
        "amn": lvm_models.AttentionMixture(), "gru": lvm_models.GruStack(depth=2), "transformer": lvm_models.TransformerDecoder(),
        "narrow_gru": lvm_models.GruStack(d_model=256, depth=1),
        # What the dashboard itself could have saved: everything binds.
        "encoder": lvm_dashboard.Encoder(depth=6), "sequential": lvm_dashboard.Amn(),
    }
    saved["trained_amn"] = trained(lvm_models.AttentionMixture(), contexts, targets, 20, 1e-3)
    saved["trained_transformer"] = trained(lvm_models.TransformerDecoder(), contexts, targets, 8, 3e-4)
    expected = {}
    for name, model in saved.items():
        torch.save({"model_state_dict": model.state_dict(), "model_config": {"nhead": 8}}, folder / f"{name}.pt")
        for serving, build in lvm_dashboard.DEFINITIONS.items():
            served = build()
            try:
                missing, unexpected = served.load_state_dict(model.state_dict(), strict=False)
            except RuntimeError:
                expected[f"{name} {serving}"] = None
                continue
            with torch.no_grad():
                cosines = cosine_similarity(served.eval()(contexts), targets).double().tolist()
            expected[f"{name} {serving}"] = {"missing": missing, "unexpected": unexpected, "cosines": None if missing else cosines}
    (folder / "expected.json").write_text(json.dumps(expected))
    print({key: value and len(value["missing"]) for key, value in expected.items()})


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
