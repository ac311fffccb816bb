"""What the oracle's modules have in common."""
import re

from torch.nn.functional import normalize

VECTOR = 768


def unit(vectors):
    """Scales to length one; a zero vector stays zero (torch's own guard, 1e-12)."""
    return normalize(vectors, p=2, dim=-1)


def trainer_unit(vectors):
    """Scales by the trainers' guard, which adds 1e-8 to the norm."""
    return vectors / (vectors.norm(dim=-1, keepdim=True) + 1e-8)


def layers(weights, pattern):
    """How many layers a stack has: one more than the highest index that the pattern's group finds among the names."""
    found = [int(match.group(1)) for match in (re.match(pattern, name) for name in weights) if match]
    if not found:
        raise KeyError(pattern)
    return max(found) + 1
