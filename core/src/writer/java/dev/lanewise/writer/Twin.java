// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/**
 * Exchanges the element type of a leaf: whole words only, so that a text which needs more than this is written by hand
 * twice instead.
 */
final class Twin {
    /** A pattern and what takes its place, in this order. */
    private static final String[][] RULES = {
        {"\\(float\\) ", ""},
        {"\\bfloat\\b", "double"},
        {"\\bFloat\\b", "Double"},
        {"\\bFloatVector\\b", "DoubleVector"},
        {"\\bFLOATS\\b", "DOUBLES"},
        {"\\bfloats\\(", "doubles("},
        {"\\bSINGLE\\b", "DOUBLE"},
        {"\\bJAVA_FLOAT\\b", "JAVA_DOUBLE"},
        {"\\bf32\\b", "f64"},
        {"\\b(Binary|Leaves|Reference|Plain|Elements|PlainRows)32\\b", "$164"},
        {"\\bbinary32\\b", "binary64"},
        {"\\b(\\d+e-?\\d+)f\\b", "$1"},
        {"\\b(\\d+)f\\b", "$1.0"},
    };

    private Twin() {}

    /** Where the twin of a file belongs. */
    static String of(String name) {
        return name.replace("f32", "f64").replace("32", "64");
    }

    static String write(String text) {
        String twin = text;
        for (String[] rule : RULES) {
            twin = twin.replaceAll(rule[0], rule[1]);
        }
        int end = twin.indexOf(";\n\n") + 3;
        return twin.substring(0, end) + Type.writtenBy("Twin from the text for binary32") + twin.substring(end);
    }
}
