// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.scalar;

import dev.lanewise.Activation;
import dev.lanewise.AdamRates;
import dev.lanewise.Backend;
import dev.lanewise.Loss;
import dev.lanewise.Matrix;

/** The operations of {@link Backend} in one precision, on arguments that have been checked. */
interface Reference {
    void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c);

    void gemv(double alpha, Matrix a, Matrix x, double beta, Matrix y);

    void activate(Activation f, Matrix z, Matrix a);

    void derivative(Activation f, Matrix z, Matrix d);

    void derivativeFromOutput(Activation f, Matrix a, Matrix d);

    void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz);

    void exp(Matrix x, Matrix y);

    void log(Matrix x, Matrix y);

    void add(Matrix x, Matrix y, Matrix z);

    void hadamard(Matrix x, Matrix y, Matrix z);

    void scale(double alpha, Matrix x, Matrix y);

    void columnSums(Matrix x, Matrix s);

    double sum(Matrix x);

    void softmax(Matrix z, Matrix p);

    void softmaxBackward(Matrix dp, Matrix p, Matrix dz);

    double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient);

    void descend(Matrix theta, Matrix gradient, double rate, double decay);

    void descendMomentum(Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay);

    void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay);
}
