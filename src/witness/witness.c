// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
//
// A witness: every operation of dev.lanewise.Backend and some trainings, in plain loops, written anew from the definitions
// that the Javadoc states, sharing no code with the library. It prints the digest that `java -m dev.lanewise` prints.
//
//     cc -O2 -ffp-contract=off -o witness witness.c -lm && ./witness
//
// `./witness weights | sha256sum` hashes the weights of a trained network, as published beside the digest.

#ifndef R  // The first reading: what both precisions share. The second half is then read once for each.

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { IDENTITY, SIGMOID, TANH, RELU } Activation;
typedef enum { SQUARED, BINARY, LOGITS, SOFTMAX } Loss;
static const char *ACTIVATIONS[] = {"IDENTITY", "SIGMOID", "TANH", "RELU"};
static const char *LOSSES[] = {
    "MEAN_SQUARED_ERROR", "BINARY_CROSS_ENTROPY", "BINARY_CROSS_ENTROPY_FROM_LOGITS", "SOFTMAX_CROSS_ENTROPY"};
static const double ADAM[] = {0.9, 0.999, 1e-8};

// The digest: one number for each kind of result, then one for all, mixed by the finaliser of SplitMix64.
static struct { char name[64]; uint64_t digest; } results[100];
static int count;

static uint64_t finalised(uint64_t z) {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
  z = (z ^ z >> 27) * 0x94d049bb133111eb;
  return z ^ z >> 31;
}

static uint64_t mixed(uint64_t digest, uint64_t value) { return finalised(digest * 31 + value + 0x9e3779b97f4a7c15); }

static int place(const char *precision, const char *name, const char *detail) {
  char whole[64];
  snprintf(whole, sizeof whole, "%s %s%s", precision, name, detail);
  for (int i = 0; i < count; i++)
    if (!strcmp(results[i].name, whole)) return i;
  strcpy(results[count].name, whole);
  results[count].digest = 0;
  return count++;
}

static uint64_t bits64(double x) { uint64_t b; memcpy(&b, &x, 8); return isnan(x) ? 0x7ff8000000000000 : b; }
static double from64(uint64_t b) { double x; memcpy(&x, &b, 8); return x; }
static uint32_t raw32(float x) { uint32_t b; memcpy(&b, &x, 4); return b; }
static uint64_t bits32(float x) { return (uint64_t)(int64_t)(int32_t)(isnan(x) ? 0x7fc00000 : raw32(x)); }
static float from32(uint32_t b) { float x; memcpy(&x, &b, 4); return x; }

// x^n by squaring, from the lowest binary digit of n on.
static double power(double x, int n) {
  double p = 1;
  for (; n > 0; n >>= 1, x *= x)
    if (n & 1) p *= x;
  return p;
}

// Numbers in [-1, 1): a linear congruential step (Knuth's MMIX).
static uint64_t state;
static double next(void) {
  state = state * 6364136223846793005 + 1442695040888963407;
  return (double)((int64_t)state >> 40) * 0x1p-23;
}

// The generator of initial weights: SplitMix64, in [0, 1).
static uint64_t split;
static double unit(void) { return (double)(finalised(split += 0x9e3779b97f4a7c15) >> 11) * 0x1p-53; }

// ---- Elementary functions of binary32: e^z = 2^n (1 + r), |t| <= ln 2 / 2.
static float poly32(const float *c, int n, float x) {
  float y = c[n - 1];
  for (int i = n - 2; i >= 0; i--) y = fmaf(x, y, c[i]);
  return y;
}
static const float Q32[] = {0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558f2p-5f, 0x1.123a1ep-7f, 0x1.6a23e8p-10f};
static const float R32[] = {0x1.555558p-2f, 0x1.9996acp-3f, 0x1.250926p-3f, 0x1.b6dc5p-4f, 0x1.f19bdep-4f};
static const float ROUND32 = 0x1.8p23f;

static float reduced32(float x, uint32_t *n) {  // t = x - n ln 2, in two steps
  float rounded = fmaf(x, 0x1.715476p0f, ROUND32), whole = rounded - ROUND32;
  *n = raw32(rounded) - raw32(ROUND32);
  return fmaf(whole, 0x1.05c61p-29f, fmaf(whole, -0x1.62e43p-1f, x));
}
static float power32(uint32_t n) { return from32((n + 127) << 23); }  // 2^n
static float quotient32(float n, float nLow, float d, float dLow) {
  float r = 1 / d, y = n * r;
  return fmaf(fmaf(-y, dLow, fmaf(-y, d, n) + nLow), r, y);
}
static float exp32(float z) {
  uint32_t n;
  float x = z < -106 ? -106 : z, t = reduced32(x > 89 ? 89 : x, &n);
  int32_t half = (int32_t)n >> 1;
  return (fmaf(t * t, poly32(Q32, 5, t), t) + 1) * power32(half) * power32(n - half);
}
// e = 2^32 e^-|z| and d = e + 2^32, each with its rounding error.
static void sigmoidParts32(float z, float *e, float *eLow, float *d, float *dLow) {
  uint32_t n;
  float x = -fabsf(z), t = reduced32(x < -106 ? -106 : x, &n);
  float r = fmaf(t * t, poly32(Q32, 5, t), t), power = power32(n + 32);
  *e = fmaf(r, power, power);
  *eLow = fmaf(r, power, power - *e);
  *d = *e + 0x1p32f;
  *dLow = *e - (*d - 0x1p32f) + *eLow;
}
static float sigmoid32(float z) {
  float e, eLow, d, dLow;
  sigmoidParts32(z, &e, &eLow, &d, &dLow);
  return quotient32(z < 0 ? e : 0x1p32f, z < 0 ? eLow : 0, d, dLow);
}
static float sigmoidSlope32(float z, float height) {
  float e, eLow, d, dLow;
  sigmoidParts32(z, &e, &eLow, &d, &dLow);
  float square = d * d, squareLow = fmaf(d + d, dLow, fmaf(d, d, -square));
  return quotient32(e * (0x1p32f * height), eLow * (0x1p32f * height), square, squareLow);
}
static float tanh32(float z) {
  uint32_t n;
  float x = -fabsf(z + z), t = reduced32(x < -64 ? -64 : x, &n);
  float q = poly32(Q32, 5, t), r = fmaf(t * t, q, t), rLow = fmaf(t * t, q, t - r), s = power32(n);
  float p = s * r, base = 1 - s, e = base - p, eLow = 1 - base - s + (base - e - p) - s * rLow;
  float d = 2 - e;
  return copysignf(quotient32(e, eLow, d, 2 - d - e - eLow), z);
}
static float ln32(float x) {
  int tiny = x < 0x1p-126f;
  int32_t b = (int32_t)(raw32(tiny ? x * 0x1p24f : x) - 0x3f3504f3u);
  float k = (float)((b >> 23) - (tiny ? 24 : 0)), f = from32((b & 0x7fffff) + 0x3f3504f3) - 1;
  float s = f / (f + 2), w = s * s, twoWR = (w + w) * poly32(R32, 5, w), half = 0.5f * f * f;
  float y = fmaf(k, 0x1.62e43p-1f, f - (half - fmaf(s, half + twoWR, k * -0x1.05c61p-29f)));
  return x == INFINITY ? x : x == 0 ? -INFINITY : x < 0 || isnan(x) ? NAN : y;
}
static float ln1p32(float e) {
  float s = e / (e + 2), w = s * s;
  return fmaf((s + s) * w, poly32(R32, 5, w), s + s);
}

// ---- Of binary64: the same, with the rounding errors of the reduced argument and of e^t carried along.
static double poly64(const double *c, int n, double x) {
  double y = c[n - 1];
  for (int i = n - 2; i >= 0; i--) y = fma(x, y, c[i]);
  return y;
}
static const double Q64[] = {
    0x1p-1, 0x1.555555555555ap-3, 0x1.555555555552cp-5, 0x1.111111110f164p-7, 0x1.6c16c16c28fb6p-10,
    0x1.a01a01b1e5367p-13, 0x1.a01a0148ab0cep-16, 0x1.71ddf387c5ab1p-19, 0x1.27e5a162c605cp-22,
    0x1.af66b8323da06p-26, 0x1.1e48751a1e0c2p-29};
static const double R64[] = {
    0x1.5555555555555p-2, 0x1.9999999999b17p-3, 0x1.249249248395bp-3, 0x1.c71c71ce663dap-4, 0x1.745d1698e8599p-4,
    0x1.3b13a946cc7bep-4, 0x1.11146441c4aedp-4, 0x1.e137174b519f4p-5, 0x1.b812f1425a0f1p-5, 0x1.4379d209bc75ep-5,
    0x1.31df5b309adc4p-4};
static const double ROUND64 = 0x1.8p52;

static double reduced64(double x, double *tLow, uint64_t *n) {
  double rounded = fma(x, 0x1.71547652b82fep0, ROUND64), whole = rounded - ROUND64;
  double high = fma(whole, -0x1.62e42fefa38p-1, x), t = fma(whole, -0x1.ef35793c7673p-45, high);
  uint64_t a, b;
  memcpy(&a, &rounded, 8), memcpy(&b, &ROUND64, 8);
  *n = a - b;
  *tLow = fma(whole, -0x1.ef35793c7673p-45, high - t);
  return t;
}
static double power64(uint64_t n) { return from64((n + 1023) << 52); }
static double quotient64(double n, double nLow, double d, double dLow) {
  double r = 1 / d, y = n * r;
  return fma(fma(-y, dLow, fma(-y, d, n) + nLow), r, y);
}
// e^t = sum + low.
static double expParts64(double t, double tLow, double *low) {
  double s = fma(t * t, poly64(Q64, 11, t), tLow), one = 1 + t, rest = 1 - one + t + s, sum = one + rest;
  *low = one - sum + rest;
  return sum;
}
static double exp64(double z) {
  uint64_t n;
  double tLow, low, x = z < -747 ? -747 : z, t = reduced64(x > 710 ? 710 : x, &tLow, &n);
  int64_t half = (int64_t)n >> 1;
  return expParts64(t, tLow, &low) * power64(half) * power64(n - half);
}
static void sigmoidParts64(double z, double *e, double *eLow, double *d, double *dLow) {
  uint64_t n;
  double tLow, low, x = -fabs(z), t = reduced64(x < -747 ? -747 : x, &tLow, &n), power = power64(n + 64);
  *e = expParts64(t, tLow, &low) * power;
  *eLow = low * power;
  *d = *e + 0x1p64;
  *dLow = *e - (*d - 0x1p64) + *eLow;
}
static double sigmoid64(double z) {
  double e, eLow, d, dLow;
  sigmoidParts64(z, &e, &eLow, &d, &dLow);
  return quotient64(z < 0 ? e : 0x1p64, z < 0 ? eLow : 0, d, dLow);
}
static double sigmoidSlope64(double z, double height) {
  double e, eLow, d, dLow;
  sigmoidParts64(z, &e, &eLow, &d, &dLow);
  double square = d * d, squareLow = fma(d + d, dLow, fma(d, d, -square));
  return quotient64(e * (0x1p64 * height), eLow * (0x1p64 * height), square, squareLow);
}
static double tanh64(double z) {
  uint64_t n;
  double tLow, x = -fabs(z + z), t = reduced64(x < -64 ? -64 : x, &tLow, &n);
  double beyond = fma(t * t, poly64(Q64, 11, t), tLow), r = t + beyond, rLow = t - r + beyond, s = power64(n);
  double p = s * r, base = 1 - s, e = base - p, eLow = 1 - base - s + (base - e - p) - s * rLow;
  double d = 2 - e;
  return copysign(quotient64(e, eLow, d, 2 - d - e - eLow), z);
}
static double ln64(double x) {
  int tiny = x < 0x1p-1022;
  double scaled = tiny ? x * 0x1p54 : x;
  int64_t b;
  memcpy(&b, &scaled, 8);
  b -= 0x3fe6a09e667f3bcd;
  double k = (double)((b >> 52) - (tiny ? 54 : 0)), f = from64((b & 0xfffffffffffff) + 0x3fe6a09e667f3bcd) - 1;
  double s = f / (f + 2), w = s * s, twoWR = (w + w) * poly64(R64, 11, w), half = -0.5 * f;
  double whole = k * 0x1.62e42fefa38p-1, sum = whole + f, lost = whole - sum + f;
  double y = sum + (lost + fma(half, f, fma(s, twoWR - half * f, k * 0x1.ef35793c7673p-45)));
  return x == INFINITY ? x : x == 0 ? -INFINITY : x < 0 || isnan(x) ? NAN : y;
}
static double ln1p64(double e) {
  double s = e / (e + 2), w = s * s;
  return fma((s + s) * w, poly64(R64, 11, w), s + s);
}

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define F(name) JOIN(name, BITS)

#define R float
#define BITS 32
#define PRECISION "SINGLE"
#define FMA fmaf
#define ROOT sqrtf
#define MOST 0x1p63f
#include "witness.c"
#undef R
#undef BITS
#undef PRECISION
#undef FMA
#undef ROOT
#undef MOST
#define R double
#define BITS 64
#define PRECISION "DOUBLE"
#define FMA fma
#define ROOT sqrt
#define MOST 0x1p511
#include "witness.c"

int main(int arguments, char **argument) {
  if (arguments > 1 && !strcmp(argument[1], "weights")) {
    state = 42, weights32();
    state = 42, weights64();
    return 0;
  }
  state = 42, survey32();
  state = 42, survey64();
  uint64_t digest = 0;
  for (int i = 0; i < count; i++) digest = mixed(digest, results[i].digest);
  if (arguments > 1 && !strcmp(argument[1], "all"))
    for (int i = 0; i < count; i++) printf("%016llx %s\n", (unsigned long long)results[i].digest, results[i].name);
  printf("digest   %016llx\n", (unsigned long long)digest);
}

#else  // Read twice: every operation, with R the type of its elements.

// A view: element (i, j) is a[o + i rs + j cs] of `length` elements.
typedef struct { R *a; int o, m, n, rs, cs, length; } F(M);
#define M F(M)
#define AT(x, i, j) ((x).a[(x).o + (i) * (x).rs + (j) * (x).cs])
#define EACH(x) for (int i = 0; i < (x).m; i++) for (int j = 0; j < (x).n; j++)

static M F(view)(int m, int n, int o, int rs, int cs, int length) {
  return (M){calloc(length ? length : 1, sizeof(R)), o, m, n, rs, cs, length};
}
static M F(zeros)(int m, int n) { return F(view)(m, n, 0, n, 1, m * n); }
static M F(turned)(M x) { return (M){x.a, x.o, x.n, x.m, x.cs, x.rs, x.length}; }
static M F(rows)(M x, int from, int to) { return (M){x.a, x.o + from * x.rs, to - from, x.n, x.rs, x.cs, x.length}; }
static M F(random)(int m, int n, int layout, double range) {
  M x = layout % 4 == 0   ? F(zeros)(m, n)
        : layout % 4 == 1 ? F(turned)(F(zeros)(n, m))
        : layout % 4 == 2 ? F(view)(m, n, 3, n + 5, 1, m * (n + 5))
                          : F(view)(m, n, 7, 2 * n + 3, 2, 7 + m * (2 * n + 3));
  EACH(x) AT(x, i, j) = (R)(range * next());
  return x;
}
static void F(record)(const char *name, const char *detail, M x) {
  int p = place(PRECISION, name, detail);
  for (int e = 0; e < x.length; e++) results[p].digest = mixed(results[p].digest, F(bits)(x.a[e]));
}
static void F(recordNumber)(const char *name, const char *detail, double x) {
  int before = count, p = place(PRECISION, name, detail);
  results[p].digest = count > before ? bits64(x) : mixed(results[p].digest, bits64(x));
}

static void F(gemm)(double alpha, M a, M b, double beta, M c) {
  R factor = (R)alpha, kept = (R)beta;
  EACH(c) {
    R s = kept == 0 ? 0 : kept * AT(c, i, j);
    for (int p = 0; p < a.n && factor != 0; p++) s = FMA(factor * AT(a, i, p), AT(b, p, j), s);
    AT(c, i, j) = s;
  }
}
static R F(forward)(Activation f, R z) {
  return f == SIGMOID ? F(sigmoid)(z) : f == TANH ? F(tanh)(z) : f == RELU && z <= 0 ? 0 : z;
}
static R F(step)(R z) { return z <= 0 ? 0 : z > 0 ? 1 : z; }
static R F(slope)(Activation f, R z) {
  return f == IDENTITY  ? 1
         : f == SIGMOID ? F(sigmoidSlope)(z, 1)
         : f == TANH    ? F(sigmoidSlope)(z + z, 4)
                        : F(step)(z);
}
static R F(slopeFromOutput)(Activation f, R a) {
  return f == IDENTITY ? 1 : f == SIGMOID ? a * (1 - a) : f == TANH ? (1 - a) * (1 + a) : F(step)(a);
}
static R F(backward)(Activation f, R g, R a) {
  return f == SIGMOID ? g * (1 - a) * a : f == TANH ? g * (1 - a) * (1 + a) : f == RELU && a <= 0 ? 0 : g;
}
static void F(columnSums)(M x, M s) {
  for (int j = 0; j < x.n; j++) {
    R sum = 0;
    for (int i = 0; i < x.m; i++) sum += AT(x, i, j);
    AT(s, 0, j) = sum;
  }
}
#define TREE(lane) \
  for (int h = 8; h > 0; h /= 2) \
    for (int l = 0; l < h; l++) lane[l] += lane[l + h];
static void F(gemv)(double alpha, M a, M x, double beta, M y) {
  R factor = (R)alpha, kept = (R)beta;
  for (int i = 0; i < y.m; i++) {
    R lane[16] = {0};
    for (int p = 0; p < a.n && factor != 0; p++) lane[p % 16] = FMA(AT(a, i, p), AT(x, p, 0), lane[p % 16]);
    TREE(lane)
    AT(y, i, 0) = FMA(factor, lane[0], kept == 0 ? 0 : kept * AT(y, i, 0));
  }
}
static double F(sum)(M x) {
  double lane[16] = {0};
  EACH(x) lane[(i * x.n + j) % 16] += AT(x, i, j);
  TREE(lane)
  return lane[0];
}
static R F(rowSum)(M x, int i) {
  R lane[16] = {0};
  for (int j = 0; j < x.n; j++) lane[j % 16] += AT(x, i, j);
  TREE(lane)
  return lane[0];
}
// The sum of e^(z - m), with or without the first place of the greatest, m.
static R F(sumOfExp)(M z, int i, R *m, int *first, int without) {
  R lane[16] = {0};
  *m = -INFINITY, *first = -1;
  for (int j = 0; j < z.n; j++)
    if (AT(z, i, j) > *m) *m = AT(z, i, j), *first = j;
  for (int j = 0; j < z.n; j++) lane[j % 16] += without && j == *first ? 0 : F(exp)(AT(z, i, j) - *m);
  TREE(lane)
  return lane[0];
}
static void F(softmax)(M z, M p) {
  for (int i = 0, k; i < z.m; i++) {
    R m, sum = F(sumOfExp)(z, i, &m, &k, 0);
    for (int j = 0; j < z.n; j++) AT(p, i, j) = F(exp)(AT(z, i, j) - m) / sum;
  }
}
static void F(softmaxBackward)(M dp, M p, M dz) {
  for (int i = 0; i < p.m; i++) {
    R lane[16] = {0};
    for (int j = 0; j < p.n; j++) lane[j % 16] = FMA(AT(dp, i, j), AT(p, i, j), lane[j % 16]);
    TREE(lane)
    for (int j = 0; j < p.n; j++) AT(dz, i, j) = AT(p, i, j) * (AT(dp, i, j) - lane[0]);
  }
}
static R F(lnOfComplement)(R p) {
  R u = 1 - p, lost = 1 - u - p;
  return F(ln)(u) + (u == 0 ? 0 : lost / u);
}
static R F(atLeast)(R bound, R x) { return x < bound ? bound : x; }
static void F(crossEntropyOfRow)(M z, M t, int i, R r, M g, M terms) {
  int k;
  R m, q = F(sumOfExp)(z, i, &m, &k, 1), total = F(rowSum)(t, i);
  q = k < 0 ? NAN : q;
  R s = 1 + q, l = q <= 1 ? F(ln1p)(q) : F(ln)(s);
  for (int j = 0; j < z.n; j++) {
    R x = j == k ? 0 : AT(z, i, j) - m, y = AT(t, i, j);
    AT(terms, i, j) = y == 0 ? 0 : y * (l - x);
    AT(g, i, j) = (j == k ? FMA(-y, q, total - y) / s : total * (F(exp)(x) / s) - y) * r;
  }
}
// The sum of the terms of some rows of a batch of `rows`, and their gradients.
static double F(lossSum)(Loss loss, M p, M t, long rows, M g) {
  R r = 1 / (R)(loss == SOFTMAX ? rows : rows * p.n);
  M terms = F(zeros)(p.m, p.n);
  for (int i = 0; i < p.m && loss == SOFTMAX; i++) F(crossEntropyOfRow)(p, t, i, r, g, terms);
  if (loss != SOFTMAX) EACH(p) {
    R z = AT(p, i, j), y = AT(t, i, j), term, slope;
    if (loss == SQUARED) {
      term = (z - y) * (z - y), slope = 2 * (z - y);
    } else if (loss == BINARY) {
      R hit = F(atLeast)(-100, F(ln)(z)), miss = F(atLeast)(-100, F(lnOfComplement)(z));
      term = -FMA(y, hit, (1 - y) * miss), slope = (z - y) / F(atLeast)((R)1e-12, z * (1 - z));
    } else {
      R e = F(exp)(z < 0 ? z : -z), f = e / (1 + e), w = z >= 0 ? 1 - y : -y;
      term = (w == 0 ? 0 : w * z) + F(ln1p)(e), slope = z >= 0 ? 1 - y - f : f - y;
    }
    AT(terms, i, j) = term, AT(g, i, j) = slope * r;
  }
  return F(sum)(terms);
}
static double F(loss)(Loss loss, M p, M t, M g) {
  return F(lossSum)(loss, p, t, p.m, g) / (loss == SOFTMAX ? p.m : (long)p.m * p.n);
}
static void F(descend)(M theta, M g, double rate, double decay) {
  EACH(theta) {
    R x = AT(theta, i, j);
    AT(theta, i, j) = FMA(-(R)rate, FMA((R)decay, x, AT(g, i, j)), x);
  }
}
static void F(descendMomentum)(M theta, M v, M g, double rate, double momentum, double decay) {
  EACH(theta) {
    R x = AT(theta, i, j), w = FMA((R)momentum, AT(v, i, j), FMA((R)decay, x, AT(g, i, j)));
    AT(v, i, j) = w, AT(theta, i, j) = FMA(-(R)rate, w, x);
  }
}
static void F(descendAdam)(M theta, M m, M v, M g, int step, double rate, double decay) {
  R beta1 = (R)ADAM[0], beta2 = (R)ADAM[1], epsilon = (R)ADAM[2];
  R a = (R)((R)rate / (1 - power(beta1, step))), b = (R)(1 / sqrt(1 - power(beta2, step)));
  EACH(theta) {
    R x = AT(theta, i, j), whole = FMA((R)decay, x, AT(g, i, j));
    R d = FMA(0, whole, whole < -MOST ? -MOST : whole > MOST ? MOST : whole);
    R first = FMA(beta1, AT(m, i, j), (1 - beta1) * d), second = FMA(beta2, AT(v, i, j), (1 - beta2) * d * d);
    AT(m, i, j) = first, AT(v, i, j) = second;
    AT(theta, i, j) = FMA(-a, first == 0 ? 0 : first / FMA(ROOT(second), b, epsilon), x);
  }
}
static void F(denseForward)(M x, M w, M bias, Activation f, M y) {
  if (w.n == 1) F(gemv)(1, x, w, 0, y);
  else F(gemm)(1, x, w, 0, y);
  EACH(y) AT(y, i, j) = F(forward)(f, AT(y, i, j) + AT(bias, 0, j));
}
static void F(denseBackward)(M x, M w, Activation f, M y, M dy, M dw, M db, M dx) {
  EACH(y) AT(dy, i, j) = F(backward)(f, AT(dy, i, j), AT(y, i, j));
  F(gemm)(1, F(turned)(x), dy, 0, dw);
  F(columnSums)(dy, db);
  if (dx.length) F(gemm)(1, dy, F(turned)(w), 0, dx);
}

// ---- Training: an in-hidden-out network, its parameters and gradients in one row each.
typedef struct { int in, hidden, out; Activation f; Loss loss; M theta, gradient; } F(Network);
#define Network F(Network)
static M F(part)(Network net, M all, int which) {  // 0: weights, 1: biases of the hidden layer; 2, 3: of the output
  int sizes[] = {net.in * net.hidden, net.hidden, net.hidden * net.out, net.out}, at = 0;
  for (int i = 0; i < which; i++) at += sizes[i];
  int m = which == 0 ? net.in : which == 2 ? net.hidden : 1, n = which < 2 ? net.hidden : net.out;
  return (M){all.a, at, m, n, n, 1, all.length};
}
static Network F(network)(int in, int hidden, int out, Activation f, Loss loss, uint64_t seed) {
  int size = (in + 1) * hidden + (hidden + 1) * out;
  Network net = {in, hidden, out, f, loss, F(zeros)(1, size), F(zeros)(1, size)};
  split = seed;
  for (int layer = 0; layer < 4; layer += 2) {
    M w = F(part)(net, net.theta, layer);
    double limit = sqrt(6.0 / (w.m + w.n));
    EACH(w) AT(w, i, j) = (R)(limit * (2 * unit() - 1));
  }
  return net;
}
static double F(gradient)(Network net, M x, M t, long rows, M to) {
  M h = F(zeros)(x.m, net.hidden), z = F(zeros)(x.m, net.out), dh = F(zeros)(x.m, net.hidden), none = F(zeros)(0, 0);
  M dz = F(zeros)(x.m, net.out), w1 = F(part)(net, net.theta, 0), w2 = F(part)(net, net.theta, 2);
  F(denseForward)(x, w1, F(part)(net, net.theta, 1), net.f, h);
  F(denseForward)(h, w2, F(part)(net, net.theta, 3), IDENTITY, z);
  double sum = F(lossSum)(net.loss, z, t, rows, dz);
  F(denseBackward)(h, w2, IDENTITY, z, dz, F(part)(net, to, 2), F(part)(net, to, 3), dh);
  F(denseBackward)(x, w1, net.f, h, dh, F(part)(net, to, 0), F(part)(net, to, 1), none);
  return sum;
}
// The law of row blocks: blocks of 256 rows, added by a tree, complete subtrees first.
static double F(tree)(Network net, M x, M t, int from, int blocks, M to) {
  if (blocks <= 1) {
    int first = from * 256, last = first + 256 < x.m ? first + 256 : x.m;
    return F(gradient)(net, F(rows)(x, first, last), F(rows)(t, first, last), x.m, to);
  }
  int left = 1;
  while (2 * left < blocks) left *= 2;
  M right = F(zeros)(1, to.length);
  double sum = F(tree)(net, x, t, from, left, to);
  sum += F(tree)(net, x, t, from + left, blocks - left, right);
  EACH(to) AT(to, i, j) += AT(right, i, j);
  return sum;
}
static double F(meanGradient)(Network net, M x, M t) {
  double sum = F(tree)(net, x, t, 0, (x.m + 255) / 256, net.gradient);
  return sum / (net.loss == SOFTMAX ? x.m : (long)x.m * net.out);
}

// ---- The survey: every operation on fixed inputs.
static void F(products)(void) {
  static const int SHAPES[][3] = {{1, 1, 1}, {7, 5, 3}, {12, 32, 8}, {13, 33, 17}, {3, 70, 40}, {50, 1, 9}, {61, 47, 401}};
  static const double FACTORS[][2] = {{1, 0}, {1, 1}, {-0.7, 1.3}, {0, 0.5}};
  for (int s = 0, layout = 0; s < 7; s++)
    for (int f = 0; f < 4; f++) {
      int m = SHAPES[s][0], n = SHAPES[s][1], k = SHAPES[s][2];
      M a = F(random)(m, k, layout++, 1), b = F(random)(k, n, layout / 2, 1), c = F(random)(m, n, layout / 3, 1);
      F(gemm)(FACTORS[f][0], a, b, FACTORS[f][1], c);
      F(record)("gemm", "", c);
      Activation act = layout % 4;
      M y = F(random)(m, n, layout / 5, 1), bias = F(random)(1, n, layout, 1);
      F(denseForward)(a, b, bias, act, y);
      F(record)("denseForward", "", y);
      M dy = F(random)(m, n, 0, 1), dw = F(zeros)(k, n), db = F(zeros)(1, n), dx = F(zeros)(m, k);
      F(denseBackward)(a, b, act, y, dy, dw, db, dx);
      M all[] = {dy, dw, db, dx};
      for (int r = 0; r < 4; r++) F(record)("denseBackward", "", all[r]);
    }
}
static void F(functions)(void) {
  static const double SPECIALS[] = {0.0, -0.0, 1, -1, NAN, INFINITY, -INFINITY, 0x1p-149, -0x1p-126, 0x1.fffffep127,
      -103.97, 88.7, -87.4, 17.3, 1e-30, 0.5, -744.9, 709.7};
  for (int layout = 0; layout < 4; layout++) {
    M z = F(random)(37, 29, layout, 20), a = F(random)(37, 29, layout + 1, 1);
    for (int e = 0; e < 18; e++) AT(z, e, 3) = (R)SPECIALS[e], AT(a, 2 * e, 5) = (R)SPECIALS[e];
    M y = F(random)(37, 29, layout + 2, 1);
    for (Activation f = IDENTITY; f <= RELU; f++) {
      EACH(y) AT(y, i, j) = F(forward)(f, AT(z, i, j));
      F(record)("activate ", ACTIVATIONS[f], y);
      EACH(y) AT(y, i, j) = F(slope)(f, AT(z, i, j));
      F(record)("derivative ", ACTIVATIONS[f], y);
      EACH(y) AT(y, i, j) = F(slopeFromOutput)(f, AT(a, i, j));
      F(record)("derivativeFromOutput ", ACTIVATIONS[f], y);
      EACH(y) AT(y, i, j) = F(backward)(f, AT(z, i, j), AT(a, i, j));
      F(record)("activationBackward ", ACTIVATIONS[f], y);
    }
    EACH(y) AT(y, i, j) = F(exp)(AT(z, i, j));
    F(record)("exp", "", y);
    EACH(y) AT(y, i, j) = F(ln)(AT(z, i, j));
    F(record)("log", "", y);
    EACH(y) AT(y, i, j) = AT(z, i, j) + AT(a, i, j);
    F(record)("add", "", y);
    EACH(y) AT(y, i, j) = AT(z, i, j) * AT(a, i, j);
    F(record)("hadamard", "", y);
    EACH(y) AT(y, i, j) = (R)-1.7 * AT(z, i, j);
    F(record)("scale", "", y);
  }
}
static void F(rowWise)(void) {
  static const int COLS[] = {1, 3, 10, 16, 33, 100};
  for (int c = 0; c < 6; c++) {
    int n = COLS[c];
    M z = F(random)(11, n, n, 9), t = F(random)(11, n, n + 1, 1), y = F(random)(11, n, n + 2, 1), p = F(zeros)(11, n);
    F(softmax)(z, p);
    F(record)("softmax", "", p);
    F(softmaxBackward)(t, p, y);
    F(record)("softmaxBackward", "", y);
    M s = F(random)(1, n, n, 1);
    F(columnSums)(z, s);
    F(record)("columnSums", "", s);
    F(recordNumber)("sum", "", F(sum)(z));
    for (Loss loss = SQUARED; loss <= SOFTMAX; loss++) {
      F(recordNumber)("loss ", LOSSES[loss], F(loss)(loss, loss == BINARY ? p : z, t, y));
      F(record)("loss ", LOSSES[loss], y);
    }
  }
}
static void F(updates)(void) {
  for (int layout = 0; layout < 4; layout++) {
    M theta = F(random)(9, 21, layout, 1), v = F(random)(9, 21, layout + 1, 1), m = F(random)(9, 21, layout + 2, 1);
    M g = F(random)(9, 21, layout + 3, 1);
    EACH(v) AT(v, i, j) *= AT(v, i, j);
    F(descend)(theta, g, 0.1, 0.01);
    F(record)("descend", "", theta);
    F(descendMomentum)(theta, m, g, 0.1, 0.9, 0.01);
    F(record)("descendMomentum", "", theta), F(record)("descendMomentum", "", m);
    F(descendAdam)(theta, m, v, g, 3, 0.1, 0.01);
    F(record)("descendAdam", "", theta), F(record)("descendAdam", "", m), F(record)("descendAdam", "", v);
  }
}
static void F(large)(void) {
  M a = F(random)(150, 120, 0, 1), b = F(random)(120, 130, 1, 1), c = F(random)(150, 130, 2, 1);
  F(gemm)(1, a, b, 1, c);
  F(record)("gemm, shared", "", c);
  static const int LAYOUTS[] = {0, 2, 3};
  for (int l = 0; l < 3; l++) {
    M z = F(random)(600, 500, LAYOUTS[l], 9), t = F(random)(600, 500, 0, 1), y = F(random)(600, 500, LAYOUTS[l], 1);
    EACH(y) AT(y, i, j) = F(sigmoid)(AT(z, i, j));
    F(record)("sigmoid, shared", "", y);
    EACH(y) AT(y, i, j) = AT(z, i, j) + AT(t, i, j);
    F(record)("add, shared", "", y);
    F(descend)(y, t, 0.1, 0.01);
    F(record)("descend, shared", "", y);
    F(recordNumber)("loss, shared", "", F(loss)(LOGITS, z, t, y));
    F(record)("loss, shared", "", y);
  }
}
static void F(everyWay)(void) {
  static const int WAYS[][3] = {{1, 300, 64}, {300, 1, 70}, {13, 531, 1}, {50, 66, 650}, {1, 143, 40}, {9, 16, 70},
      {64, 8, 65}, {30, 40, 50}, {100, 4, 20}};
  for (int s = 0; s < 9; s++)
    for (int form = 0; form < 4; form++) {
      int m = WAYS[s][0], n = WAYS[s][1], k = WAYS[s][2];
      M a = F(random)(m, k, form & 1, 1), b = F(random)(k, n, form >> 1, 1), c = F(random)(m, n, 0, 1);
      F(gemm)(1, a, b, form % 2, c);
      F(record)("gemm, every way", "", c);
    }
}
static void F(training)(void) {
  M x = F(random)(21, 5, 0, 2), t = F(random)(21, 3, 0, 1);
  EACH(t) AT(t, i, j) = F(sigmoid)(AT(t, i, j));
  for (int optimizer = 0; optimizer < 3; optimizer++) {
    Network net = F(network)(5, 19, 3, TANH, LOGITS, 1);
    M m = F(zeros)(1, net.theta.n), v = F(zeros)(1, net.theta.n);
    for (int step = 1; step <= 10; step++) {
      F(recordNumber)("training", "", F(meanGradient)(net, x, t));
      if (optimizer == 0) F(descend)(net.theta, net.gradient, 0.1, 0);
      if (optimizer == 1) F(descendMomentum)(net.theta, m, net.gradient, 0.1, 0.9, 0);
      if (optimizer == 2) F(descendAdam)(net.theta, m, v, net.gradient, step, 0.1, 0);
    }
    F(record)("training", "", net.theta);
  }
  x = F(random)(520, 4, 0, 2), t = F(random)(520, 3, 0, 1);
  EACH(t) AT(t, i, j) = F(sigmoid)(AT(t, i, j));
  Network net = F(network)(4, 6, 3, SIGMOID, SOFTMAX, 2);
  M v = F(zeros)(1, net.theta.n);
  for (int step = 0; step < 2; step++) {
    F(recordNumber)("training in blocks", "", F(meanGradient)(net, x, t));
    F(descendMomentum)(net.theta, v, net.gradient, 0.1, 0.5, 0);
  }
  F(record)("training in blocks", "", net.theta);
}
static void F(vectors)(void) {
  static const int SHAPES[][2] = {{1, 1}, {5, 0}, {7, 16}, {16, 17}, {49, 100}, {50, 700}, {3, 5000}};
  static const double FACTORS[][2] = {{1, 0}, {-0.7, 1.3}, {0, 1}};
  for (int s = 0, layout = 0; s < 7; s++)
    for (int f = 0; f < 3; f++) {
      M a = F(random)(SHAPES[s][0], SHAPES[s][1], layout++, 1), x = F(random)(SHAPES[s][1], 1, layout / 2, 1);
      M y = F(random)(SHAPES[s][0], 1, layout / 3, 1);
      F(gemv)(FACTORS[f][0], a, x, FACTORS[f][1], y);
      F(record)("gemv", "", y);
    }
  static const int ROWS[] = {1, 4, 13, 60};
  for (int r = 0; r < 4; r++) {
    M in = F(random)(ROWS[r], 400, 0, 1), w = F(random)(400, 150, ROWS[r], 1), y = F(zeros)(ROWS[r], 150);
    F(denseForward)(in, w, F(random)(1, 150, 0, 1), TANH, y);
    F(record)("denseForward, packed", "", y);
  }
  M x = F(random)(21, 5, 0, 2), t = F(random)(21, 1, 0, 1);
  EACH(t) AT(t, i, j) = F(sigmoid)(AT(t, i, j));
  Network net = F(network)(5, 19, 1, TANH, LOGITS, 3);
  for (int step = 0; step < 5; step++) {
    F(recordNumber)("training, one output", "", F(meanGradient)(net, x, t));
    F(descend)(net.theta, net.gradient, 0.1, 0);
  }
  F(record)("training, one output", "", net.theta);
}
// A 4-6-3 network after twenty steps of Adam on three row blocks.
static void F(weights)(void) {
  M x = F(random)(700, 4, 0, 2), t = F(random)(700, 3, 0, 1);
  EACH(t) AT(t, i, j) = F(sigmoid)(AT(t, i, j));
  Network net = F(network)(4, 6, 3, SIGMOID, SOFTMAX, 2);
  M m = F(zeros)(1, net.theta.n), v = F(zeros)(1, net.theta.n);
  for (int step = 1; step <= 20; step++) {
    F(meanGradient)(net, x, t);
    F(descendAdam)(net.theta, m, v, net.gradient, step, 0.1, 0);
  }
  fwrite(net.theta.a, sizeof(R), net.theta.length, stdout);
}
static void F(survey)(void) {
  F(products)(), F(functions)(), F(rowWise)(), F(updates)(), F(large)(), F(everyWay)(), F(training)(), F(vectors)();
}
#undef M
#undef AT
#undef EACH
#undef TREE
#undef Network
#endif
