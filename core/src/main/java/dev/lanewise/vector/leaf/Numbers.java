// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

/** The numbers of an elementwise operation, rounded to the precision of its operands; each uses those that it knows. */
public final class Numbers {
    /** α of a scaling. */
    public double alpha;
    /** r = 1/n of a loss. */
    public double share;
    /** η of an update, or Adam's a. */
    public double rate;
    /** λ. */
    public double decay;
    /** μ. */
    public double momentum;

    public double beta1;
    public double beta2;
    /** Adam's b. */
    public double rootCorrection;

    public double epsilon;
}
