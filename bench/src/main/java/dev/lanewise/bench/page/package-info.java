// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
/** Measures everything that BENCHMARKS.md states, keeps the results as JMH's JSON, and writes the page and its pictures from them. */
package dev.lanewise.bench.page;
