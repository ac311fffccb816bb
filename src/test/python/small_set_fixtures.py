"""Validation on a few rows of which nobody knows the articles, or on one article: small_set_fixtures.py FOLDER

Trained models and ones of random weights, each with the claim that torch measures for it; `cases.json` has the shape of
diagnosis_fixtures.py, with `trained` besides.
"""
import json
import pathlib
import sys

import numpy as np
import torch

import healthy_catalogue
import lvm_data
import planted_defects
import trainer
from defect_stage import Stage

COUNTS = (12, 20, 33, 60)
KINDS = ("lstm", "gru", "transformer")


class Sets:
    """Cases with names of their own."""

    def __init__(self, folder):
        self.folder, self.cases, self.stage = folder, planted_defects.Cases(folder), Stage(folder, planted_defects.KNOWN, fixed=True)
        self.cases.stage, self.cases.half = self.stage, "known"

    def add(self, name, trained, claim_of, data):
        """One trained model, and three of its shape as torch draws them, under the claims that are true of them."""
        for draw in range(4):
            model = trained.model
            if draw:
                torch.manual_seed(100 * draw)
                model = type(model).sized_like(model.state_dict()).eval()
            self.cases.name, self.cases.codes, self.cases.healthy = f"{name}_{'random' if draw else 'trained'}{draw or ''}", (), True
            self.cases.add(claim_of(model), trained, "trained" if not draw else "random weights", data)
            self.cases.cases[-1]["trained"] = not draw


def main(folder):
    torch.set_num_threads(1)
    sets = Sets(folder)
    stage = sets.stage
    held = stage.data["plain"].sequences
    for count in COUNTS:
        data = f"first{count}"
        stage.add_data(data, lvm_data.Sequences(*(np.asarray(part)[:count] for part in (
            held.contexts, held.targets, held.articles, held.chunks))), articles=False)
        for kind in KINDS:
            t = stage.base(kind)

            def file_claim(model, t=t, data=data):
                checkpoint = trainer.five_cat(model, t.kind, 0.01, stage.measure(model, data, stage.rows(data, "all"), batch=256))
                checkpoint["model_config"] = t.config
                return checkpoint
            sets.add(f"{kind}_{count}", t, file_claim, data)
    one = healthy_catalogue.few(sets.cases, "one", 3, 70)
    sets.add("one_article", one, lambda model: stage.unified(
        one, value=stage.measure(model, one.data, one.rows), state=model.state_dict()), one.data)
    (folder / "cases.json").write_text(json.dumps(sets.cases.cases, indent=1, allow_nan=False))


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
