// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.elementary;

/**
 * A number as the unevaluated sum of two doubles, some 106 bits, and the elementary functions in it: the judge of those in
 * binary64. Sums and products after Dekker (<i>Numerische Mathematik</i> 18, 1971) and Knuth; eˣ by its Taylor series after
 * reduction to |t| ≤ 2⁻¹² by a table, and ln by one step of Halley's method, which triples the digits of binary64.
 */
public record Judge(double high, double low) {
    private static final Judge ONE = new Judge(1, 0);
    /** ln 2 in parts: of 41 bits, so that its product with an exponent is exact, and the rest. */
    private static final Judge LN2_HIGH = of(0x1.62e42fefa3p-1);

    private static final Judge LN2_LOW = new Judge(0x1.3de6af278ece6p-42, 0x1.f97b57a079a19p-103);
    /** Below ½ ln 2. */
    private static final double SMALL = 0.34;

    private static final int HALVINGS = 9;
    private static final int TERMS = 11;
    /** To the unit: so fine that of the series of what is left only five terms count with more than a double's bits. */
    private static final int STEPS = 1 << 12;
    /** The greatest |k| of a reduced argument, ½ ln 2 in steps, and one more. */
    private static final int GREATEST = 1420;

    private static final Judge HALF = of(0.5);
    private static final Judge THIRD = ONE.over(of(3));
    private static final Judge QUARTER = of(0.25);
    private static final Judge FIFTH = ONE.over(of(5));
    private static final Judge[] TABLE = table();

    /** e^(k/4096) − 1. */
    private static Judge[] table() {
        Judge[] table = new Judge[2 * GREATEST + 1];
        for (int k = -GREATEST; k <= GREATEST; k++) {
            table[k + GREATEST] = expm1ByHalving(of((double) k / STEPS));
        }
        return table;
    }

    public static Judge of(double x) {
        return new Judge(x, 0);
    }

    private static Judge fast(double a, double b) {
        double s = a + b;
        return new Judge(s, b - (s - a));
    }

    private static Judge two(double a, double b) {
        double s = a + b;
        double c = s - a;
        return new Judge(s, (a - (s - c)) + (b - c));
    }

    public Judge plus(Judge y) {
        Judge s = two(high, y.high);
        Judge t = two(low, y.low);
        Judge sum = fast(s.high, s.low + t.high);
        return fast(sum.high, sum.low + t.low);
    }

    public Judge minus(Judge y) {
        return plus(y.negated());
    }

    public Judge negated() {
        return new Judge(-high, -low);
    }

    public Judge times(Judge y) {
        double p = high * y.high;
        double e = Math.fma(high, y.high, -p) + (high * y.low + low * y.high);
        return fast(p, e);
    }

    public Judge over(Judge y) {
        double q = high / y.high;
        Judge r = minus(y.times(of(q)));
        double q2 = r.high / y.high;
        r = r.minus(y.times(of(q2)));
        return fast(q, q2).plus(of(r.high / y.high));
    }

    /** By one step of Newton's method, which doubles the digits of the root in binary64. */
    public Judge root() {
        Judge y = of(Math.sqrt(high));
        return high == 0 ? y : y.plus(minus(y.times(y)).over(y.scaled(1)));
    }

    public Judge scaled(int exponent) {
        return new Judge(Math.scalb(high, exponent), Math.scalb(low, exponent));
    }

    /** eˣ − 1: of x/512 by the series, and then (1 + e)² − 1 = 2e + e² nine times. */
    private static Judge expm1ByHalving(Judge x) {
        Judge t = x.scaled(-HALVINGS);
        Judge sum = ONE;
        for (int n = TERMS; n > 1; n--) {
            sum = ONE.plus(t.times(sum).over(of(n)));
        }
        Judge e = t.times(sum);
        for (int i = 0; i < HALVINGS; i++) {
            e = e.scaled(1).plus(e.times(e));
        }
        return e;
    }

    /** eˣ − 1 for |x| ≤ ½ ln 2: (1 + a)(1 + b) − 1 = a + b + ab with a from the table, b of the same sign as it. */
    private static Judge expm1Reduced(Judge x) {
        int k = (int) (x.high * STEPS);
        Judge t = x.minus(of((double) k / STEPS));
        Judge sum = of(1 + t.high / 6 * (1 + t.high / 7 * (1 + t.high / 8)));
        sum = ONE.plus(t.times(sum).times(FIFTH));
        sum = ONE.plus(t.times(sum).times(QUARTER));
        sum = ONE.plus(t.times(sum).times(THIRD));
        sum = ONE.plus(t.times(sum).times(HALF));
        Judge b = t.times(sum);
        Judge a = TABLE[k + GREATEST];
        return a.plus(b).plus(a.times(b));
    }

    /** eˣ as a number near 1 and the power of two with which it is to be multiplied. */
    public record Power(Judge near, int exponent) {
        public Judge value() {
            return near.scaled(exponent);
        }
    }

    public static Power exp(Judge x) {
        int n = (int) Math.rint(x.high / LN2_HIGH.high);
        Judge t = x.minus(of(n * LN2_HIGH.high)).minus(LN2_LOW.times(of(n)));
        return new Power(ONE.plus(expm1Reduced(t)), n);
    }

    private static Judge timesLn2(int n) {
        return of(n * LN2_HIGH.high).plus(LN2_LOW.times(of(n)));
    }

    public static Judge expm1(Judge x) {
        if (Math.abs(x.high) < SMALL) {
            return expm1Reduced(x);
        }
        return exp(x).value().minus(ONE);
    }

    public static Judge log(double x) {
        int exponent = Math.getExponent(x) < Double.MIN_EXPONENT ? -1022 : Math.getExponent(x);
        double near = Math.scalb(x, -exponent);
        if (near > 1.5) {
            near /= 2;
            exponent++;
        }
        return logOfSum(of(near - 1), Math.log(near)).plus(timesLn2(exponent));
    }

    /** ln(1 − p). */
    public static Judge logOfComplement(double p) {
        return logOfSum(of(-p), Math.log1p(-p));
    }

    /** ln(1 + m) by y + 2·(x − eʸ)/(x + eʸ), without the 1 of x and of eʸ where they are near it. */
    private static Judge logOfSum(Judge m, double guess) {
        boolean near = Math.abs(guess) < SMALL;
        Judge y = of(guess);
        Judge x = near ? m : ONE.plus(m);
        Judge e = near ? expm1Reduced(y) : exp(y).value();
        Judge sum = x.plus(e);
        return y.plus(x.minus(e).scaled(1).over(near ? sum.plus(of(2)) : sum));
    }

    /** e^−|z|/(1 + e^−|z|) or its complement. */
    public static Power sigmoid(double z) {
        Power e = exp(of(-Math.abs(z)));
        Judge d = ONE.plus(e.value());
        return z < 0 ? new Power(e.near.over(d), e.exponent) : new Power(ONE.over(d), 0);
    }

    public static Power sigmoidDerivative(double z) {
        Power e = exp(of(-Math.abs(z)));
        Judge d = ONE.plus(e.value());
        return new Power(e.near.over(d.times(d)), e.exponent);
    }

    public static Judge tanh(double z) {
        if (Math.abs(z) < 0x1p-60) {
            // The next term of the series, z³/3, is beyond the 106 bits; and products of so small numbers would leave
            // the range.
            return of(z);
        }
        Judge m = expm1(of(-2 * Math.abs(z)));
        Judge magnitude = m.negated().over(of(2).plus(m));
        return z < 0 ? magnitude.negated() : magnitude;
    }
}
