# Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
"""Trains an MLPClassifier of scikit-learn and saves its coefficients; FromScikitLearn.java answers with them.

    pip install scikit-learn
    python scikit_learn.py iris.npz
"""

import sys

import numpy as np
from sklearn.datasets import load_iris
from sklearn.neural_network import MLPClassifier

x, y = load_iris(return_X_y=True)
model = MLPClassifier((8,), activation="tanh", max_iter=2000, random_state=1).fit(x, y)
arrays = {"coefs_%d" % i: w for i, w in enumerate(model.coefs_)}
arrays |= {"intercepts_%d" % i: b for i, b in enumerate(model.intercepts_)}
np.savez(sys.argv[1], **arrays)
print("answer for the first flower:", model.predict_proba(x[:1])[0].tolist())
