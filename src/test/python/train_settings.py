"""Classes as a training project has them, whose objects end up in checkpoints: never importable where a checkpoint is verified."""
import collections
import dataclasses
import enum


class Mode(enum.Enum):
    FULL = "full"
    FAST = 2


class Step(enum.IntEnum):
    ONE = 1


@dataclasses.dataclass
class TrainConfig:
    data: str = "sequences.npz"
    epochs: int = 3
    batch_size: int = 16
    lr: float = 1e-3
    mode: Mode = Mode.FULL


class Registry(dict):
    """A dictionary with attributes of its own."""


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


Shape = collections.namedtuple("Shape", "rows columns")
