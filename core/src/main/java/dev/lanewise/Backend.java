// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * The kernels of the forward and the backward pass. To implement one, write {@link #name}, {@link #gemm},
 * {@link #requireOpen} and {@link #close}: everything else falls back on the scalar reference until it is overridden.
 *
 * <p><b>One definition per operation.</b> Each method states the exact sequence of IEEE 754 operations, in round to
 * nearest even, that makes one element of its result; {@code fma(a, b, c)} is a·b + c rounded once. All operations are
 * those of the operands' {@link Precision}, except where binary64 is named. Every implementation follows the definition,
 * so the same input gives the same bits on every backend, lane width, thread count, processor and compiler tier. Only the
 * payload of a NaN is left open. The definitions of exp, ln, σ, σ′, tanh and tanh′ are the methods of
 * {@link dev.lanewise.elementary.Binary32} and {@link dev.lanewise.elementary.Binary64}, their greatest errors those of
 * {@link dev.lanewise.elementary.ElementaryFunction}.
 *
 * <p><b>Precision.</b> The operands of a call have one precision, which is that of the operation. Numbers such as α, β
 * and η are given as double and rounded once to it.
 *
 * <p><b>Arguments.</b> A call checks everything before it writes anything: a closed backend throws
 * {@link IllegalStateException}, whatever the arguments; a null throws {@link NullPointerException}; another precision, a
 * shape that does not fit, an output in which elements share places, an overlap that is not allowed, or a number out of
 * range throws {@link IllegalArgumentException}. The message names the argument, its value and what was expected, and all
 * outputs are as they were. Where several arguments are wrong, the refusal is that of the checks in {@link Arguments}, in
 * their order. In elementwise operations an output may be the very view of an input (in place), or share no element
 * with it. Empty matrices are welcome everywhere. NaN and infinities take part as the definitions say; zeros are never
 * skipped.
 *
 * <p><b>Threads.</b> A backend may be used by any number of threads at once. A call returns when its work is done,
 * and keeps no reference to its arguments.
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
     * elementwise, with γ(k) = ku/(1 − ku) and the precision's u (Higham, <i>Accuracy and Stability of Numerical Algorithms</i>,
     * 2nd ed., §3.5), as long as (k + 2)u &lt; 1, which in single precision ends at 16 million steps, and nothing over- or
     * underflows: α is multiplied into A first, so that α·A must be in range where the result is.
     */
    void gemm(double alpha, Matrix a, Matrix b, double beta, Matrix c);

    /**
     * A matrix times a vector: y ← α·A·x + β·y.
     *
     * <pre>
     * lane l = 0 … 15:  sₗ ← +0;   for p = l, l + 16 … &lt; k:  sₗ ← fma(A[i,p], x[p], sₗ);   tree as in {@link #sum}
     * y[i] ← fma(α, s₀, β = 0 ? +0 : β·y[i])
     * </pre>
     *
     * A is m x k, x is k x 1, y is m x 1; any strides, so that {@link Matrix#t()} covers Aᵀ·x. Its order of additions is not that of
     * {@link #gemm}: sixteen chains keep vectors busy along a row, where a product has but one for each element. Where β is 0, y
     * is not read; where α is 0, neither A nor x is read, and s₀ is +0. y shares no element with A or x. Error: at most
     * γ(⌈k/16⌉ + 6)·(|α||A||x| + |β||y|), with γ as in {@link #gemm}.
     */
    default void gemv(double alpha, Matrix a, Matrix x, double beta, Matrix y) {
        requireOpen();
        Backends.scalar().gemv(alpha, a, x, beta, y);
    }

    /** A ← f(Z), elementwise, as {@link Activation} defines it. In place where {@code a} is the view {@code z}. */
    default void activate(Activation f, Matrix z, Matrix a) {
        requireOpen();
        Backends.scalar().activate(f, z, a);
    }

    /** D ← f′(Z), elementwise, from the input of the activation: accurate over the whole range. */
    default void derivative(Activation f, Matrix z, Matrix d) {
        requireOpen();
        Backends.scalar().derivative(f, z, d);
    }

    /** D ← f′ by the activation's output a, elementwise; use {@link #derivative} where σ′ far from 0 matters. */
    default void derivativeFromOutput(Activation f, Matrix a, Matrix d) {
        requireOpen();
        Backends.scalar().derivativeFromOutput(f, a, d);
    }

    /**
     * dZ ← dA ⊙ f′, elementwise, from the output of the activation: the step of the backward pass through f, as
     * {@link Activation} defines it. In place where {@code dz} is the view {@code da} or the view {@code a}.
     */
    default void activationBackward(Activation f, Matrix da, Matrix a, Matrix dz) {
        requireOpen();
        Backends.scalar().activationBackward(f, da, a, dz);
    }

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

    /** Y ← eˣ, elementwise, subnormal results included. In place where {@code y} is the view {@code x}. */
    default void exp(Matrix x, Matrix y) {
        requireOpen();
        Backends.scalar().exp(x, y);
    }

    /** Y ← ln X, elementwise. In place where {@code y} is the view {@code x}. */
    default void log(Matrix x, Matrix y) {
        requireOpen();
        Backends.scalar().log(x, y);
    }

    /** Z ← X + Y, elementwise. In place where {@code z} is the view {@code x} or {@code y}. */
    default void add(Matrix x, Matrix y, Matrix z) {
        requireOpen();
        Backends.scalar().add(x, y, z);
    }

    /** Z ← X ⊙ Y, elementwise. In place where {@code z} is the view {@code x} or {@code y}. */
    default void hadamard(Matrix x, Matrix y, Matrix z) {
        requireOpen();
        Backends.scalar().hadamard(x, y, z);
    }

    /** Y ← α·X, elementwise. In place where {@code y} is the view {@code x}. */
    default void scale(double alpha, Matrix x, Matrix y) {
        requireOpen();
        Backends.scalar().scale(alpha, x, y);
    }

    /** Y ← X, whatever the strides; defined as {@link #scale} with α = 1. */
    default void copy(Matrix x, Matrix y) {
        scale(1, x, y);
    }

    /**
     * S ← the sums of X's columns, a single row.
     *
     * <pre>
     * s ← +0;   for i = 0 … rows−1:  s ← s + X[i,j];   S[0,j] ← s
     * </pre>
     *
     * Error: at most γ(rows − 1)·Σ|X[i,j]|, with γ as in {@link #gemm}: one chain, which in single precision loses a digit with
     * every tenfold of rows and says nothing beyond 16 million. A training adds its gradients by row blocks instead.
     */
    default void columnSums(Matrix x, Matrix s) {
        requireOpen();
        Backends.scalar().columnSums(x, s);
    }

    /**
     * The sum of all elements, in binary64.
     *
     * <pre>
     * lane l = 0 … 15:  sₗ ← +0;   for e = l, l + 16, l + 32 …:  sₗ ← sₗ + X[e]      (e counts row by row)
     * for h = 8, 4, 2, 1:  sₗ ← sₗ + sₗ₊ₕ for l &lt; h;   the result is s₀
     * </pre>
     */
    default double sum(Matrix x) {
        requireOpen();
        return Backends.scalar().sum(x);
    }

    /**
     * P ← softmax(Z), row by row.
     *
     * <pre>
     * m ← the greatest of the row;   eⱼ ← exp(Z[i,j] − m)
     * lane l = 0 … 15:  sₗ ← +0;   for j = l, l + 16 …:  sₗ ← sₗ + eⱼ;   tree as in {@link #sum}
     * P[i,j] ← eⱼ / s₀
     * </pre>
     *
     * A row that holds NaN or +∞, or nothing but −∞, becomes NaN.
     */
    default void softmax(Matrix z, Matrix p) {
        requireOpen();
        Backends.scalar().softmax(z, p);
    }

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
    default void softmaxBackward(Matrix dp, Matrix p, Matrix dz) {
        requireOpen();
        Backends.scalar().softmaxBackward(dp, p, dz);
    }

    /**
     * The terms of a loss, summed, and its gradient by the prediction, in one call, for these rows of a batch of
     * {@code rows}: it may be cut into parts. With r ← 1/n, where n is {@link Loss#terms} of the whole batch, each element
     * contributes a term and a gradient:
     *
     * <pre>
     * MEAN_SQUARED_ERROR                 d ← p − t;        term d·d;        gradient (2·d)·r
     * BINARY_CROSS_ENTROPY               term −fma(t, max(ln p, −100), (1 − t)·max(ln1p(−p), −100))
     *                                    gradient ((p − t) / max(p·(1 − p), 10⁻¹²))·r
     * BINARY_CROSS_ENTROPY_FROM_LOGITS   e ← exp(−|z|);    f ← e / (1 + e)
     *                                    w ← z ≥ 0 ? 1 − t : −t;   term (w = 0 ? 0 : w·z) + ln1p(e)
     *                                    gradient (z ≥ 0 ? (1 − t) − f : f − t)·r
     * SOFTMAX_CROSS_ENTROPY              per row: m ← the greatest z, k ← its first place, e ← exp(z − m)
     *                                    q ← the sum of e without place k, T ← the sum of t, both in lanes and
     *                                    a tree as in {@link #softmax};  s ← 1 + q;  l ← q ≤ 1 ? ln1p(q) : ln s
     *                                    term t = 0 ? 0 : t·(l − (z − m)), where z − m is 0 at k
     *                                    gradient (T·(e/s) − t)·r, at k (fma(−t, q, T − t)/s)·r
     * </pre>
     *
     * So a row of targets that sums to 0 teaches nothing, one that sums to w counts w times, and a confident right answer
     * keeps the little that it costs: beside the 1 of the greatest, q is not lost.
     * The result is {@link #sum} of these rows' terms (as one row-by-row matrix), in binary64; 0 if there are none.
     * The bounds −100 and 10⁻¹² are PyTorch's. With targets in [0, 1], predictions of
     * BINARY_CROSS_ENTROPY in [0, 1] and others finite, nothing is NaN; an infinite logit of BINARY_CROSS_ENTROPY_FROM_LOGITS
     * costs 0 on the side of its target and +∞ on the other, and so does one +∞ in a row of SOFTMAX_CROSS_ENTROPY; a row of
     * nothing but −∞ becomes NaN.
     * {@code gradient} may be the view {@code prediction}.
     *
     * @param rows the rows of the batch, at least those of the prediction
     */
    default double lossSum(Loss loss, Matrix prediction, Matrix target, long rows, Matrix gradient) {
        requireOpen();
        return Backends.scalar().lossSum(loss, prediction, target, rows, gradient);
    }

    /** The mean loss of a whole batch, and its gradient: {@link #lossSum} divided by n in binary64; 0 if there are no terms. */
    default double loss(Loss loss, Matrix prediction, Matrix target, Matrix gradient) {
        double sum = lossSum(loss, prediction, target, prediction == null ? 0 : prediction.rows(), gradient);
        return prediction.isEmpty() ? 0 : sum / loss.terms(prediction.rows(), prediction.cols());
    }

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
    default void descend(Matrix theta, Matrix gradient, double rate, double decay) {
        requireOpen();
        Backends.scalar().descend(theta, gradient, rate, decay);
    }

    /**
     * Gradient descent with momentum: the velocity v is kept between calls.
     *
     * <pre>
     * d ← fma(λ, θ, g);   v ← fma(μ, v, d);   θ ← fma(−η, v, θ)
     * </pre>
     *
     * @param momentum μ in [0, 1)
     */
    default void descendMomentum(
            Matrix theta, Matrix velocity, Matrix gradient, double rate, double momentum, double decay) {
        requireOpen();
        Backends.scalar().descendMomentum(theta, velocity, gradient, rate, momentum, decay);
    }

    /**
     * Adam (Kingma and Ba, <i>Adam: A Method for Stochastic Optimization</i>, 2015, Algorithm 1): the moments m and v
     * are kept between calls. With a ← η/(1 − β₁ᵗ) and b ← 1/√(1 − β₂ᵗ), computed from the rounded
     * η, β₁ and β₂ in binary64 and rounded; the powers by squaring, p ← 1 and, for each binary digit of t from the lowest on,
     * p ← p·β where it is 1, then β ← β·β:
     *
     * <pre>
     * d ← fma(λ, θ, g);   d ← fma(0, d, max(−D, min(D, d)))
     * m ← fma(β₁, m, (1 − β₁)·d);   v ← fma(β₂, v, ((1 − β₂)·d)·d)
     * θ ← fma(−a, m = 0 ? 0 : m / fma(√v, b, ε), θ)
     * </pre>
     *
     * Without a gradient there is no move, even where ε is 0. D is 2⁶³ in single and 2⁵¹¹ in double precision, so that v does
     * not overflow, which would leave the parameter standing still for good; a gradient that is not finite becomes NaN.
     *
     * @param step t, counted from 1
     */
    default void descendAdam(
            Matrix theta, Matrix m, Matrix v, Matrix gradient, AdamRates rates, int step, double rate, double decay) {
        requireOpen();
        Backends.scalar().descendAdam(theta, m, v, gradient, rates, step, rate, decay);
    }

    /**
     * A dense layer forward: Y ← f(X·W + b). X is batch x in, W is in x out, b is a row of out elements, or 0 x 0 for none.
     *
     * <p>Defined as the composite {@code gemm(1, x, w, 0, y); add(y, bias, y); activate(f, y, y)}, with {@link #gemv} in place
     * of {@link #gemm} where W has a single column; an implementation may fuse it, to the same bits.
     */
    default void denseForward(Matrix x, Matrix w, Matrix bias, Activation f, Matrix y) {
        requireOpen();
        Arguments.dense(x, w, bias, f, y);
        if (w.cols() == 1) {
            gemv(1, x, w, 0, y);
        } else {
            gemm(1, x, w, 0, y);
        }
        if (!Arguments.isNone(bias)) {
            add(y, y.rows() == 1 ? bias : bias.repeated(y.rows()), y);
        }
        activate(f, y, y);
    }

    /** W prepared for {@link #denseForward(Matrix, PackedMatrix, Matrix, Activation, Matrix)}: a copy in whatever form is fastest. */
    default PackedMatrix pack(Matrix w) {
        requireOpen();
        return new PackedMatrix.Plain(Arguments.present("w", w).copy());
    }

    /**
     * Y ← f(X·W + b) as {@link #denseForward(Matrix, Matrix, Matrix, Activation, Matrix)}, to the same bits, with a W that this
     * kind of backend has packed; without bias and activation it is the product X·W.
     */
    default void denseForward(Matrix x, PackedMatrix w, Matrix bias, Activation f, Matrix y) {
        requireOpen();
        denseForward(x, Arguments.plain("w", w, name()), bias, f, y);
    }

    /**
     * A dense layer backward: from the gradient by the output Y to those by the weights, the bias and the input.
     *
     * <pre>
     * dZ ← dY ⊙ f′(Y);   dW ← Xᵀ·dZ;   db ← column sums of dZ;   dX ← dZ·Wᵀ
     * </pre>
     *
     * Defined as the composite of {@link #activationBackward}, {@link #gemm}, {@link #columnSums} and {@link #gemm}.
     * {@code dy} holds dZ afterwards. {@code dbias} or {@code dx} of 0 x 0 is not wanted, as in a layer without bias or in the
     * first layer.
     */
    default void denseBackward(
            Matrix x, Matrix w, Activation f, Matrix y, Matrix dy, Matrix dw, Matrix dbias, Matrix dx) {
        requireOpen();
        Arguments.denseBackward(x, w, f, y, dy, dw, dbias, dx);
        activationBackward(f, dy, y, dy);
        gemm(1, x.t(), dy, 0, dw);
        if (!Arguments.isNone(dbias)) {
            columnSums(dy, dbias);
        }
        if (!Arguments.isNone(dx)) {
            gemm(1, dy, w.t(), 0, dx);
        }
    }

    /**
     * Runs the parts 0 … {@code parts} − 1 of a larger task, each once, in any order, and returns when the last has ended;
     * here one after the other, elsewhere on several threads. What a part throws is thrown here. A part may use the backend;
     * its calls then run on its own thread. {@code parts} is at least 0.
     */
    default void share(int parts, IntConsumer part) {
        requireOpen();
        Arguments.share(parts, part);
        for (int number = 0; number < parts; number++) {
            part.accept(number);
        }
    }

    /**
     * Which body serves each loop now, and why, for the precisions that its loops were asked for so far; empty where loops have one body
     * only, and as long as the reference computes. It shows in no result.
     */
    default List<LoopState> loops() {
        return List.of();
    }

    /** Throws {@link IllegalStateException} if the backend is closed; every operation asks first. */
    void requireOpen();

    /**
     * Ends the threads; the memory goes with the object. Later calls throw {@link IllegalStateException}; closing twice is
     * harmless. The shared backends of {@link Backends} live as long as the JVM and ignore it.
     */
    @Override
    void close();
}
