"""Turn trained parts into the small arrays that ship."""

import lightgbm as lgb
import numpy as np
import torch


def forest_arrays(model: lgb.Booster, name: str, classes: int) -> dict[str, np.ndarray]:
    """Return the stored form of a forest: see tagger.forest.build."""
    feature, threshold, left, right, value, size = [], [], [], [], [], []
    for block in model.model_to_string().split("\nTree=")[1:]:
        d = dict(line.split("=", 1) for line in block.split("\n") if "=" in line)
        value += [float(v) for v in d["leaf_value"].split()]
        if "split_feature" not in d or int(d["num_leaves"]) == 1:
            size.append(0)
            continue
        f = [int(v) for v in d["split_feature"].split()]
        feature += f
        threshold += [float(v) for v in d["threshold"].split()]
        left += [int(v) for v in d["left_child"].split()]
        right += [int(v) for v in d["right_child"].split()]
        size.append(len(f))
    return {
        f"{name}.feature": np.array(feature, np.int16),
        f"{name}.threshold": _rounded_down(np.array(threshold)),
        f"{name}.left": np.array(left, np.int16),
        f"{name}.right": np.array(right, np.int16),
        f"{name}.value": np.array(value, np.float16),
        f"{name}.size": np.array(size, np.int16),
        f"{name}.classes": np.array(classes),
    }


def averaged_arrays(models: list[lgb.Booster], name: str) -> dict[str, np.ndarray]:
    """Return one stored forest whose scores are the mean of those of several."""
    parts = [forest_arrays(m, name, 1) for m in models]
    out = {k: np.concatenate([p[k] for p in parts]) for k in parts[0] if not k.endswith(".classes")}
    out[f"{name}.value"] = (out[f"{name}.value"].astype(np.float32) / len(models)).astype(np.float16)
    return {**out, f"{name}.classes": np.array(1)}


def _rounded_down(values: np.ndarray) -> np.ndarray:
    """Round to float32 towards minus infinity: the same facts then stand on the same side as before."""
    near = values.astype(np.float32)
    return np.where(near > values, np.nextafter(near, np.float32(-np.inf)), near).astype(np.float32)


def network_arrays(saved: list[dict], name: str = "network") -> dict[str, np.ndarray]:
    """Stack members of one plan, gates reordered to input, forget, output, cell and halved for tanh."""

    def stack(key: str, turn: bool) -> np.ndarray:
        rows = [s["state"][key].numpy() for s in saved]
        return np.stack([r.T if turn else r for r in rows]).astype(np.float16)

    out = {
        "mean": saved[0]["mean"].astype(np.float32),
        "spread": saved[0]["std"].astype(np.float32),
        "project": stack("project.weight", True),
        "inner": stack("inner.weight", True),
        "inner_bias": stack("inner.bias", False),
        "norm_gain": stack("norm.weight", False),
        "norm_bias": stack("norm.bias", False),
        "out": stack("out.weight", True),
        "out_bias": stack("out.bias", False),
    }
    for k in range(2):
        into, bias, again = [], [], []
        for s in saved:
            parts = [
                [_gates(s["state"][f"layers.{k}.rnn.{p}_l0{r}"].numpy()) for r in ("", "_reverse")]
                for p in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            ]
            into.append(np.concatenate([w.T for w in parts[0]], axis=1))
            again += [w.T for w in parts[1]]
            bias.append(np.concatenate([a + b for a, b in zip(parts[2], parts[3], strict=True)]))
        out |= {
            f"layer{k}.into": np.stack(into).astype(np.float16),
            f"layer{k}.bias": np.stack(bias).astype(np.float16),
            f"layer{k}.again": np.stack(again).astype(np.float16),
        }
    return {f"{name}.{key}": v for key, v in out.items()}


def _gates(w: np.ndarray) -> np.ndarray:
    """Torch orders gates input, forget, cell, output."""
    i, f, g, o = np.split(w, 4)
    return np.concatenate([i * 0.5, f * 0.5, o * 0.5, g])


def to_half(model: torch.nn.Module) -> None:
    """Round weights to float16 in place, so that what is measured is what ships."""
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(p.half().float())
