#!/usr/bin/env python3
"""Writes the table of runtime_optim_test.cpp: what each optimizer does, computed apart from it, in 50 decimal digits.

The gradient is g(x) = x^3 - 2 x + 1/2, from x = 3/2. Each rule is written down here from its paper (the citations stand in
retrograd/optim.h), with the state as the paper has it.
"""
from decimal import Decimal as D, getcontext

getcontext().prec = 50
half = D(1) / 2


def slope(x):
    return x ** 3 - 2 * x + half


def sgd(a, decay=D(0)):
    x = D("1.5")
    while True:
        x -= a * (slope(x) + decay * x)
        yield x


def momentum(a, b, decay=D(0)):
    x, delta = D("1.5"), D(0)
    while True:
        delta = a * (slope(x) + decay * x) + b * delta
        x -= delta
        yield x


def nesterov(a, b):
    """In Sutskever's form, with the gradient at the point looked ahead to; yields that point."""
    x, velocity = D("1.5"), D(0)
    while True:
        ahead = x + b * velocity
        velocity = b * velocity - a * slope(ahead)
        x += velocity
        yield x + b * velocity


def adagrad(a, e):
    x, total = D("1.5"), D(0)
    while True:
        g = slope(x)
        total += g * g
        x -= a / (total.sqrt() + e) * g
        yield x


def rmsprop(a, keep, e, b=D(0), centred=False):
    x, n, mean, delta = D("1.5"), D(0), D(0), D(0)
    while True:
        g = slope(x)
        n = keep * n + (1 - keep) * g ** 2
        mean = keep * mean + (1 - keep) * g
        root = (n - mean ** 2 if centred else n).sqrt() + e
        delta = b * delta - a * g / root
        x += delta
        yield x


def adam(a, b1, b2, e, amsgrad=False, decay=D(0), decoupled=D(0)):
    x, m, v, most, t = D("1.5"), D(0), D(0), D(0), 0
    while True:
        t += 1
        g = slope(x) + decay * x
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        most = max(most, v)
        m_hat = m / (1 - b1 ** t)
        v_hat = (most if amsgrad else v) / (1 - b2 ** t)
        x = x - a * m_hat / (v_hat.sqrt() + e) - a * decoupled * x
        yield x


def d(text):
    return D(text)


rows = [
    ("Sgd{.learning_rate = 0.1}", sgd(d("0.1"))),
    ("Sgd{.learning_rate = 0.1, .weight_decay = 0.3}", sgd(d("0.1"), d("0.3"))),
    ("Momentum{.learning_rate = 0.05, .beta = 0.8}", momentum(d("0.05"), d("0.8"))),
    ("Momentum{.learning_rate = 0.05, .beta = 0.8, .weight_decay = 0.3}", momentum(d("0.05"), d("0.8"), d("0.3"))),
    ("Nesterov{.learning_rate = 0.05, .beta = 0.8}", nesterov(d("0.05"), d("0.8"))),
    ("AdaGrad{.learning_rate = 0.2, .epsilon = 1e-6}", adagrad(d("0.2"), d("1e-6"))),
    ("RmsProp{.learning_rate = 0.02, .keep = 0.9, .epsilon = 1e-5}", rmsprop(d("0.02"), d("0.9"), d("1e-5"))),
    ("RmsProp{.learning_rate = 0.02, .keep = 0.9, .epsilon = 1e-5, .momentum = 0.5}",
     rmsprop(d("0.02"), d("0.9"), d("1e-5"), d("0.5"))),
    ("RmsProp{.learning_rate = 0.02, .keep = 0.9, .epsilon = 1e-5, .momentum = 0.5, .centred = true}",
     rmsprop(d("0.02"), d("0.9"), d("1e-5"), d("0.5"), True)),
    ("Adam{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9}", adam(d("0.1"), d("0.8"), d("0.9"), d("1e-8"))),
    ("Adam{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9, .amsgrad = true}",
     adam(d("0.1"), d("0.8"), d("0.9"), d("1e-8"), True)),
    ("Adam{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9, .weight_decay = 0.3}",
     adam(d("0.1"), d("0.8"), d("0.9"), d("1e-8"), False, d("0.3"))),
    ("AdamW{.learning_rate = 0.1, .beta1 = 0.8, .beta2 = 0.9, .weight_decay = 0.3}",
     adam(d("0.1"), d("0.8"), d("0.9"), d("1e-8"), False, d(0), d("0.3"))),
]
for text, trace in rows:
    xs = [next(trace) for _ in range(20)]
    print(f"    {{{text},")
    print(f"     {{{xs[0]:.17f}, {xs[1]:.17f}, {xs[4]:.17f}, {xs[19]:.17f}}}}},")
