// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

/** The words for an element type. */
enum Type {
    FLOAT("float", "Float", "FLOATS", "f32", 16),
    DOUBLE("double", "Double", "DOUBLES", "f64", 8);

    final String name;
    final String box;
    final String vector;
    final String species;
    final String folder;
    /** Lanes of the widest vectors. */
    final int lanes;

    Type(String name, String box, String species, String folder, int lanes) {
        this.name = name;
        this.box = box;
        this.vector = box + "Vector";
        this.species = species;
        this.folder = folder;
        this.lanes = lanes;
    }

    /** The first lines of a written file. */
    static String head(String by, String folder) {
        return "// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0\npackage dev.lanewise.vector."
                + folder + ";\n\n" + writtenBy(by);
    }

    /** Says what a file is, and keeps the formatter off it. */
    static String writtenBy(String by) {
        return "// Written by dev.lanewise.writer." + by + "; change that, not this.\n// spotless:off\n\n";
    }

    /** {@code $T} and its kin stand for the words. */
    String fill(String text) {
        return text.replace("$Vec", vector)
                .replace("$Box", box)
                .replace("$SP", species)
                .replace("$T", name)
                .replace("$N", Integer.toString(lanes));
    }
}
