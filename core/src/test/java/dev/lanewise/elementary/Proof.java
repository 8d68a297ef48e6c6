// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Bounds of the errors of {@link Binary64}, in ULP, over all doubles: rounding errors propagated operation by operation
 * through small pieces of the reduced argument, and the polynomials' errors as Sollya certified them. The numerics page
 * explains each step; {@link ProofTest} runs it.
 *
 * <p>Every quantity below is an upper bound. The bounds themselves are computed in doubles, whose own rounding is covered by
 * {@link #SAFETY}.
 */
final class Proof {
    /** Pieces of the reduced argument. */
    private static final int PIECES = 1 << 14;
    /** The greatest |t|: half of ln 2, and more than a wrong rounding of n can add. */
    private static final double MOST_T = 0.34658;
    /** Of a piece: what is asked for at its lower end grows by a factor of at most e to this, if it is e. */
    private static final double WIDTH = 2 * MOST_T / PIECES;
    /** Above (eᵗ − 1 − t)/t² up to {@link #MOST_T}, where it is 0.5631. */
    private static final double QUADRATIC = 0.6;

    private static final double SAFETY = 1 + 1e-9;
    /** What the reduction leaves out: n·(ln 2 − its two parts), and the rounding of tLow. */
    private static final double REDUCTION = 0x1p-86;
    /** Further terms of second order, products of two rounding errors: fewer than sixteen in every function. */
    private static final double SECOND_ORDER = 16 * 0x1p-105;

    private static final double[] Q = {
        Binary64.Q0,
        Binary64.Q1,
        Binary64.Q2,
        Binary64.Q3,
        Binary64.Q4,
        Binary64.Q5,
        Binary64.Q6,
        Binary64.Q7,
        Binary64.Q8,
        Binary64.Q9,
        Binary64.Q10
    };
    private static final double[] R = {
        Binary64.R0,
        Binary64.R1,
        Binary64.R2,
        Binary64.R3,
        Binary64.R4,
        Binary64.R5,
        Binary64.R6,
        Binary64.R7,
        Binary64.R8,
        Binary64.R9,
        Binary64.R10
    };

    private final double expPolynomial = certified("exp.txt");
    private final double logPolynomial = certified("log.txt");

    /** The last number of a certificate. */
    private static double certified(String name) {
        try {
            List<String> lines = Files.readAllLines(Path.of("src", "test", "sollya", name));
            String last = lines.get(lines.size() - 1);
            return Double.parseDouble(last.substring(last.lastIndexOf(' ') + 1));
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** The greatest rounding error of a result of at most this magnitude. */
    private static double rounding(double magnitude) {
        return Math.ulp(magnitude) / 2;
    }

    /** |error| of a polynomial by Horner's scheme with fma for low ≤ x ≤ high, and its greatest magnitude. */
    private record Horner(double error, double most) {
        /** Positive coefficients that fall by more than a third, so that every partial value is positive for |x| ≤ ⅓. */
        static Horner of(double[] coefficients, double low, double high) {
            double error = 0;
            double least = coefficients[coefficients.length - 1];
            double most = least;
            for (int i = coefficients.length - 2; i >= 0; i--) {
                double from = Math.min(low * least, low * most) + coefficients[i];
                most = (Math.max(high * least, high * most) + coefficients[i]) * SAFETY;
                least = from / SAFETY;
                error = error * Math.max(Math.abs(low), Math.abs(high)) + rounding(most);
            }
            return new Horner(error, most);
        }
    }

    /** One piece of the reduced argument: from low to high, neither containing 0 inside. */
    private record Piece(double low, double high) {
        double most() {
            return Math.max(Math.abs(low), Math.abs(high));
        }

        double least() {
            return Math.min(Math.abs(low), Math.abs(high));
        }
    }

    private static Piece piece(int i) {
        return new Piece(-MOST_T + i * WIDTH, -MOST_T + (i + 1) * WIDTH);
    }

    /**
     * |t + s − (eᵀ − 1)| for T = t + tLow, s = fma(t², q(t), tLow): the polynomial's error, tLow·(eᵗ − 1) which s leaves out,
     * and the roundings of t², of q and of s. Without a reduction (n = 0) tLow is 0.
     */
    private double errorOfS(Piece t, boolean reduced) {
        double most = t.most();
        double square = most * most;
        Horner q = Horner.of(Q, t.low, t.high);
        double s = square * q.most + (reduced ? rounding(most) : 0);
        double left = reduced ? rounding(most) * Math.abs(Math.expm1(t.high > 0 ? t.high : t.low)) : 0;
        double polynomial = expPolynomial * Math.exp(t.high);
        // Near 0 the polynomial's error is of the third order at least: its coefficients are those of the series to
        // 2⁻⁵⁴.
        double nearZero = (0x1p-54 * square * most + 0x1p-60 * square * square) * 2;
        polynomial = most < 0x1p-6 ? Math.min(polynomial, nearZero) : polynomial;
        double roundings = rounding(square) * q.most + square * q.error + rounding(s);
        return (polynomial + left + roundings + (reduced ? REDUCTION : 0)) * SAFETY;
    }

    /** The relative error of one + low, and of e and eLow, against e^x; low = (1 − one) + t + s is rounded once more. */
    private double errorOfExp(Piece t, boolean reduced) {
        double most = t.most();
        double low = rounding(1 + most) + most * most * QUADRATIC + (reduced ? rounding(most) : 0);
        return (errorOfS(t, reduced) + rounding(low)) / Math.exp(t.low) * SAFETY;
    }

    /** ½ for the last rounding, and a relative error in units of the last place of the least result of a piece. */
    private static double ulps(double relative, double least, double most) {
        double greatest = relative * most / Math.ulp(least);
        return 0.5 + (greatest + SECOND_ORDER * most / Math.ulp(least)) * SAFETY;
    }

    /** Over all pieces: a relative error and the exact result, both as functions of the piece. */
    private interface Bound {
        double in(Piece t);
    }

    private static double greatest(Bound bound) {
        double greatest = 0;
        for (int i = 0; i < PIECES; i++) {
            greatest = Math.max(greatest, bound.in(piece(i)));
        }
        return greatest;
    }

    double exp() {
        double normal = greatest(t -> {
            double low = Math.exp(t.low);
            double high = Math.exp(t.high);
            // A piece on both sides of 1 is judged by the smaller unit.
            return ulps(errorOfExp(t, true), low, high);
        });
        // A subnormal result is rounded once more; its unit is at least twice that of the significand.
        return Math.max(normal, 0.5 + normal / 2);
    }

    /**
     * A function of e = 2ⁿ·eᵗ ≤ 1, whose relative error is that of e times a factor, which is asked for at the lower end of each piece and
     * must bound all of it; from n = −64 on e is 1 + e − 1.
     */
    private double ofExp(DoubleUnaryOperator f, DoubleUnaryOperator factor) {
        double greatest = 0;
        for (int n = 0; n >= -64; n--) {
            int exponent = n;
            greatest = Math.max(greatest, greatest(t -> {
                double e = Math.min(1, Math.scalb(Math.exp(t.low), exponent));
                double f1 = f.applyAsDouble(e);
                double f2 = f.applyAsDouble(Math.min(1, Math.scalb(Math.exp(t.high), exponent)));
                double relative = errorOfExp(t, exponent != 0) * factor.applyAsDouble(e);
                return exponent == 0 && t.low > 0 ? 0 : ulps(relative, Math.min(f1, f2), Math.max(f1, f2));
            }));
        }
        // A subnormal quotient is rounded once, from a remainder that is exact.
        return greatest;
    }

    double sigmoid() {
        double below = ofExp(e -> e / (1 + e), e -> 1 / (1 + e));
        double above = ofExp(e -> 1 / (1 + e), e -> Math.exp(WIDTH) * e / (1 + e));
        return Math.max(below, above);
    }

    double sigmoidDerivative() {
        return ofExp(e -> e / ((1 + e) * (1 + e)), e -> (1 - e) / (1 + e) + WIDTH);
    }

    double tanh() {
        double greatest = 0;
        for (int n = 0; n >= -93; n--) {
            int exponent = n;
            greatest = Math.max(greatest, greatest(t -> tanh(t, exponent)));
        }
        return greatest;
    }

    /** x = −2|z|: from e^x the numerator 1 − e^x has the absolute error of s·2ⁿ, and the quotient twice over 1 + e^x of it. */
    private double tanh(Piece t, int n) {
        if (n == 0 && t.high > 0) {
            return 0;
        }
        double scale = Math.scalb(1.0, n);
        // n = 0: 1 − e^x = −(eᵗ − 1), from the piece's end nearer to 0 as the smaller.
        double low = n == 0 ? -Math.expm1(t.high) : 1 - scale * Math.exp(t.high);
        double high = n == 0 ? -Math.expm1(t.low) : 1 - scale * Math.exp(t.low);
        if (n == 0 && t.high > -0x1p-12) {
            // eᵗ − 1 = t + s with |s| ≤ t²: everything but the last rounding is of the order of |t|·u.
            return 0.5 + 4 * t.most();
        }
        double relative = scale * errorOfS(t, n != 0) / low * 2 / (2 - high);
        return ulps(relative, low / (2 - low), high / (2 - high));
    }

    /** ln(1 + f) + k·ln 2; the cases k = 0 and k ≠ 0 differ in the unit of the result and in what is exact. */
    double log() {
        double greatest = 0;
        double width = (Math.sqrt(2) - Math.sqrt(0.5)) / PIECES;
        for (int i = 0; i < PIECES; i++) {
            double low = Math.sqrt(0.5) - 1 + i * width;
            double high = low + width;
            for (int k : new int[] {0, 1, -1, 2, -2, 3, -3, 1074}) {
                greatest = Math.max(greatest, log(low, high, k));
            }
        }
        return greatest;
    }

    private double log(double low, double high, int k) {
        double most = Math.max(Math.abs(low), Math.abs(high));
        if (k == 0 && most < 0x1p-12) {
            // y = f − f²/2 + …: everything but the last rounding is of the order of |f|·u.
            return 0.5 + 4 * most;
        }
        double s = most / (2 + low);
        double sError = s * 0x1p-52 * (1 + 0x1p-50);
        double w = s * s;
        double wError = 2 * s * sError + rounding(w);
        Horner r = Horner.of(R, 0, w);
        // R′ is below 0.25 on the whole range.
        double rError = r.error + 0.25 * wError;
        double twoWR = 2 * w * r.most;
        double twoWRError = 2 * (w * rError + wError * r.most) + rounding(twoWR);
        double half = most * most / 2;
        double halfError = rounding(half);
        double inner = half + twoWR;
        double innerError = halfError + twoWRError + rounding(inner);
        double kLow = Math.abs(k) * Binary64.LN2_LO;
        double product = s * inner + kLow;
        double productError = sError * inner + s * innerError + rounding(kLow) + rounding(product);
        double beyond = half + product;
        // The half is not rounded before the product is added to it.
        double beyondError = productError + rounding(beyond);
        double lost = k == 0 ? 0 : rounding(Math.abs(k) * Math.log(2) * SAFETY + most);
        double tail = rounding(beyond + lost) + beyondError;
        double polynomial = logPolynomial * 2 * s;
        double y1 = k * Math.log(2) + Math.log1p(low);
        double y2 = k * Math.log(2) + Math.log1p(high);
        double least = y1 * y2 <= 0 ? Double.MIN_NORMAL : Math.min(Math.abs(y1), Math.abs(y2));
        double error = (tail + polynomial + Math.abs(k) * 0x1p-98) * SAFETY;
        return 0.5 + error / Math.ulp(least) * SAFETY;
    }
}
