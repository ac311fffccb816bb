"""Holds reports of the verifier against torch: crosscheck.py CHECKPOINT NPZ REPORT.json [CHECKPOINT NPZ REPORT.json ...] [--split NAME]

Loads the checkpoint with torch and the data with numpy, works out from the evidence what was claimed and on which rows, predicts,
and compares every number of the checkpoint's entry in the report, and the cosines in the file beside it. Lists the differences and
exits with 1 if there are any. `--split` says which split the verifier was told to use; without it the evidence decides.
Only for files of one's own: torch.load and metadata run what is pickled in them.
"""
import argparse
import hashlib
import json
import pathlib
import sys

import numpy as np
import torch

import lvm_dashboard
import lvm_models
import lvm_scores

MEAN_TOLERANCE = 1e-6
ROW_TOLERANCE = 1e-5
CONTEXT_KEYS = ("context_sequences", "contexts", "train_context_sequences")
TARGET_KEYS = ("target_vectors", "targets", "train_target_vectors")
# Definitions that every verifier has; it may know fewer of the others than there are here.
CORE = ("attention-mixture", "additive-memory", "lstm-baseline", "gru-stack", "transformer-decoder")


class Differences:
    """Compares and remembers what did not agree."""

    def __init__(self):
        self.found = []
        self.compared = 0

    def equal(self, what, expected, reported):
        self.compared += 1
        if expected != reported:
            self.found.append(f"{what}: torch has {expected!r}, the report {reported!r}")

    def close(self, what, expected, reported, tolerance=MEAN_TOLERANCE):
        self.compared += 1
        both_absent = expected is None and reported is None
        if not both_absent and (expected is None or reported is None or not abs(expected - reported) <= tolerance):
            self.found.append(f"{what}: torch has {expected!r}, the report {reported!r} (tolerance {tolerance:g})")


class Evidence:
    """What a checkpoint and its data say about how the claim was measured."""

    def __init__(self, checkpoint, weights, count, articles, has_metadata):
        self.keys = set(checkpoint)
        self.checkpoint = checkpoint
        self.args = checkpoint.get("args") or {}
        self.names = set(weights)
        self.articles = articles
        self.has_metadata = has_metadata
        self.count = count

    def claim(self):
        """Value, source, kind and space; None without a claim."""
        top = self.checkpoint
        if "val_results" in top:
            return top["val_results"]["cosine_sim"], "val_results.cosine_sim", "BATCH_MEAN", "COSINE_DELTA"
        if "val_metrics" in top:
            return top["val_metrics"]["val_cosine"], "val_metrics.val_cosine", "BATCH_MEAN", "COSINE"
        if "val_cosine" not in top:
            return None
        if "model_type" not in top and "val_split" in self.args:
            return top["val_cosine"], "val_cosine", "SAMPLE_MEAN", "COSINE"
        return top["val_cosine"], "val_cosine", "BATCH_MEAN", "COSINE"

    def batch(self):
        """Validation batch size: recorded, else the trainers' usual one; the scripts that record no arguments take 256."""
        usual = 256 if "val_cosine" in self.keys and "args" not in self.keys else 32
        return self.args.get("batch_size") or (self.checkpoint.get("config") or {}).get("batch_size") or usual

    def split(self):
        """Name of the split, rows, whether they are exactly the claim's, whether they may have been trained on."""
        unseeded = ("random", lvm_scores.random_rows(self.count, 42), False, True)
        if "val_metrics" in self.keys:
            return "random", lvm_scores.random_rows(self.count, self.checkpoint["config"]["seed"]), False, False
        if "projection_head_state_dict" in self.keys:
            share = self.args.get("val_split", 0.1)
            return "random", lvm_scores.random_rows(self.count, 42, share, rounding="validation"), True, False
        if "val_results" in self.keys or "val_cosine" not in self.keys:
            return unseeded
        if "args" not in self.keys:
            return "all", lvm_scores.all_rows(self.count), True, False
        if "model_type" in self.keys:
            if self.has_metadata and self.args.get("curriculum") == "full":
                return "articles", lvm_scores.article_rows(self.articles), True, False
            return unseeded
        in_file_order = ("output_proj.0.", "transformer.layers.", "network.")
        if any(name.startswith(in_file_order) for name in self.names):
            return "tail", lvm_scores.tail_rows(self.count), True, False
        return unseeded

    def positional_scale(self, weights):
        """Scale of the positional component in validation; None without one."""
        inner = {name.removeprefix("base."): tensor for name, tensor in weights.items()}
        for name in ("input_proj.weight", "lstm.weight_ih_l0", "context_encoder.weight"):
            if name in inner and inner[name].shape[1] == lvm_models.VECTOR + 1:
                return self.args.get("positional_scalar") or self.args.get("pos_scale", 0.03)
        return None


def ready(definition, weights):
    """The named definition, ready to predict; ValueError or RuntimeError where it does not fit."""
    if definition not in lvm_dashboard.DEFINITIONS:
        return lvm_models.load(definition, weights)
    served = lvm_dashboard.DEFINITIONS[definition]()
    served.load_state_dict(weights, strict=True)
    return served.eval()


def all_fitting(weights):
    """Names of all definitions, the dashboard's included, that load these weights strictly."""
    def fits(definition):
        try:
            return ready(definition, weights) is not None
        except RuntimeError:
            return False
    return lvm_models.fitting(weights) + [name for name in lvm_dashboard.DEFINITIONS if fits(name)]


def rows_named(name, evidence, seed):
    """The rows of a split that was asked for by name."""
    if name == "articles":
        return lvm_scores.article_rows(evidence.articles)
    if name == "random":
        return lvm_scores.random_rows(evidence.count, seed)
    return lvm_scores.tail_rows(evidence.count) if name == "tail" else lvm_scores.all_rows(evidence.count)


def load_data(path):
    with np.load(path, allow_pickle=True) as npz:
        contexts = npz[next(key for key in CONTEXT_KEYS if key in npz)].astype(np.float32)
        targets = npz[next(key for key in TARGET_KEYS if key in npz)].astype(np.float32)
        return contexts, targets, *articles_of(npz)


def articles_of(npz):
    """The article of each sequence, or None; and whether it stands where the unified trainer looks, which is in `metadata` alone."""
    if "metadata" in npz:
        return np.array([row["article_index"] for row in npz["metadata"]]), True
    if "truth_keys" in npz:
        return npz["truth_keys"][:, 0], False
    return next((npz[key] for key in ("article_ids", "chain_ids") if key in npz), None), False


def entry_of(report, digest, report_path):
    """The report's entry for a checkpoint, and its cosines from the file beside the report."""
    stem = report_path.name.removesuffix(".json")
    beside = report_path.with_name("cosines.f32" if stem == "report" else f"{stem}.cosines.f32")
    cosines = np.fromfile(beside, dtype="<f4")
    start = 0
    for entry in report["verifications"]:
        end = start + entry["split"]["validationRows"]
        if entry["checkpoint"]["sha256"] == digest:
            return entry, cosines[start:end]
        start = end
    raise SystemExit(f"The report has no verification of a checkpoint with SHA-256 {digest}; its errors: {report['errors']}")


def known(names):
    """Those of the names that every verifier has."""
    return [name for name in names if lvm_models.base_name(name) in CORE]


def compare_model(differences, entry, checkpoint, weights, scale, contexts):
    model = entry["model"]
    recorded_heads = (checkpoint.get("model_config") or {}).get("nhead") or (checkpoint.get("args") or {}).get("nhead")
    fitting = lvm_models.variants(all_fitting(weights), recorded_heads)
    finite = [tensor.double() for tensor in weights.values()]
    total = sum(tensor.numel() for tensor in finite)
    dead = sum(int(((tensor == 0) | ~torch.isfinite(tensor)).sum()) for tensor in finite)
    differences.equal("model.fitting", known(fitting), known(model["fitting"]))
    differences.equal("model.fitting: unknown names", [], [n for n in model["fitting"] if n not in fitting])
    differences.equal("model.declaredType", checkpoint.get("model_type"), model.get("declaredType"))
    differences.equal("model.parameterCount", total, model["parameterCount"])
    differences.equal("model.inputDim", lvm_models.VECTOR + (scale is not None), model["inputDim"])
    differences.equal("model.contextLength", contexts.shape[1], model["contextLength"])
    differences.equal("model.residual", lvm_models.is_residual(weights), model["residual"])
    differences.close("model.positionalScale", scale, model.get("positionalScale"))
    differences.close("model.deadWeights", dead / total, model["deadWeights"], 1e-12)


def compare_claim(differences, claim, batch, reported):
    if claim is None or reported is None:
        differences.equal("claim", claim, reported)
        return
    value, source, kind, space = claim
    differences.close("claim.value", float(value), reported["value"], 1e-12)
    differences.equal("claim.source", source, reported["source"])
    differences.equal("claim.kind", kind, reported["kind"])
    differences.equal("claim.space", space, reported["space"])
    differences.equal("claim.supported", space == "COSINE", reported["supported"])
    differences.equal("claim.batchSize", batch if kind == "BATCH_MEAN" else None, reported.get("batchSize"))


def compare_scores(differences, scores, entry, kind, cosines):
    actual = entry["actual"]
    value = scores["batchMean"] if kind == "BATCH_MEAN" else scores["sampleMean"]
    differences.close("actual.value", value, actual["value"])
    differences.equal("actual.kind", kind, actual["kind"])
    for name in ("sampleMean", "batchMean", "mse", "standardDeviation", "standardError", "chance", "skill",
                 "nonFinite", "zeroPredictions", "meanNorm"):
        differences.close(f"actual.{name}", scores[name], actual.get(name))
    differences.equal("actual.standardErrorKind", scores["standardErrorKind"], actual["standardErrorKind"])
    for name in ("min", "max"):
        differences.close(f"actual.{name}", scores[name], actual[name], ROW_TOLERANCE)
    for name, percentile in scores["percentiles"].items():
        differences.close(f"actual.percentiles.{name}", percentile, actual["percentiles"].get(name), ROW_TOLERANCE)
    for name, baseline in scores["baselines"].items():
        differences.close(f"naivePredictors.{name}", baseline, entry["naivePredictors"][name])
    compare_histogram(differences, scores, actual["histogram"])
    differences.equal("number of stored cosines", len(scores["cosines"]), len(cosines))
    if len(cosines) == len(scores["cosines"]):
        worst = int(np.argmax(np.abs(scores["cosines"] - cosines)))
        differences.close(
            f"stored cosine {worst}", float(scores["cosines"][worst]), float(cosines[worst]), ROW_TOLERANCE)


def compare_histogram(differences, scores, histogram):
    """Counts may differ only by rows whose cosine lies on an edge, as far as their tolerance goes."""
    scaled = (scores["cosines"] + 1) * 20
    on_edge = int(np.sum(np.abs(scaled - np.round(scaled)) <= 20 * ROW_TOLERANCE))
    differences.equal("actual.histogram range", [-1.0, 1.0], [histogram["from"], histogram["to"]])
    differences.equal("actual.histogram sum", sum(scores["histogram"]), sum(histogram["counts"]))
    moved = int(np.abs(np.array(scores["histogram"]) - np.array(histogram["counts"])).sum())
    differences.close("actual.histogram rows in other bins", 0, moved, 2 * on_edge)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", type=pathlib.Path, nargs="+", help="checkpoint, data and report, as often as wanted")
    parser.add_argument("--split", choices=("articles", "random", "tail", "all"))
    options = parser.parse_args()
    if len(options.files) % 3:
        parser.error("there is a checkpoint, data and a report for each comparison")
    differing = [compare(*options.files[i:i + 3], options.split) for i in range(0, len(options.files), 3)]
    return 1 if any(differing) else 0


def compare(checkpoint_path, npz, report, asked_split):
    """Prints what differs in a checkpoint's entry of the report; how much that is."""
    content = checkpoint_path.read_bytes()
    entry, cosines = entry_of(json.loads(report.read_text()), hashlib.sha256(content).hexdigest(), report)
    loaded = torch.load(checkpoint_path, map_location="cpu")
    weights = loaded.get("model_state_dict", loaded)
    checkpoint = loaded if "model_state_dict" in loaded else {}
    contexts, targets, articles, has_metadata = load_data(npz)
    evidence = Evidence(checkpoint, weights, len(contexts), articles, has_metadata)
    scale = evidence.positional_scale(weights)
    claim = evidence.claim()
    differences = Differences()

    differences.equal("checkpoint.sizeBytes", len(content), entry["checkpoint"]["sizeBytes"])
    differences.equal("data.sequences", len(contexts), entry["data"]["sequences"])
    compare_model(differences, entry, checkpoint, weights, scale, contexts)
    compare_claim(differences, claim, evidence.batch(), entry.get("claim"))

    split = entry["split"]
    name, rows, reproducible, overlaps = evidence.split()
    if asked_split:
        name, rows = asked_split, rows_named(asked_split, evidence, split.get("seed"))
    else:
        differences.equal("split.reproducible", reproducible, split["reproducible"])
        differences.equal("split.mayOverlapTraining", overlaps, split["mayOverlapTraining"])
    if split["validationRows"] < len(rows):
        rows = rows[np.arange(split["validationRows"]) * len(rows) // split["validationRows"]]
    differences.equal("split.name", name, split["name"])
    differences.equal("split.validationRows", len(rows), split["validationRows"])
    differences.equal("split.rowsSha256", lvm_scores.rows_digest(rows), split["rowsSha256"])

    kind = claim[2] if claim else "SAMPLE_MEAN"

    def scored(definition):
        predictions = lvm_models.predict(ready(definition, weights), torch.from_numpy(contexts[rows]), scale)
        return lvm_scores.score(predictions.numpy(), contexts[rows], targets[rows], rows, articles, evidence.batch())

    main_scores = scored(entry["model"]["forwardDefinition"])
    compare_scores(differences, main_scores, entry, kind, cosines)
    actual = main_scores["batchMean" if kind == "BATCH_MEAN" else "sampleMean"]
    supported = claim is not None and claim[3] == "COSINE"
    differences.close("gap", actual - float(claim[0]) if supported else None, entry.get("gap"))
    others = entry["alternatives"] + ([entry["serving"]] if entry.get("serving") else [])
    for other in others:
        value = scored(other["forwardDefinition"])["batchMean" if kind == "BATCH_MEAN" else "sampleMean"]
        differences.close(f"value of {other['forwardDefinition']}", value, other["value"])

    for line in differences.found:
        print(f"{checkpoint_path.name}: {line}")
    print(f"{checkpoint_path.name}: {differences.compared} comparisons, {len(differences.found)} differences")
    return len(differences.found)


if __name__ == "__main__":
    sys.exit(main())
