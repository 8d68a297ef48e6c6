// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

/**
 * What a listener is told after each epoch.
 *
 * @param number counted from 1
 * @param loss the mean of the batches' losses, each before its update, weighted by their rows
 * @param validationLoss the loss on the validation set after the epoch, NaN without one
 * @param rate the learning rate η
 */
public record Epoch(int number, double loss, double validationLoss, double rate) {}
