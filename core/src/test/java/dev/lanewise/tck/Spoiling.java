// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tck;

import dev.lanewise.Backend;
import dev.lanewise.Matrix;
import dev.lanewise.Precision;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * An operation with arguments that fit, of which one is spoilt at a time. It is written as its shapes, such as
 * {@code "a m*k, b k*n -> c m*n"}: inputs, then outputs; a letter stands for the same size everywhere.
 */
final class Spoiling {
    /** A call that must be refused, and the arguments of which the refusal must name one. */
    record Spoilt(String what, List<String> named, Matrix[] arguments) {}

    private final String shapes;
    private final BiConsumer<Backend, Matrix[]> call;
    private final String[] names;
    private final String[][] sizes;
    private final int inputs;

    Spoiling(String shapes, BiConsumer<Backend, Matrix[]> call) {
        this.shapes = shapes;
        this.call = call;
        String[] sides = shapes.split(" -> ");
        inputs = sides[0].split(", ").length;
        String[] all = shapes.replace(" -> ", ", ").split(", ");
        names = new String[all.length];
        sizes = new String[all.length][];
        for (int i = 0; i < all.length; i++) {
            names[i] = all[i].split(" ")[0];
            sizes[i] = all[i].split(" ")[1].split("\\*");
        }
    }

    void on(Backend backend, Matrix[] arguments) {
        call.accept(backend, arguments);
    }

    /** The arguments as they should be. */
    Matrix[] fitting(Precision precision) {
        Samples samples = new Samples(shapes.hashCode(), precision);
        Matrix[] fitting = new Matrix[names.length];
        for (int i = 0; i < fitting.length; i++) {
            fitting[i] = samples.uniform(size(sizes[i][0]), size(sizes[i][1]), 0, 0, 1);
        }
        return fitting;
    }

    /** How many of the arguments are inputs: the first. */
    int inputs() {
        return inputs;
    }

    @Override
    public String toString() {
        return shapes;
    }

    private static int size(String letter) {
        return switch (letter) {
            case "m" -> 4;
            case "n" -> 5;
            case "k" -> 6;
            default -> Integer.parseInt(letter);
        };
    }

    /** Every call that has one fault. */
    List<Spoilt> spoilt(Precision precision) {
        List<Spoilt> spoilt = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            spoilt.add(with("null", i, null, List.of(names[i]), precision));
            if (names.length > 1) {
                spoilt.add(with("another precision", i, fitting(other(precision))[i], List.of(names), precision));
            }
            for (int side = 0; side < 2; side++) {
                if (isShared(i, side)) {
                    int rows = size(sizes[i][0]) + (side == 0 ? 1 : 0);
                    int cols = size(sizes[i][1]) + (side == 1 ? 1 : 0);
                    Matrix wrong = Matrix.zeros(rows, cols, precision);
                    spoilt.add(with("a size that does not fit", i, wrong, sharing(i, side), precision));
                }
            }
            if (i >= inputs) {
                Matrix shared = Samples.on(precision.array(9), 0, size(sizes[i][0]), size(sizes[i][1]), 0, 0);
                Matrix segment = Samples.inSegment(fitting(precision)[i], Arena.ofAuto());
                spoilt.add(with("elements in a memory segment", i, segment, List.of(names[i]), precision));
                spoilt.add(with("elements that share a place", i, shared, List.of(names[i]), precision));
                for (int j = 0; j < names.length; j++) {
                    if (j != i) {
                        spoilt.add(overlapping(i, j, precision));
                    }
                }
            }
        }
        return spoilt;
    }

    private static Precision other(Precision precision) {
        return precision == Precision.SINGLE ? Precision.DOUBLE : Precision.SINGLE;
    }

    /** Whether something must agree with this size: another size, or a number. */
    private boolean isShared(int argument, int side) {
        return Character.isDigit(sizes[argument][side].charAt(0))
                || sharing(argument, side).size() > 1;
    }

    /** The arguments that have this size, itself among them. */
    private List<String> sharing(int argument, int side) {
        List<String> sharing = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            if (i == argument || List.of(sizes[i]).contains(sizes[argument][side])) {
                sharing.add(names[i]);
            }
        }
        return sharing;
    }

    private Spoilt with(String fault, int argument, Matrix matrix, List<String> named, Precision precision) {
        Matrix[] arguments = fitting(precision);
        arguments[argument] = matrix;
        return new Spoilt(shapes + ": " + names[argument] + " with " + fault, named, arguments);
    }

    /** One element apart in one array: neither the same view nor separate ones. */
    private Spoilt overlapping(int i, int j, Precision precision) {
        Matrix[] arguments = fitting(precision);
        Object array = precision.array(64);
        arguments[i] = view(array, 0, arguments[i]);
        arguments[j] = view(array, 1, arguments[j]);
        return new Spoilt(
                shapes + ": " + names[i] + " overlapping " + names[j], List.of(names[i], names[j]), arguments);
    }

    private static Matrix view(Object array, int offset, Matrix like) {
        return Samples.on(array, offset, like.rows(), like.cols(), like.cols(), 1);
    }
}
