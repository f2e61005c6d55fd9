"""Train the sequence network: line facts and word vectors, two recurrent layers both ways, eleven labels."""

import random
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from training.corpus import LABELS

MAX_LINES = 200


@dataclass(frozen=True, slots=True)
class Plan:
    hidden: int = 80
    inner: int = 128
    project: int = 48
    drop: float = 0.3
    epochs: int = 10
    rate: float = 2e-3
    seed: int = 1
    batch: int = 24
    near: float = 0.5
    full: float = 0.12
    aug: float = 0.4


class Recurrent(nn.Module):
    """One layer both ways over padded pages: x is pages x lines x d."""

    def __init__(self, d: int, hidden: int) -> None:
        super().__init__()
        self.rnn = nn.LSTM(d, hidden, batch_first=True, bidirectional=True)

    def forward(self, x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        out, _ = nn.utils.rnn.pad_packed_sequence(
            self.rnn(packed)[0], batch_first=True, total_length=x.shape[1]
        )
        return out


class Net(nn.Module):
    def __init__(self, facts: int, vector: int, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.project = nn.Linear(vector, plan.project, bias=False)
        self.inner = nn.Linear(facts + plan.project, plan.inner)
        self.norm = nn.LayerNorm(plan.inner)
        self.drop = nn.Dropout(plan.drop)
        self.layers = nn.ModuleList(
            [Recurrent(plan.inner, plan.hidden), Recurrent(2 * plan.hidden, plan.hidden)]
        )
        self.out = nn.Linear(2 * plan.hidden + plan.inner, len(LABELS))

    def forward(self, x: torch.Tensor, e: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        if self.training:
            keep = (torch.rand(x.shape[0], 1, x.shape[2]) > 0.08).float()
            x = x * keep
            e = F.dropout(e, 0.15, True)
        h = self.norm(self.inner(torch.cat([x, self.project(e)], 2)))
        h = self.drop(F.relu(h))
        r = h
        for layer in self.layers:
            r = self.drop(layer(r, lengths))
        return self.out(torch.cat([r, h], 2))


@dataclass(slots=True)
class Item:
    """One page: x n x facts (standardised), e n x d, ok n x labels, scored n."""

    x: np.ndarray
    e: np.ndarray
    ok: np.ndarray
    scored: np.ndarray
    variant: str
    factor: float  # what its lines count, beside what its variant says


WEIGHT = {"rs": 1.0, "near": 0.6, "full": 0.5, "tight": 0.5, "aug": 0.5}


def crop(item: Item, rng: random.Random) -> tuple[np.ndarray, ...]:
    n = len(item.x)
    lo, hi = 0, n
    if n > MAX_LINES:
        body = np.flatnonzero(item.scored & ~item.ok[:, 0])
        if len(body) and rng.random() < 0.6:
            middle = int(body[rng.randrange(len(body))])
            lo = min(max(0, middle - rng.randrange(MAX_LINES)), n - MAX_LINES)
        else:
            lo = rng.randrange(n - MAX_LINES + 1)
        hi = lo + MAX_LINES
    rows = np.arange(lo, hi)
    if rng.random() < 0.3 and len(rows) > 8:
        keep = np.array([rng.random() > 0.06 for _ in rows])
        rows = rows[keep]
    weight = np.float32(WEIGHT[item.variant] * item.factor)
    return item.x[rows], item.e[rows], item.ok[rows], item.scored[rows] * weight


def collate(parts: list[tuple[np.ndarray, ...]]) -> tuple[torch.Tensor, ...]:
    n = max(len(p[0]) for p in parts)
    x = np.zeros((len(parts), n, parts[0][0].shape[1]), np.float32)
    e = np.zeros((len(parts), n, parts[0][1].shape[1]), np.float32)
    ok = np.zeros((len(parts), n, len(LABELS)), bool)
    w = np.zeros((len(parts), n), np.float32)
    for i, (px, pe, pok, ps) in enumerate(parts):
        x[i, : len(px)], e[i, : len(px)], ok[i, : len(px)] = px, pe, pok
        w[i, : len(px)] = ps / np.sqrt(len(px))
    return (*(torch.from_numpy(a) for a in (x, e, ok, w)), torch.tensor([len(p[0]) for p in parts]))


def fit(items: list[Item], plan: Plan) -> Net:
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)
    net = Net(items[0].x.shape[1], items[0].e.shape[1], plan)
    average = {k: v.clone() for k, v in net.state_dict().items()}
    opt = torch.optim.AdamW(net.parameters(), lr=plan.rate, weight_decay=0.03)
    by = {v: [i for i in items if i.variant == v] for v in ("rs", "near", "full", "tight", "aug")}
    shares = {"rs": 1.0, "near": plan.near, "full": plan.full, "tight": plan.full, "aug": plan.aug}
    size = sum(int(share * len(by[v])) for v, share in shares.items())
    total = plan.epochs * (size // plan.batch + 1)
    step = 0
    for _ in range(plan.epochs):
        chosen = by["rs"]
        for v, share in (("near", plan.near), ("full", plan.full), ("tight", plan.full), ("aug", plan.aug)):
            chosen = chosen + rng.sample(by[v], int(share * len(by[v])))
        chosen = sorted(chosen, key=lambda i: min(len(i.x), MAX_LINES) + rng.random() * 40)
        batches = [chosen[a : a + plan.batch] for a in range(0, len(chosen), plan.batch)]
        rng.shuffle(batches)
        net.train()
        for b in batches:
            step += 1
            done = step / total
            rate = plan.rate * (
                done / 0.08
                if done < 0.08
                else 0.5 * (1 + np.cos(np.pi * min(1.0, (done - 0.08) / 0.92))) + 0.005
            )
            for g in opt.param_groups:
                g["lr"] = rate
            x, e, ok, w, lengths = collate([crop(i, rng) for i in b])
            logp = F.log_softmax(net(x, e, lengths), 2)
            right = torch.logsumexp(torch.where(ok, logp, torch.full_like(logp, -30.0)), 2)
            loss = -((right + 0.02 * logp.mean(2)) * w).sum() / w.sum()
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            opt.step()
            keep = min(0.995, step / (step + 10))
            with torch.no_grad():
                for k, v in net.state_dict().items():
                    average[k].mul_(keep).add_(v, alpha=1 - keep)
    net.load_state_dict(average)
    return net.eval()


def predict(net: Net, items: list[Item]) -> np.ndarray:
    out = []
    with torch.inference_mode():
        for i in items:
            if len(i.x):
                logits = net(
                    torch.from_numpy(i.x)[None], torch.from_numpy(i.e)[None], torch.tensor([len(i.x)])
                )[0]
                out.append(torch.softmax(logits, 1).numpy())
    return np.concatenate(out)
