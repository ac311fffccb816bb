"""Plants what lies in the data, the claim, the run or single tensors, and healthy variants that look alike: detector_fixtures.py FOLDER

The cases are makers of planted_defects.py at its fixed sizes, and `cases.json` has the same shape.
"""
import json
import pathlib
import sys

import torch

import healthy_catalogue
import planted_defects
import defects_of_functions  # noqa: F401  registers its makers, after all others: seeds are drawn by the place in the list
from defect_registry import DEFECTS
from defect_stage import Stage

CODES = {
    "BATCH_NORM", "BROKEN_SLICE", "CLAIM_KIND", "CLAIM_SUBSET", "CONTEXT_ORDER", "DROPOUT_ON", "EMA", "LEAK", "LOW_PRECISION", "METADATA_ORDER", "NOT_LOADED", "NOT_UNIT",
    "NOT_WHAT_WAS_TRAINED", "OTHER_EPOCH", "OTHER_SPACE", "SHIFT", "STALE", "TENSOR_BLAME", "WORLD_SIZE"}
HEALTHY = (
    "plain_lstm", "plain_residual_gru", "stored_", "rounded_4", "extra_history", "extra_ema", "data_quirk_", "titles_", "consistent_norm_",
    "model_quirk_frozen_norms", "drift_little", "hard_articles_", "baseline_", "seeds_seed_7")
# The damage that 8 bits do is too small to be missed.
HARMLESS = ("tensor_blame_int8",)


def main(folder):
    torch.set_num_threads(1)
    cases, stage = planted_defects.Cases(folder), Stage(folder, planted_defects.KNOWN, fixed=True)
    cases.write(stage, "known", [entry for entry in DEFECTS if entry[1][0] in CODES and entry[0] not in HARMLESS])
    cases.write(stage, "known", [entry for entry in healthy_catalogue.HEALTHY if entry[0].startswith(HEALTHY)], healthy=True)
    (folder / "cases.json").write_text(json.dumps(cases.cases, indent=1, allow_nan=False))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
