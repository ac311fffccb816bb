"""Plants defects of every kind, and healthy variants beside them: planted_defects.py FOLDER [FIRST_SEED [STAGES]]

`cases.json` lists them as diagnosis_fixtures.py does, and besides: `half` (known: fixed sizes; drawn: sizes, models and data by seed),
`expected` (codes that are right as the first finding; NOT_EXPLAINED where no code may be named; empty for a healthy one), `verdict`
(of a healthy one), `siblings` (other checkpoints of the run), and `cause` in words. The same seeds give the same cases.
"""
import json
import os
import pathlib
import sys
import time

os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import torch

import defects_of_claims
import defects_of_data
import defects_of_models
import defects_of_runs
import defects_of_slices
import healthy_catalogue
from defect_registry import DEFECTS
from defect_stage import Stage

# What registers its defects when it is imported.
REGISTERED = (defects_of_claims, defects_of_data, defects_of_models, defects_of_slices, defects_of_runs)
KNOWN = 1
FIRST_SEED, STAGES = 1000, 4


class Skip(Exception):
    """A defect that these sizes, or these numbers, cannot show."""


class Cases:
    """The cases of one folder; `stage` and `name` are those of the one being written."""

    Skip = Skip

    def __init__(self, folder):
        self.folder, self.cases, self.skipped, self.references = folder, [], [], {}

    def write(self, stage, half, catalogue, healthy=False, chosen=lambda index: True):
        self.stage = stage
        for index, (name, codes, maker) in enumerate(catalogue):
            if not chosen(index):
                continue
            self.name = f"{half}{stage.seed}_{'healthy_' if healthy else ''}{name}"
            self.half, self.codes, self.healthy = half, codes, healthy
            torch.manual_seed(stage.seed * 1009 + index)
            try:
                maker(self)
            except Skip:
                self.skipped.append(self.name)

    def file(self, suffix, ending="pt"):
        return f"{self.name}_{suffix}.{ending}"

    def add(self, checkpoint, trained, cause, data=None, baseline=None, siblings=(), **request):
        path = f"{self.name}.pt"
        torch.save(checkpoint, self.folder / path)
        self.cases.append({
            "name": self.name, "half": self.half, "planted": self.codes[0] if self.codes else None, "expected": list(self.codes),
            "verdict": "PASSED" if self.healthy else None, "checkpoint": path, "data": self.stage.file(data or trained.data),
            "baseline": baseline, "siblings": list(siblings), "request": request, "cause": cause,
            "claim": checkpoint.get("val_cosine"), "true": trained.value, "model": trained.kind, "dim": self.stage.dim})

    def changed(self, trained, change, cause, **request):
        """The model with some tensors changed, under its true claim."""
        state = {key: change(key, tensor.clone()) for key, tensor in trained.model.state_dict().items()}
        self.add(self.stage.unified(trained, state=state), trained, cause, **request, **self.stage.serving(trained))

    def claims(self, trained, value, cause):
        """The untouched model under another claim."""
        self.add(self.stage.unified(trained, value=value), trained, cause, diagnose="always", **self.stage.serving(trained))

    def reference(self, trained):
        """Name of a healthy case whose data profile others are held against."""
        if self.stage.seed not in self.references:
            kept = self.name, self.codes, self.healthy
            self.name, self.codes, self.healthy = f"{self.half}{self.stage.seed}_healthy_reference", (), True
            self.add(self.stage.unified(trained), trained, "as its trainer wrote it")
            self.references[self.stage.seed] = self.name
            self.name, self.codes, self.healthy = kept
        return self.references[self.stage.seed]


def main(folder, first=FIRST_SEED, stages=STAGES):
    torch.set_num_threads(1)
    folder.mkdir(parents=True, exist_ok=True)
    cases, start = Cases(folder), time.time()
    plan = [("known", KNOWN, lambda index: True)]
    # Between them the drawn stages take each maker twice.
    plan += [("drawn", first + i, lambda index, i=i: index % stages in (i, (i + 1 + index // stages) % stages)) for i in range(stages)]
    for half, seed, chosen in plan:
        stage = Stage(folder, seed, fixed=half == "known")
        cases.write(stage, half, DEFECTS, chosen=chosen)
        cases.write(stage, half, healthy_catalogue.HEALTHY, healthy=True, chosen=chosen)
        print(f"{half} {seed}: dimension {stage.dim}, batches of {stage.batch}; {len(cases.cases)} cases after {time.time() - start:.0f} s", flush=True)
    (folder / "cases.json").write_text(json.dumps(cases.cases, indent=1, allow_nan=False))
    planted = sum(1 for case in cases.cases if case["planted"])
    print(len(cases.cases), "cases,", planted, "planted,", len(cases.skipped), "skipped:", " ".join(cases.skipped))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:]))
