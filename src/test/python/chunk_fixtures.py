"""Writes hierarchical models that summarise five vectors at a time, and what torch finds in them: chunk_fixtures.py FOLDER"""
import json
import pathlib
import sys

import numpy as np
import torch

import lvm_models
import trainer

SEED = 11
CHUNK, CHUNKS, DIM = 5, 4, 24
RECORDED = {
    "model_config": {"model_config": {"chunk_size": CHUNK, "num_chunks": CHUNKS}},
    "number_of_chunks": {"model_config": {"num_chunks": CHUNKS}},
    "args": {"args": {"chunk_size": CHUNK}},
    "nowhere": {},
}


def main(folder):
    torch.manual_seed(SEED)
    contexts = lvm_models.unit(torch.randn(200, CHUNK * CHUNKS, DIM) + 0.3)
    targets = lvm_models.unit(contexts[:, -3:].sum(dim=1) + 0.5 * contexts[:, 0])
    np.savez(folder / "sequences.npz", context_sequences=contexts.numpy(), target_vectors=targets.numpy())
    data = trainer.Data(contexts, targets)
    rows = np.arange(len(data))
    model = lvm_models.HierarchicalGru(DIM, 10, 2, 2, CHUNK)
    trainer.train(model, data, rows, steps=150, rate=1e-2)
    loss, value = trainer.evaluate(model, data, rows)
    for name, recorded in RECORDED.items():
        args = {**trainer.unified_args("hierarchical_gru", "sequences.npz"), **recorded.get("args", {})}
        config = {"d_model": DIM, "hidden_dim": 10, **recorded.get("model_config", {})}
        torch.save(
            trainer.unified(model, "hierarchical_gru", config, args, torch.optim.Adam(model.parameters()), loss, value),
            folder / f"{name}.pt")
    weights = model.state_dict()
    means = {
        chunk: trainer.evaluate(lvm_models.load(f"hierarchical-gru[chunk={chunk}]", weights), data, rows)[1]
        for chunk in (1, 2, 4, 5, 10, 20)}
    (folder / "expected.json").write_text(json.dumps(means))
    print(means)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
