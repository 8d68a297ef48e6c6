// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;

/** How the weights of a layer begin: uniform in [−l, l), with a limit l that keeps the signal's size through the layers. */
public enum Initialization {
    /** l = √(6/(in + out)): for sigmoid, tanh and linear (Glorot and Bengio, AISTATS 2010, eq. 16). */
    XAVIER,
    /** l = √(6/in): for ReLU (He, Zhang, Ren and Sun, ICCV 2015, eq. 10, as a uniform distribution). */
    HE,
    /** l = 1/√in, the usual default of PyTorch's linear layer. */
    UNIFORM;

    /** The one that suits the activation. */
    public static Initialization suiting(Activation activation) {
        return activation == Activation.RELU ? HE : XAVIER;
    }

    double limit(int in, int out) {
        return switch (this) {
            case XAVIER -> Math.sqrt(6.0 / ((double) in + out));
            case HE -> Math.sqrt(6.0 / in);
            case UNIFORM -> 1 / Math.sqrt(in);
        };
    }

    void fill(float[] weights, int from, int in, int out, SplitMix random) {
        double limit = limit(in, out);
        for (int i = from; i < from + in * out; i++) {
            weights[i] = (float) (limit * (2 * random.nextUnit() - 1));
        }
    }
}
