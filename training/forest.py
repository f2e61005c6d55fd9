"""Train boosted trees on lines with their neighbourhood: for removal, and for the kind of a kept line."""

import lightgbm as lgb
import numpy as np

from training.paths import THREADS

COMMON = {
    "verbosity": -1,
    "seed": 5,
    "deterministic": True,
    "force_row_wise": True,
    "max_bin": 127,
    "min_data_in_leaf": 60,
    "lambda_l2": 10.0,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_depth": 8,
    "num_leaves": 31,
}
Forest = lgb.Booster


MEMBERS = (
    {"seed": 5},
    {"seed": 6, "extra_trees": True, "feature_fraction": 0.5},
    {"seed": 7, "feature_fraction": 0.1},
)


def fit_removal(X: np.ndarray, y: np.ndarray, w: np.ndarray, *, rounds: int, member: int = 0) -> Forest:
    """Fit one member of an ensemble whose raw scores are averaged; members differ in how trees are drawn."""
    params = {
        **COMMON,
        "objective": "binary",
        "learning_rate": 0.07,
        "feature_fraction": 0.2,
        "num_threads": THREADS,
    }
    params |= MEMBERS[member]
    return lgb.train(params, lgb.Dataset(X, y.astype(int), weight=w), rounds)


def fit_kind(X: np.ndarray, y: np.ndarray, w: np.ndarray, *, classes: int, rounds: int) -> Forest:
    params = {
        **COMMON,
        "objective": "multiclass",
        "num_class": classes,
        "learning_rate": 0.14,
        "feature_fraction": 0.2,
        "num_threads": THREADS,
        "num_leaves": 23,
        "max_depth": 7,
    }
    return lgb.train(params, lgb.Dataset(X, y.astype(int), weight=w), rounds)
