"""Writes another team's checkpoint that claims errors and ranks, and NumPy's numbers: metric_claim_fixtures.py FOLDER"""
import json
import pathlib
import sys

import numpy as np
import torch

import foreign_models
import metric_fixtures
import onnx_fixtures

ROWS, PARTNERS = 90, 64


def clustered(rows, articles):
    """Liang and Zeger's standard error of a mean, and no less than that of independent rows."""
    groups = np.unique(articles)
    sums = np.array([(rows[articles == g] - rows.mean()).sum() for g in groups])
    return max(
        float(np.sqrt((sums ** 2).sum() * len(groups) / (len(groups) - 1)) / len(rows)), float(rows.std(ddof=1) / len(rows) ** 0.5))


def against_earlier(folder, model, contexts, targets, predictions, articles):
    """An earlier epoch of the model, and how much better the model is than it, row by row."""
    earlier = foreign_models.trained(foreign_models.Mixer(), 8)
    with torch.no_grad():
        for number, (name, tensor) in enumerate(sorted(earlier.state_dict().items())):
            tensor.add_(0.02 * torch.randn(tensor.shape, generator=torch.Generator().manual_seed(number)))
        theirs = earlier.double()(torch.from_numpy(contexts).double()).numpy()
        earlier.float()
    torch.save({"model_state_dict": earlier.state_dict(), "val_cosine": 0.4}, folder / "earlier.pt")
    ours, earlier_errors = (metric_fixtures.per_row_errors(made, targets) for made in (predictions, theirs))
    found = {}
    for name in ours:
        better = earlier_errors[name] - ours[name]
        found[name] = {
            "mean": better.mean(), "error": clustered(better, articles), "better": int((better > 0).sum()),
            "worse": int((better < 0).sum()), "earlier": earlier_errors[name].mean()}
    return found


def main(folder):
    rng = np.random.default_rng(26)
    contexts = rng.standard_normal((ROWS, foreign_models.LENGTH, foreign_models.DIM)).astype(np.float32)
    targets = rng.standard_normal((ROWS, foreign_models.DIM)).astype(np.float32)
    articles = np.arange(ROWS) // 6
    model = foreign_models.trained(foreign_models.Mixer(), 8)
    with torch.no_grad():
        predictions = model.double()(torch.from_numpy(contexts).double()).numpy()
        model.float()
    targets = (targets + 2 * predictions).astype(np.float32)
    np.savez(folder / "data.npz", contexts=contexts, targets=targets, article_ids=articles)
    onnx_fixtures.export(model, folder / "forward.onnx")
    expected = {}
    places = np.array([i * ROWS // PARTNERS for i in range(PARTNERS)])
    for name, rows in metric_fixtures.per_row_errors(predictions, targets).items():
        chance = []
        for row in range(ROWS):
            mine = places[articles[places] != articles[row]]
            chance.append(metric_fixtures.per_row_errors(predictions[[row] * len(mine)], targets[mine])[name].mean())
        expected[name] = {"value": rows.mean(), "error": clustered(rows, articles), "chance": np.mean(chance)}
    found = metric_fixtures.ranks(predictions, targets)
    hits = (found <= 3).astype(float)
    expected["recall@3"] = {"value": hits.mean(), "error": clustered(hits, articles), "chance": 3 / ROWS}
    expected["mrr"] = {
        "value": (1 / found).mean(), "error": clustered(1 / found, articles), "chance": np.mean(1 / np.arange(1, ROWS + 1))}
    expected["against"] = against_earlier(folder, model, contexts, targets, predictions, articles)
    checkpoint = onnx_fixtures.lightning(model.state_dict())
    checkpoint["callbacks"] = {
        "ModelCheckpoint{'monitor': 'val_loss', 'mode': 'min'}": {"best_model_score": torch.tensor(float(expected["mse"]["value"]))}}
    torch.save(checkpoint, folder / "last.ckpt")
    torch.save({"model_state_dict": model.state_dict(), "val_cosine": 0.5}, folder / "usual.pt")
    (folder / "metrics.json").write_text(json.dumps({"val": {name: numbers["value"] for name, numbers in expected.items() if "value" in numbers}}))
    (folder / "expected.json").write_text(json.dumps(expected))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
