// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import java.util.Arrays;

/** Runs an example by name. */
public final class Main {
    private interface Program {
        void run(String[] args) throws Exception;
    }

    private enum Example {
        BreastCancer(dev.lanewise.examples.BreastCancer::main),
        Digits(dev.lanewise.examples.Digits::main),
        ClassifyCsv(dev.lanewise.examples.ClassifyCsv::main),
        EmbeddingInTenLines(dev.lanewise.examples.EmbeddingInTenLines::main),
        ReplacingATripleLoop(dev.lanewise.examples.ReplacingATripleLoop::main),
        HandingOver(dev.lanewise.examples.HandingOver::main),
        CustomBackend(dev.lanewise.examples.CustomBackend::main),
        FromPyTorch(dev.lanewise.examples.FromPyTorch::main),
        FromScikitLearn(dev.lanewise.examples.FromScikitLearn::main),
        FromOnnx(dev.lanewise.examples.FromOnnx::main);

        private final Program program;

        Example(Program program) {
            this.program = program;
        }
    }

    private Main() {}

    static boolean isKnown(String name) {
        return Arrays.stream(Example.values())
                .anyMatch(example -> example.name().equals(name));
    }

    /** The name of an example, and what it takes; empty arguments are passed over. */
    public static void main(String[] args) throws Exception {
        String[] given = Arrays.stream(args).filter(arg -> !arg.isEmpty()).toArray(String[]::new);
        for (Example example : Example.values()) {
            if (given.length > 0 && example.name().equals(given[0])) {
                example.program.run(Arrays.copyOfRange(given, 1, given.length));
                return;
            }
        }
        System.out.println("example is " + (given.length == 0 ? "missing" : "\"" + given[0] + "\"")
                + "; expected one of " + Arrays.toString(Example.values()));
    }
}
