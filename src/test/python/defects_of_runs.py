"""Planted in what a checkpoint stores together."""
import copy

import torch
from torch.nn.functional import mse_loss

import trainer
from defect_registry import ALWAYS, each


def whole_epochs(stage, kind, count):
    """A run of epochs that pass over all training rows, by one optimizer: its state, loss and claim after each."""
    t = copy.deepcopy(stage.base(kind))
    held = stage.data[t.data]
    seen = torch.as_tensor(trainer.rest(len(held), t.rows))
    optimizer = torch.optim.AdamW(t.model.parameters(), lr=0.003)
    run = []
    for _ in range(count):
        t.model.train()
        for part in seen[torch.randperm(len(seen))].split(stage.batch):
            loss = mse_loss(t.model(held.contexts[part]), held.targets[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        t.model.eval()
        state = {key: tensor.clone() for key, tensor in t.model.state_dict().items()}
        run.append((state, copy.deepcopy(optimizer.state_dict()), *trainer.evaluate(t.model, held, t.rows, None, stage.batch)))
    return t, run


@each(("OTHER_EPOCH",), lstm="lstm", gru="gru")
def stale_state(cases, kind):
    """Epoch 4 is written down with its claim, but weights and optimizer are those of epoch 2."""
    stage = cases.stage
    t, run = whole_epochs(stage, kind, 4)
    state, optimizer, _, reached = run[1]
    _, _, loss, value = run[3]
    if abs(value - reached) < 2e-3:
        raise cases.Skip
    checkpoint = stage.unified(t, value=value, state=state)
    checkpoint.update(epoch=4, optimizer_state_dict=optimizer, val_loss=loss)
    cases.add(checkpoint, t, "weights and optimizer of epoch 2 under epoch 4 and its claim", **ALWAYS)
