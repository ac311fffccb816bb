"""Writes checkpoints of foreign models, their ONNX graphs, and torch's numbers: onnx_fixtures.py FOLDER

`expected.json` holds for each model what torch predicts for every row, as cosines with the targets in float64. Graphs are torch's own
exports; those that it cannot make, `onnx_by_hand` writes.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
import torch

import foreign_models as models
import onnx_by_hand
import onnx_refused

ROWS = 64
warnings.filterwarnings("ignore")


def export(model, path, **options):
    settings = {
        "input_names": ["context"], "output_names": ["prediction"], "dynamic_axes": {"context": {0: "batch"}}, "opset_version": 14,
        "export_params": False, "do_constant_folding": False, **options}
    torch.onnx.export(model, torch.randn(2, models.LENGTH, models.DIM), str(path), **settings)


def cosines(model, contexts, targets):
    with torch.no_grad():
        predictions = model.double()(torch.from_numpy(contexts).double())
        model.float()
    return torch.nn.functional.cosine_similarity(predictions, torch.from_numpy(targets).double(), dim=1).tolist()


def lightning(state):
    """What Lightning writes around a model."""
    return {
        "epoch": 3, "global_step": 120, "pytorch-lightning_version": "2.1.0", "hyper_parameters": {"lr": 0.001},
        "state_dict": {f"model.{name}": tensor for name, tensor in state.items()}}


def main(folder):
    rng = np.random.default_rng(20)
    contexts = rng.standard_normal((ROWS, models.LENGTH, models.DIM)).astype(np.float32)
    targets = (contexts.mean(1) + 0.3 * rng.standard_normal((ROWS, models.DIM))).astype(np.float32)
    np.savez(folder / "data.npz", context_sequences=contexts, target_vectors=targets)
    expected = {}

    def add(name, made, seed=None, save=None, frozen=(), **options):
        """Exports the trained model; a `stranger` is exported with other weights, which the checkpoint's replace."""
        model = models.trained(made(), seed or len(expected), frozen)
        stranger = options.pop("stranger", False)
        export(models.trained(made(), 99) if stranger else model, folder / f"{name}.onnx", **options)
        expected[name] = cosines(model, contexts, targets)
        state = model.state_dict()
        mean = float(np.mean(expected[name]))
        torch.save(save(state) if save else {"model_state_dict": state, "val_cosine": mean}, folder / f"{name}.pt")

    preserve = torch.onnx.TrainingMode.PRESERVE
    add("perceptron", models.Perceptron)
    add("stacked_lstm", models.StackedLstm)
    add("both_ways", lambda: models.StackedLstm(both=True), stranger=True, export_params=True)
    add("prenorm_gru", models.PreNormGru, export_params=True, opset_version=17)
    add("elman", models.Elman)
    add("small_transformer", models.SmallTransformer, opset_version=17)
    add("convolutions", models.Convolutions, training=preserve)
    add("mixer", models.Mixer, save=lightning)
    add("bert_like", models.BertLike, save=lambda state: {f"module.{name}": tensor for name, tensor in state.items()})
    add("tied", models.Tied)
    add("experts", models.Experts, frozen=("before", "after"))
    add("fixed_batch", models.Perceptron, dynamic_axes=None)
    add("stranger_lstm", models.StackedLstm, stranger=True, export_params=True)
    for name, (model, graph) in onnx_by_hand.graphs(folder).items():
        expected[name] = cosines(model, contexts, targets)
        graph(folder / f"{name}.onnx")
        torch.save({"model_state_dict": model.state_dict(), "val_cosine": float(np.mean(expected[name]))}, folder / f"{name}.pt")
    onnx_refused.write(folder, export)
    (folder / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
