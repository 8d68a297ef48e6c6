// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.AdamRates;
import dev.lanewise.Arguments;
import dev.lanewise.Backend;
import dev.lanewise.Matrix;

/** How parameters follow their gradients; {@link Backend} states the formulas. */
public sealed interface Optimizer {
    /** The L2 penalty ½λ|θ|² on all parameters; it acts on the gradient and is not part of the reported loss. */
    double decay();

    /** A fresh state for these parameters. */
    State start(Matrix parameters);

    /** What an optimiser remembers between updates. */
    interface State {
        /** One update: θ follows the gradient at this learning rate. */
        void update(Backend backend, Matrix theta, Matrix gradient, double rate);
    }

    /** θ ← θ − η·(g + λθ). */
    static Optimizer descent() {
        return new Descent(0);
    }

    /** Gradient descent with momentum μ. */
    static Optimizer momentum(double momentum) {
        return new Momentum(momentum, 0);
    }

    /** Adam with the paper's constants. */
    static Optimizer adam() {
        return new Adam(AdamRates.USUAL, 0);
    }

    /** Gradient descent: {@link Backend#descend}. */
    record Descent(double decay) implements Optimizer {
        public Descent {
            Arguments.notNegative("decay", decay);
        }

        @Override
        public State start(Matrix parameters) {
            return (backend, theta, gradient, rate) -> backend.descend(theta, gradient, rate, decay);
        }
    }

    /** Gradient descent with momentum: {@link Backend#descendMomentum}. */
    record Momentum(double momentum, double decay) implements Optimizer {
        public Momentum {
            Arguments.fraction("momentum", momentum);
            Arguments.notNegative("decay", decay);
        }

        @Override
        public State start(Matrix parameters) {
            Arguments.present("parameters", parameters);
            Matrix velocity = Matrix.zeros(parameters.rows(), parameters.cols(), parameters.precision());
            return (backend, theta, gradient, rate) ->
                    backend.descendMomentum(theta, velocity, gradient, rate, momentum, decay);
        }
    }

    /** Adam: {@link Backend#descendAdam}. */
    record Adam(AdamRates rates, double decay) implements Optimizer {
        public Adam {
            Arguments.present("rates", rates);
            Arguments.notNegative("decay", decay);
        }

        @Override
        public State start(Matrix parameters) {
            Arguments.present("parameters", parameters);
            Matrix m = Matrix.zeros(parameters.rows(), parameters.cols(), parameters.precision());
            Matrix v = Matrix.zeros(parameters.rows(), parameters.cols(), parameters.precision());
            int[] steps = new int[1];
            return (backend, theta, gradient, rate) -> {
                int step = Math.addExact(steps[0], 1);
                backend.descendAdam(theta, m, v, gradient, rates, step, rate, decay);
                steps[0] = step;
            };
        }
    }
}
