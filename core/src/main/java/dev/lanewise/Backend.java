// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/**
 * The kernels of the forward and the backward pass.
 *
 * <p><b>One definition per operation.</b> Each method states the exact sequence of IEEE 754 binary32 operations, in
 * round to nearest even, that makes one element of its result; {@code fma(a, b, c)} is a·b + c rounded once. Every
 * implementation follows it, so the same input gives the same bits on every backend, lane width, thread count,
 * processor and compiler tier. Only the payload of a NaN is left open. The definitions of exp, ln, σ, σ′, tanh
 * and tanh′ are the methods of {@code dev.lanewise.scalar.Functions}; their maximum error is stated there.
 *
 * <p><b>Arguments.</b> A call checks everything before it writes anything: a null throws
 * {@link NullPointerException}, a shape that does not fit, an output in which elements share places, an overlap that is
 * not allowed, or a number out of range throws {@link IllegalArgumentException}, and a closed backend throws
 * {@link IllegalStateException}; the message names the argument, its value and what was expected, and all outputs are
 * as they were. In elementwise operations an output may be the very view of an input (in place), or share no element
 * with it. Empty matrices are welcome everywhere. NaN and infinities take part as the definitions say; zeros are never
 * skipped.
 *
 * <p><b>Threads.</b> A backend may be used by any number of threads at once. A call returns when its work is done.
 */
public interface Backend extends AutoCloseable {
    /** The name by which reports speak of it, such as {@code scalar} or {@code vector-512}. */
    String name();

    /**
     * Matrix multiply: C ← α·A·B + β·C.
     *
     * <pre>
     * s ← β = 0 ? 0 : β·C[i,j];   for p = 0 … k−1:  s ← fma(α·A[i,p], B[p,j], s);   C[i,j] ← s
     * </pre>
     *
     * A is m x k, B is k x n, C is m x n; any strides, so {@link Matrix#t()} covers every transposed form. The sum is
     * one chain in ascending p, whatever the blocking. Where β is 0, C is not read; where α is 0 the loop over p is
     * empty, and neither A nor B is read. C shares no element with A or B. Error: at most γ(k + 2)·(|α||A||B| + |β||C|)
     * elementwise, with γ(k) = ku/(1 − ku), u = 2⁻²⁴ (Higham, <i>Accuracy and Stability of Numerical Algorithms</i>,
     * 2nd ed., §3.5).
     */
    void gemm(float alpha, Matrix a, Matrix b, float beta, Matrix c);

    /**
     * A ← f(Z), elementwise.
     *
     * <pre>
     * IDENTITY  z
     * SIGMOID   σ(z), at most 1 ULP; σ(0) = ½, σ(−∞) = 0, σ(+∞) = 1
     * TANH      tanh z, at most 1 ULP; tanh(±0) = ±0
     * RELU      z ≤ 0 ? +0 : z
     * </pre>
     *
     * f(NaN) is NaN. In place where {@code a} is the view {@code z}.
     */
    void activate(Activation f, Matrix z, Matrix a);

    /**
     * D ← f′(Z), elementwise, from the input of the activation: accurate over the whole range.
     *
     * <pre>
     * IDENTITY  1                  (also where z is NaN)
     * SIGMOID   σ′(z) = e⁻ᶻ / (1 + e⁻ᶻ)², compensated, at most 1 ULP; an even function, σ′(0) = ¼, σ′(±∞) = 0
     * TANH      tanh′(z) = 4·σ′(2z), at most 1 ULP
     * RELU      z ≤ 0 ? 0 : z > 0 ? 1 : z
     * </pre>
     */
    void derivative(Activation f, Matrix z, Matrix d);

    /**
     * D ← f′ expressed by the activation's output a, elementwise.
     *
     * <pre>
     * IDENTITY  1
     * SIGMOID   a·(1 − a)
     * TANH      (1 − a)·(1 + a)
     * RELU      as from the input
     * </pre>
     *
     * Within 1.5 ULP for the given a; but a itself is rounded, so that for σ and z &gt; 17.4 the result is 0 where
     * σ′(z) is still 3·10⁻⁸. Use {@link #derivative} where that matters.
     */
    void derivativeFromOutput(Activation f, Matrix a, Matrix d);

    /**
     * dZ ← dA ⊙ f′, elementwise, from the output of the activation: the step of the backward pass through f.
     *
     * <pre>
     * IDENTITY  dA
     * SIGMOID   (dA·(1 − a))·a
     * TANH      (dA·(1 − a))·(1 + a)
     * RELU      a ≤ 0 ? +0 : dA
     * </pre>
     *
     * In place where {@code dz} is the view {@code da} or the view {@code a}.
     */
    void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz);

    /** Y ← σ(X): {@link #activate} with {@link Activation#SIGMOID}. */
    default void sigmoid(Matrix x, Matrix y) {
        activate(Activation.SIGMOID, x, y);
    }

    /** D ← σ′(Z) from the input: {@link #derivative} with {@link Activation#SIGMOID}. */
    default void sigmoidDerivative(Matrix z, Matrix d) {
        derivative(Activation.SIGMOID, z, d);
    }

    /** D ← A ⊙ (1 − A), σ′ from the output: {@link #derivativeFromOutput} with {@link Activation#SIGMOID}. */
    default void sigmoidDerivativeFromOutput(Matrix a, Matrix d) {
        derivativeFromOutput(Activation.SIGMOID, a, d);
    }

    /** dZ ← dA ⊙ A ⊙ (1 − A): {@link #activationBackward} with {@link Activation#SIGMOID}. */
    default void sigmoidBackward(Matrix da, Matrix a, Matrix dz) {
        activationBackward(Activation.SIGMOID, da, a, dz);
    }

    /** Y ← eˣ, elementwise; at most 1.01 ULP, subnormal results included; e⁻∞ = 0, overflow gives +∞. */
    void exp(Matrix x, Matrix y);

    /** Y ← ln X, elementwise; at most 1 ULP; ln(±0) = −∞, NaN below zero. */
    void log(Matrix x, Matrix y);

    /** Z ← X + Y, elementwise. In place where {@code z} is the view {@code x} or {@code y}. */
    void add(Matrix x, Matrix y, Matrix z);

    /** Z ← X ⊙ Y, elementwise. In place where {@code z} is the view {@code x} or {@code y}. */
    void multiply(Matrix x, Matrix y, Matrix z);

    /** Y ← α·X, elementwise; α = 1 copies. In place where {@code y} is the view {@code x}. */
    void scale(float alpha, Matrix x, Matrix y);

    /**
     * S ← the sums of X's columns, a single row.
     *
     * <pre>
     * s ← +0;   for i = 0 … rows−1:  s ← s + X[i,j];   S[0,j] ← s
     * </pre>
     */
    void columnSums(Matrix x, Matrix s);

    /**
     * The sum of all elements, in binary64.
     *
     * <pre>
     * lane l = 0 … 15:  sₗ ← +0;   for e = l, l + 16, l + 32 …:  sₗ ← sₗ + X[e]      (e counts row by row)
     * for h = 8, 4, 2, 1:  sₗ ← sₗ + sₗ₊ₕ for l &lt; h;   the result is s₀
     * </pre>
     */
    double sum(Matrix x);

    /**
     * P ← softmax(Z), row by row.
     *
     * <pre>
     * m ← the greatest of the row;   eⱼ ← exp(Z[i,j] − m)
     * lane l = 0 … 15:  sₗ ← +0;   for j = l, l + 16 …:  sₗ ← sₗ + eⱼ;   tree as in {@link #sum}, in binary32
     * P[i,j] ← eⱼ / s₀
     * </pre>
     *
     * A row that holds NaN or +∞, or nothing but −∞, becomes NaN.
     */
    void softmax(Matrix z, Matrix p);

    /**
     * dZ ← P ⊙ (dP − rowsum(dP ⊙ P)): the backward pass through {@link #softmax}.
     *
     * <pre>
     * lane l = 0 … 15:  sₗ ← +0;   for j = l, l + 16 …:  sₗ ← fma(dP[i,j], P[i,j], sₗ);   tree as in {@link #sum}
     * dZ[i,j] ← P[i,j]·(dP[i,j] − s₀)
     * </pre>
     *
     * In place where {@code dz} is the view {@code dp} or {@code p}.
     */
    void softmaxBackward(Matrix dp, Matrix p, Matrix dz);

    /**
     * The value of a loss, and its gradient by the prediction, in one call. With r ← 1/n rounded to binary32, where n
     * counts the elements (for softmax cross entropy: the rows), each element contributes a term and a gradient:
     *
     * <pre>
     * MEAN_SQUARED_ERROR                 d ← p − t;        term d·d;        gradient (2·d)·r
     * BINARY_CROSS_ENTROPY               term −fma(t, max(ln p, −100), (1 − t)·max(ln1p(−p), −100))
     *                                    gradient ((p − t) / max(p·(1 − p), 10⁻¹²))·r
     * BINARY_CROSS_ENTROPY_FROM_LOGITS   e ← exp(−|z|);    f ← e / (1 + e)
     *                                    term fma(−z, t, max(z, 0)) + ln1p(e)
     *                                    gradient (z ≥ 0 ? (1 − t) − f : f − t)·r
     * SOFTMAX_CROSS_ENTROPY              term t = 0 ? 0 : t·(ln s₀ − (z − m));  gradient (softmax(z) − t)·r
     * </pre>
     *
     * The value is {@link #sum} of the terms (as one row-by-row matrix) divided by n, in binary64; 0 if there are none.
     * The bounds −100 and 10⁻¹² are PyTorch's. With targets in [0, 1] and finite predictions, those of
     * BINARY_CROSS_ENTROPY in [0, 1], nothing is NaN.
     * {@code gradient} may be the view {@code prediction}.
     *
     * @return the mean loss
     */
    double loss(Loss loss, Matrix prediction, Matrix target, Matrix gradient);

    /**
     * Gradient descent: θ ← θ − η·(g + λθ).
     *
     * <pre>
     * d ← fma(λ, θ, g);   θ ← fma(−η, d, θ)
     * </pre>
     *
     * @param rate η, finite and not negative
     * @param decay λ of the L2 penalty ½λ|θ|², finite and not negative
     */
    void descend(Matrix theta, Matrix gradient, float rate, float decay);

    /**
     * Gradient descent with momentum: the velocity v is kept between calls.
     *
     * <pre>
     * d ← fma(λ, θ, g);   v ← fma(μ, v, d);   θ ← fma(−η, v, θ)
     * </pre>
     *
     * @param momentum μ in [0, 1)
     */
    void descendMomentum(Matrix theta, Matrix velocity, Matrix gradient, float rate, float momentum, float decay);

    /**
     * Adam (Kingma and Ba, <i>Adam: A Method for Stochastic Optimization</i>, 2015, Algorithm 1): the moments m and v
     * are kept between calls. With a ← η/(1 − β₁ᵗ) and b ← 1/√(1 − β₂ᵗ), computed in binary64 with
     * {@link StrictMath} and rounded to binary32:
     *
     * <pre>
     * d ← fma(λ, θ, g);   m ← fma(β₁, m, (1 − β₁)·d);   v ← fma(β₂, v, ((1 − β₂)·d)·d)
     * θ ← fma(−a, m / fma(√v, b, ε), θ)
     * </pre>
     *
     * @param step t, counted from 1
     */
    void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, float rate, float decay);

    /** The constants of {@link #descendAdam}. */
    record AdamRates(float beta1, float beta2, float epsilon) {
        /** β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸, as in the paper. */
        public static final AdamRates USUAL = new AdamRates(0.9f, 0.999f, 1e-8f);

        public AdamRates {
            Arguments.fraction("beta1", beta1);
            Arguments.fraction("beta2", beta2);
            Arguments.notNegative("epsilon", epsilon);
        }

        /** a = η/(1 − β₁ᵗ). */
        public float stepSize(float rate, int step) {
            return (float) (rate / (1 - StrictMath.pow(beta1, step)));
        }

        /** b = 1/√(1 − β₂ᵗ). */
        public float rootCorrection(int step) {
            return (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, step)));
        }
    }

    /**
     * A dense layer forward: Y ← f(X·W + b). X is batch x in, W is in x out, b is a row of out elements.
     *
     * <p>Defined as the composite {@code gemm(1, x, w, 0, y); add(y, bias, y); activate(f, y, y)}; an implementation
     * may fuse it, to the same bits.
     */
    default void denseForward(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        Arguments.dense(x, w, bias, f, y);
        gemm(1, x, w, 0, y);
        add(y, bias.repeated(y.rows()), y);
        activate(f, y, y);
    }

    /**
     * A dense layer backward: from the gradient by the output Y to those by the weights, the bias and the input.
     *
     * <pre>
     * dZ ← dY ⊙ f′(Y);   dW ← Xᵀ·dZ;   db ← column sums of dZ;   dX ← dZ·Wᵀ
     * </pre>
     *
     * Defined as the composite of {@link #activationBackward}, {@link #gemm}, {@link #columnSums} and {@link #gemm}.
     * {@code dz} is room for the intermediate result and may be the view {@code dy}. {@code dx} with no elements
     * (0 x 0) means that it is not wanted, as in the first layer.
     */
    default void denseBackward(
            Matrix x, Matrix w, Activation f, Matrix y, Matrix dy, Matrix dz, Matrix dw, Matrix dbias, Matrix dx) {
        Arguments.denseBackward(x, w, f, y, dy, dz, dw, dbias, dx);
        activationBackward(f, dy, y, dz);
        gemm(1, x.t(), dz, 0, dw);
        columnSums(dz, dbias);
        if (dx.rows() > 0 || dx.cols() > 0) {
            gemm(1, dz, w.t(), 0, dx);
        }
    }

    /**
     * Ends the threads; the memory goes with the object. Later calls throw {@link IllegalStateException}; closing twice is harmless. The
     * shared backends of {@link Backends} live as long as the JVM and ignore it.
     */
    @Override
    void close();
}
