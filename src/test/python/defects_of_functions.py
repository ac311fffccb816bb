"""Planted in what the weights are taken for: they load by names and shapes into a known function, and are another one's."""
import copy

import numpy as np

import lookalike_fixtures
import lvm_data
import trainer
from defect_registry import each


@each(("NOT_WHAT_WAS_TRAINED",),
      pre_norm_gru=("gru", lookalike_fixtures.PreNormGru), mean_lstm=("lstm", lookalike_fixtures.MeanLstm),
      last_step_decoder=("transformer", lookalike_fixtures.LastStepDecoder))
def look_alike(cases, what):
    """Claimed for the other function, on rows that nobody can draw again; by the known one it is good on all rows."""
    stage, (kind, other) = cases.stage, what
    if "recalled" not in stage.data:
        contexts, targets = lookalike_fixtures.recalled(stage.dim, noise=0.02)
        stage.add_data("recalled", lvm_data.Sequences(contexts.numpy(), targets.numpy(), None, None), articles=False)
    everything = np.arange(len(stage.data["recalled"]))
    t = stage.train(kind, "recalled", everything, steps=500, rate=3e-3)
    looks_alike = copy.deepcopy(t.model)
    looks_alike.__class__ = other
    held = np.array(trainer.unrecorded_split(len(everything)))
    value = stage.measure(looks_alike, "recalled", held)
    cases.add(stage.unified(t, value=value), t, f"weights of {other.__name__}, which load into {type(t.model).__name__}")
