"""Read the one weights file into the parts of the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from pipeline.tagger import forest
from pipeline.tagger.arrays import Floats
from pipeline.tagger.forest import Forest
from pipeline.tagger.network import Layer, Network
from pipeline.tagger.vocabulary import GROUPS, Vocabulary

FILE = "weights-1.npz"
Arrays = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything trained."""

    version: int
    vocabulary: Vocabulary
    grams: Floats  # 2 ** BITS x classes
    gram_bias: Floats
    first: tuple[Forest, Forest]  # removal, joint classes
    second: tuple[Forest, Forest]  # removal, kinds
    unspaced: Forest  # kinds on pages without blank lines
    network: Network
    levels: Forest
    category_grams: Floats  # 2 ** CATEGORY_BITS x categories
    category_bias: Floats
    categories: tuple[str, ...]
    net_shares: tuple[
        float, ...
    ]  # weight of the network beside a forest: for removal, for kinds, for kinds on unspaced pages
    calibration: tuple[Floats, Floats]  # knots: blended removal, share truly removed


def floats(array: NDArray[np.generic]) -> Floats:
    """Return an array as float32."""
    return array.astype(np.float32)


def read_weights() -> Weights:
    """Read the file that stands beside this module."""
    with (
        resources.files("pipeline.tagger").joinpath(FILE).open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        return from_arrays({name: stored[name] for name in stored.files})


def from_arrays(a: Arrays) -> Weights:
    """Unpack stored arrays; raises KeyError when one is missing."""
    return Weights(
        version=int(a["version"].item()),
        vocabulary=_vocabulary(a),
        grams=floats(a["grams.weights"]) * floats(a["grams.scale"]),
        gram_bias=floats(a["grams.bias"]),
        first=(_forest(a, "first.removal"), _forest(a, "first.joint")),
        second=(_forest(a, "second.removal"), _forest(a, "second.kind")),
        unspaced=_forest(a, "unspaced.kind"),
        network=_network(a),
        levels=_forest(a, "levels"),
        category_grams=floats(a["category.weights"]) * floats(a["category.scale"]),
        category_bias=floats(a["category.bias"]),
        categories=tuple(str(name) for name in a["category.names"]),
        net_shares=tuple(float(s) for s in floats(a["net_shares"])),
        calibration=(floats(a["calibration"])[0], floats(a["calibration"])[1]),
    )


def _vocabulary(a: Arrays) -> Vocabulary:
    weight = np.append(floats(a["vocabulary.weight"]), np.float32(1))
    groups = floats(np.unpackbits(a["vocabulary.groups"].astype(np.uint8), axis=1)[:, : len(GROUPS)])
    vectors = floats(a["vocabulary.vectors"]) * floats(a["vocabulary.scale"])
    return Vocabulary(
        hashes=a["vocabulary.hashes"].astype(np.uint64),
        groups=np.vstack([groups, np.zeros_like(groups[:1])]),
        vectors=np.vstack([vectors, np.zeros_like(vectors[:1])]) * weight[:, None],
        weight=weight,
    )


def _forest(a: Arrays, name: str) -> Forest:
    return forest.build(
        a[f"{name}.feature"].astype(np.int16),
        floats(a[f"{name}.threshold"]),
        a[f"{name}.left"].astype(np.int16),
        a[f"{name}.right"].astype(np.int16),
        floats(a[f"{name}.value"]),
        a[f"{name}.size"].astype(np.int16),
        int(a[f"{name}.classes"].item()),
    )


def _network(a: Arrays) -> Network:
    def part(name: str) -> Floats:
        return floats(a[f"network.{name}"])

    return Network(
        mean=part("mean"),
        spread=part("spread"),
        project=part("project"),
        inner=part("inner"),
        inner_bias=part("inner_bias"),
        norm_gain=part("norm_gain"),
        norm_bias=part("norm_bias"),
        out=part("out"),
        out_bias=part("out_bias"),
        layers=tuple(
            Layer(part(f"layer{k}.into"), part(f"layer{k}.bias"), part(f"layer{k}.again")) for k in (0, 1)
        ),
    )
