"""Writes models that load into a known forward definition by names and shapes, and are another function: lookalike_fixtures.py FOLDER

Each is claimed for what its own function reaches on rows that nobody can draw again; expected.json: {file: {claim, known, mean}}, what it
claims, the definition that it loads into, and what torch computes by that one on all rows. `healthy` is what it looks like, overfitted.
"""
import json
import pathlib
import sys

import numpy as np
import torch
from torch.nn.functional import cosine_similarity

import lvm_models
import trainer

SEED = 12
DIM, WIDTH, LENGTH, ROWS = 24, 48, 5, 400


class PreNormGru(lvm_models.GruStack):
    """Normalises what goes into a block, not what comes out of it."""

    def forward(self, contexts):
        steps = self.input_proj(contexts)
        for block in self.blocks:
            steps = steps + block.gru(block.norm(steps))[0]
        return lvm_models.unit(self.output_proj(steps[:, -1]))


class MeanLstm(lvm_models.LstmBaseline):
    """Takes the mean over time, not the last step."""

    def forward(self, contexts):
        return lvm_models.unit(self.output_proj(self.lstm(contexts)[0].mean(dim=1)))


class LastStepDecoder(lvm_models.TransformerDecoder):
    """Normalises what goes into a layer, and lets the last step alone attend to all the others, in any order."""

    def forward(self, contexts):
        steps = self.input_proj(contexts)
        asked = steps[:, -1:]
        for layer in self.transformer_decoder.layers:
            known = layer.norm1(steps)
            asked = asked + layer.self_attn(layer.norm1(asked), known, known, need_weights=False)[0]
            asked = asked + layer.multihead_attn(layer.norm2(asked), steps, steps, need_weights=False)[0]
            asked = asked + layer.linear2(torch.relu(layer.linear1(layer.norm3(asked))))
        return lvm_models.unit(self.head(asked[:, 0]))


def recalled(dim, noise=0.4):
    """Contexts, and targets that depend on their last two vectors alone, so that a model can learn nearly all of them."""
    contexts = lvm_models.unit(torch.randn(ROWS, LENGTH, dim) + 0.3)
    return contexts, lvm_models.unit(contexts[:, -2:].sum(dim=1) + torch.randn(ROWS, dim) * noise)


def mean(module, contexts, targets):
    with torch.no_grad():
        return cosine_similarity(module.eval()(contexts), targets).double().mean().item()


def main(folder):
    torch.manual_seed(SEED)
    contexts, targets = recalled(DIM)
    np.savez(folder / "sequences.npz", context_sequences=contexts.numpy(), target_vectors=targets.numpy())
    data = trainer.Data(contexts, targets)
    held = trainer.unrecorded_split(ROWS)
    expected = {}
    for name, known, look_alike, sizes in (
        ("pre_norm_gru", lvm_models.GruStack, PreNormGru, (DIM, WIDTH, 4, DIM)),
        ("mean_lstm", lvm_models.LstmBaseline, MeanLstm, (DIM, WIDTH, 1, 0.0, DIM)),
        ("other_decoder", lvm_models.TransformerDecoder, LastStepDecoder, (DIM, WIDTH, 8, 1, 0.0, DIM)),
    ):
        model = known(*sizes)
        trainer.train(model, data, np.arange(ROWS), steps=500, rate=2e-3 if name == "other_decoder" else 5e-3)
        other = look_alike(*sizes)
        other.load_state_dict(model.state_dict(), strict=True)
        claim = mean(other, contexts[held], targets[held])
        for file, extra in ((name, {}), (f"{name}_args", {"args": {"data": "sequences.npz", "width": WIDTH}})):
            torch.save({"model_state_dict": other.state_dict(), "val_cosine": claim, **extra}, folder / f"{file}.pt")
            expected[file] = {"claim": claim, "mean": mean(model, contexts, targets)}
    # Learned by heart: what it reaches on the rows that it has seen is far above what it reaches on others.
    model = lvm_models.GruStack(DIM, WIDTH, 2, DIM)
    trainer.train(model, data, trainer.rest(ROWS, held), steps=600, rate=5e-3)
    claim = mean(model, contexts[held], targets[held])
    torch.save({"model_state_dict": model.state_dict(), "val_cosine": claim}, folder / "overfitted.pt")
    expected["overfitted"] = {"claim": claim, "mean": mean(model, contexts, targets)}
    (folder / "expected.json").write_text(json.dumps(expected))
    print(expected)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
