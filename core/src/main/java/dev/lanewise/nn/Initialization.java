// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Activation;
import dev.lanewise.Matrix;

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

    void fill(Matrix weights, SplitMix random) {
        double limit = limit(weights.rows(), weights.cols());
        for (int i = 0; i < weights.rows(); i++) {
            for (int j = 0; j < weights.cols(); j++) {
                weights.set(i, j, limit * (2 * random.nextUnit() - 1));
            }
        }
    }
}
