# Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
"""Arrays that NumPy wrote, for the tests of the reader.

    pip install numpy
    python arrays.py ../resources/dev/lanewise/tensors
"""

import os
import sys

import numpy as np

folder = sys.argv[1]


def path(name):
    return os.path.join(folder, name)


for name in ("<f2", "<f4", ">f4", "<f8", ">f8", "|i1", "<i2", ">i2", "<i4", "<i8", "|u1", "<u2", ">u4", "<u8", "|b1"):
    kind = np.dtype(name)
    values = np.array([[0, 1, 2], [3, 100, 5]]) if name != "|b1" else np.array([[False, True, True], [True, False, False]])
    text = name.replace("<", "little-").replace(">", "big-").replace("|", "byte-")
    np.save(path("rows-%s.npy" % text), values.astype(kind))
np.save(path("columns-f8.npy"), np.asfortranarray(np.array([[0.5, 1, 2], [3, 4, 5]])))
np.save(path("vector.npy"), np.arange(5, dtype=np.float32))
np.save(path("number.npy"), np.float64(0.1))
np.save(path("empty.npy"), np.zeros((0, 3), np.float32))
np.save(path("cube.npy"), np.zeros((2, 2, 2), np.float32))
np.save(path("large-integers.npy"), np.array([2**53, 2**53 + 1, -(2**62)], np.int64))
np.save(path("objects.npy"), np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save(path("texts.npy"), np.array(["a", "bc"]))
np.save(path("complex.npy"), np.array([1j]))
np.save(path("record.npy"), np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f4")]))
weights = {"coefs_0": np.array([[1.0, 2, 3], [4, 5, 6]]), "intercepts_0": np.array([0.5, 0.25, 0.125])}
weights |= {"coefs_1": np.array([[7.0], [8], [9]]), "intercepts_1": np.array([-1.0])}
np.savez(path("stored.npz"), **weights)
np.savez_compressed(path("packed.npz"), **weights, zeros=np.zeros((200, 50), np.float32))
