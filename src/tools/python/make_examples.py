"""Writes the shipped examples: PYTHONPATH=src/test/python python3 src/tools/python/make_examples.py FOLDER

Sequences, two healthy checkpoints and a broken one, small enough to be committed. The README beside them states the numbers found
while they were made. Seeds are fixed, so that a second run with the same versions of torch and numpy writes the same files.
"""
import os
import pathlib
import sys

# Read by the OpenMP runtime when torch is loaded: threads that spin while they wait starve a busy machine.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "0")

import numpy as np
import torch

import lvm_data
import lvm_models
import lvm_scores
import trainer

SEED = 584
SEQUENCES = 2400
INCIDENT_CLAIM = 0.5329
NAME = "sequences.npz"

README = """# Examples

Made by `src/tools/python/make_examples.py` with real torch and numpy, in the layouts that LVM trainers write. The data is synthetic
and has the statistics of real sequences; the models are trained briefly on it, and their claims are measured as trainers do:
mean over batches of 32 of the mean cosine, on the last tenth of the articles.

| file | what it is | claims | really does |
|---|---|---|---|
{rows}

`{name}` holds {count:,} sequences from {articles} articles: contexts of five 768-d unit vectors and the vector that follows, in
float16, deflated, with the article of each row in `metadata`. {held_out} sequences are held out. On these, repeating the last
context vector reaches a mean cosine of {copy:.4f}, and the mean of the context {mean:.4f}. Vectors of different articles have
{across:.2f}.

* `gru_healthy.pt`: four residual GRU blocks, 128 wide, with the optimizer's state as the trainer leaves it.
* `amn_healthy.pt`: an attention mixture network in its usual size. The weights are good, but they also load without complaint
  through the additive-memory definition, where they give {additive:.4f}: name the definition that your service uses.
* `lstm_broken.pt`: an LSTM of two layers, 128 wide, damaged on the way: the values of every tensor stand in reverse order. It measured
  {before:.4f} before. Its file still claims {claim}.
"""


def reversed_values(tensor):
    return tensor.flatten().flip(0).view_as(tensor)


def main(folder):
    torch.set_num_threads(2)
    folder.mkdir(parents=True, exist_ok=True)
    sequences = lvm_data.World(SEED).sequences(SEQUENCES, dtype=np.float16)
    lvm_data.save_with_articles(folder / NAME, sequences, np.float16)
    data = trainer.Data(sequences.contexts, sequences.targets, sequences.articles)
    held_out = lvm_scores.article_rows(data.articles)
    trained_on = trainer.rest(len(data), held_out)

    def trained(model_type, **overrides):
        torch.manual_seed(SEED)
        model, config = trainer.build(model_type, **overrides)
        trainer.fit_output(model, data, trained_on)
        return model, config, trainer.train(model, data, trained_on, steps=3, rate=1e-6)

    def save(name, model, model_type, config, optimizer, value=None, slim=True):
        """Saves under the measured claim or a given one, and returns the README's line with what torch finds in the file."""
        loss, measured = trainer.evaluate(model, data, held_out)
        value = measured if value is None else value
        args = trainer.unified_args(model_type, f"artifacts/lvm/{NAME}")
        torch.save(trainer.unified(model, model_type, config, args, optimizer, loss, value, slim), folder / name)
        return f"| `{name}` | {model_type} | {value:.4f} | {measured:.4f} |"

    lines = []
    gru, config, optimizer = trained("gru", d_model=128)
    lines.append(save("gru_healthy.pt", gru, "gru", config, optimizer, slim=False))
    amn, config, optimizer = trained("amn")
    lines.append(save("amn_healthy.pt", amn, "amn", config, optimizer))
    _, additive = trainer.evaluate(lvm_models.load("additive-memory", amn.state_dict()), data, held_out)
    lstm, config, optimizer = trained("lstm", hidden_dim=128)
    _, before = trainer.evaluate(lstm, data, held_out)
    lstm.load_state_dict({name: reversed_values(tensor) for name, tensor in lstm.state_dict().items()})
    lines.append(save("lstm_broken.pt", lstm, "lstm", config, optimizer, INCIDENT_CLAIM))

    contexts, targets = data.contexts[held_out].numpy(), data.targets[held_out].numpy()
    baselines = lvm_scores.baselines(contexts, targets)
    (folder / "README.md").write_text(README.format(
        rows="\n".join(lines), name=NAME, count=len(data), articles=len(set(data.articles)), held_out=len(held_out),
        copy=baselines["copyLast"], mean=baselines["contextMean"],
        across=lvm_data.statistics(sequences)["acrossArticles"], additive=additive, before=before,
        claim=INCIDENT_CLAIM))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
