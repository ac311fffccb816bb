"""Holds lvm_models against predictions that other torch classes made: check_models.py LAYOUTS_FOLDER

The folder has `expected.json`, checkpoints and context files. Exits non-zero on a difference above 1e-6.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import lvm_models

DEFINITION_OF = {
    "hierarchical_gru": "hierarchical-gru",
    "memory_gru": "memory-gru",
    "model_LSTMModel_head": "lstm-blocks",
    "model_AMNModel_native": "additive-memory",
    "amn_clean_splits_script": "attention-mixture",
    "mamba_s": "mamba",
}
TOLERANCE = 1e-6


def main(folder):
    expected = json.loads((folder / "expected.json").read_text())
    failures = 0
    for key, name in DEFINITION_OF.items():
        entry = expected[key]
        weights = torch.load(folder / entry["file"], map_location="cpu")["model_state_dict"]
        with np.load(folder / entry["ctx"], allow_pickle=True) as data:
            contexts = torch.from_numpy(data["context_sequences"])
            targets = torch.from_numpy(data["target_vectors"])
        predictions = lvm_models.predict(lvm_models.load(name, weights), contexts)
        cosines = (lvm_models.trainer_unit(predictions) * lvm_models.trainer_unit(targets)).sum(dim=1).numpy()
        firsts = np.array(entry["pred_first8"])
        off = max(
            np.abs(cosines - np.array(entry["per_sample_cos"])).max(),
            np.abs(predictions[: len(firsts), :8].numpy() - firsts).max())
        verdict = "ok" if off <= TOLERANCE else "DIFFERS"
        failures += verdict != "ok"
        print(f"{key:26} {name:20} {verdict:8} {off:.1e}  fits {', '.join(lvm_models.fitting(weights))}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
