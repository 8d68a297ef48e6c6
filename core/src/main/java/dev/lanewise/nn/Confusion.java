// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.nn;

import dev.lanewise.Arguments;
import dev.lanewise.Matrix;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often samples of each class were given each answer. The class of a row is the place of its greatest column, the first
 * of several; of a single column, 1 from one half on and 0 below.
 */
public final class Confusion {
    private final List<String> names;
    private final int[][] counts;

    private Confusion(List<String> names, int[][] counts) {
        this.names = names;
        this.counts = counts;
    }

    /** Counts the answers, one row for each row of targets; classes are named by their numbers. */
    public static Confusion of(Matrix answers, Matrix targets) {
        Arguments.present("answers", answers);
        int classes = Math.max(2, answers.cols());
        return of(
                answers,
                targets,
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }

    /** Counts the answers, one row for each row of targets. */
    public static Confusion of(Matrix answers, Matrix targets, List<String> names) {
        Arguments.present("answers", answers);
        Arguments.present("targets", targets);
        Arguments.hasShape("targets", targets, answers.rows(), answers.cols());
        Arguments.present("names", names);
        int classes = Math.max(2, answers.cols());
        if (names.size() != classes) {
            throw new IllegalArgumentException("names is " + names + "; expected " + classes + ", one for each class");
        }
        int[][] counts = new int[classes][classes];
        for (int i = 0; i < answers.rows(); i++) {
            counts[classOf(targets, i)][classOf(answers, i)]++;
        }
        return new Confusion(List.copyOf(names), counts);
    }

    /** The class that row i stands for. */
    public static int classOf(Matrix rows, int i) {
        if (rows.cols() == 1) {
            return rows.get(i, 0) >= 0.5 ? 1 : 0;
        }
        int best = 0;
        for (int j = 1; j < rows.cols(); j++) {
            best = rows.get(i, j) > rows.get(i, best) ? j : best;
        }
        return best;
    }

    /** How many samples of one class were taken for another. */
    public int count(int trueClass, int answered) {
        return counts[trueClass][answered];
    }

    /** The share of right answers; NaN without samples. */
    public double accuracy() {
        double right =
                IntStream.range(0, counts.length).mapToLong(i -> counts[i][i]).sum();
        return right
                / IntStream.range(0, counts.length).mapToLong(this::samples).sum();
    }

    private long samples(int trueClass) {
        return IntStream.of(counts[trueClass]).asLongStream().sum();
    }

    /** A table, a line for each true class. */
    @Override
    public String toString() {
        int width = names.stream().mapToInt(String::length).max().orElse(0);
        int cell = Math.max(width, 6) + 2;
        int first = Math.max(width, "true class".length()) + 2;
        StringBuilder table =
                new StringBuilder(left("", first)).append("answered\n").append(left("true class", first));
        names.forEach(name -> table.append(right(name, cell)));
        for (int i = 0; i < counts.length; i++) {
            table.append('\n').append(left(names.get(i), first));
            for (int count : counts[i]) {
                table.append(right(Integer.toString(count), cell));
            }
        }
        return table.append('\n').toString();
    }

    private static String left(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
