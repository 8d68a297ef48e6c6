// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;

/** What a pass keeps of one node: its value, and the gradient by it, which grows by what each of its readers contributes. */
final class Value {
    static final Matrix NONE = Matrix.zeros(0, 0);

    private final Backend backend;
    /** Empty where no gradient is wanted. */
    private final Matrix gradient;
    /** Room for a contribution that is then added to others, where a node has several readers. */
    private final Matrix contribution;

    private Matrix value;
    private boolean begun;

    Value(Backend backend, Matrix value, Matrix gradient, Matrix contribution) {
        this.backend = backend;
        this.value = value;
        this.gradient = gradient;
        this.contribution = contribution;
    }

    Matrix get() {
        return value;
    }

    /** For an input, whose value is a view of what the network is given. */
    void set(Matrix value) {
        this.value = value;
    }

    Matrix gradient() {
        return gradient;
    }

    boolean wantsGradient() {
        return !gradient.isEmpty();
    }

    /** Before the backward pass. */
    void reset() {
        begun = false;
    }

    /** Where the next contribution to the gradient goes: the first straight into it. */
    Matrix room() {
        return begun ? contribution : gradient;
    }

    /** Takes in what was written to {@link #room}. */
    void gather() {
        if (wantsGradient()) {
            if (begun) {
                backend.add(gradient, contribution, gradient);
            }
            begun = true;
        }
    }

    /** Takes in a contribution that lies elsewhere. */
    void gather(Matrix elsewhere) {
        if (begun) {
            backend.add(gradient, elsewhere, gradient);
        } else if (wantsGradient()) {
            backend.copy(elsewhere, gradient);
        }
        begun = wantsGradient();
    }
}
