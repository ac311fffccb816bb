"""Synthetic sequences with the statistics of real ones, in the npz layouts of the field.

An article is a walk on the unit sphere: each of its vectors shares a direction common to all text, a topic, a slowly moving
part, and noise. The shares are chosen so that neighbours have a mean cosine of about 0.49, the mean of a context and the vector
that follows about 0.55, and vectors of different articles about 0.13. Topic and walk live in few dimensions, so that a small
model learns something in seconds.
"""
from dataclasses import dataclass

import numpy as np

VECTOR = 768
LENGTH = 5
SIGNAL_RANK = 24
COMMON, TOPIC, WALK = 0.13, 0.14, 0.2875
MEMORY = 0.765


@dataclass
class Sequences:
    """Contexts [n, 5, 768] and targets [n, 768] in float32, and for each row its article and the target's place in it."""

    contexts: np.ndarray
    targets: np.ndarray
    articles: np.ndarray
    chunks: np.ndarray

    def __len__(self):
        return len(self.contexts)

    def metadata(self):
        """The object array of dicts that the export tool writes beside the vectors."""
        rows = [
            {
                "article_index": int(article),
                "last_context_article": int(article),
                "target_chunk_index": int(chunk),
                "target_cpe_id": f"article_{article}_chunk_{chunk}",
                "crosses_article": False,
            }
            for article, chunk in zip(self.articles, self.chunks)
        ]
        return np.array(rows, dtype=object)


class World:
    """One distribution of articles: whoever draws from the same world can be trained on one part and tested on another."""

    def __init__(self, seed, dimension=VECTOR, topic=TOPIC, walk=WALK):
        self.rng = np.random.RandomState(seed)
        self.topic, self.walk = topic, walk
        self.common = unit(self.rng.standard_normal(dimension))
        basis, _ = np.linalg.qr(self.rng.standard_normal((dimension, SIGNAL_RANK)))
        self.basis = basis.T

    def article(self, length):
        """Unit vectors [length, dimension] of one article."""
        rng = self.rng
        topic = unit(rng.standard_normal(SIGNAL_RANK))
        state = rng.standard_normal(SIGNAL_RANK)
        walk = np.empty((length, SIGNAL_RANK))
        for step in range(length):
            walk[step] = state
            state = MEMORY * state + np.sqrt(1 - MEMORY**2) * rng.standard_normal(SIGNAL_RANK)
        signal = np.sqrt(self.topic) * topic + np.sqrt(self.walk / SIGNAL_RANK) * walk
        dimension = len(self.common)
        noise = rng.standard_normal((length, dimension)) * np.sqrt((1 - COMMON - self.topic - self.walk) / dimension)
        return unit(np.sqrt(COMMON) * self.common + signal @ self.basis + noise)

    def sequences(self, count, numbers=None, dtype=np.float32):
        """Exactly `count` windows that never cross an article's border.

        `numbers` gives the articles' numbers in file order; by default they count upwards with gaps, as filtered exports do.
        `dtype` is the precision that the vectors are rounded to; the result is float32.
        """
        contexts, targets, articles, chunks = [], [], [], []
        number = 0
        while len(contexts) < count:
            length = int(self.rng.randint(LENGTH + 3, 40))
            vectors = self.article(length).astype(dtype).astype(np.float32)
            number += 1 + int(self.rng.rand() < 0.2)
            label = number if numbers is None else int(next(numbers))
            for start in range(min(length - LENGTH, count - len(contexts))):
                contexts.append(vectors[start : start + LENGTH])
                targets.append(vectors[start + LENGTH])
                articles.append(label)
                chunks.append(start + LENGTH)
        return Sequences(np.stack(contexts), np.stack(targets), np.array(articles), np.array(chunks))


def unit(vectors):
    """Scales to length one."""
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def statistics(sequences):
    """Neighbours' mean cosine, mean-of-context against target, and the mean cosine across articles."""
    neighbours = np.mean(np.sum(sequences.contexts[:, :-1] * sequences.contexts[:, 1:], axis=-1))
    context_mean = np.mean(np.sum(unit(sequences.contexts.mean(axis=1)) * sequences.targets, axis=-1))
    cosines = sequences.targets @ sequences.targets.T
    across = sequences.articles[:, None] != sequences.articles[None, :]
    return {
        "neighbours": float(neighbours),
        "contextMean": float(context_mean),
        "acrossArticles": float(cosines[across].mean()),
    }


def save_with_articles(path, sequences, dtype=np.float32, compressed=True):
    """As the export tool for article splits writes it."""
    write = np.savez_compressed if compressed else np.savez
    write(
        path,
        context_sequences=sequences.contexts.astype(dtype),
        target_vectors=sequences.targets.astype(dtype),
        metadata=sequences.metadata(),
        context_length=LENGTH,
        num_sequences=len(sequences),
        vector_dim=sequences.targets.shape[1],
        source_dataset="artifacts/wikipedia_vectors.npz",
        excluded_articles="none",
    )


def save_plain(path, sequences, keys=("context_sequences", "target_vectors"), **extra):
    """Contexts and targets under the given names, stored, without articles."""
    np.savez(path, **{keys[0]: sequences.contexts, keys[1]: sequences.targets}, **extra)
