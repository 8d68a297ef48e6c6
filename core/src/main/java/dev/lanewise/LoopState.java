// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/**
 * Which of two bodies, of equal bits, serves a loop of a backend.
 *
 * @param loop the loop's name, of one precision
 * @param body {@code vector}, or {@code plain} as long as vectors would be slower
 * @param reason why it is this one
 */
public record LoopState(String loop, Precision precision, String body, String reason) {}
