// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * How much memory the weights of a model may take: a model uses a constant more than once, and a sum becomes a layer of its own, but a small file must
 * not choose to take all there is.
 */
final class Allowance {
    /** How often all constants may be used. */
    private static final long TIMES = 16;
    /** Bytes that any model may take. */
    private static final long AT_LEAST = 1L << 26;

    private final Path model;
    private final long granted;
    private long taken;

    private Allowance(Path model, long granted) {
        this.model = model;
        this.granted = granted;
    }

    /** For a model and the files beside it that its constants lie in. */
    static Allowance of(Path model, Collection<TensorProto> constants) throws IOException {
        Set<Path> files = new HashSet<>();
        files.add(model);
        for (TensorProto constant : constants) {
            constant.fileBeside(model).ifPresent(files::add);
        }
        long size = 0;
        for (Path file : files) {
            size += Files.size(file);
        }
        return new Allowance(model, Math.max(AT_LEAST, TIMES * size));
    }

    /** Asks for so many bytes, before they are allocated. */
    void take(long bytes) throws IOException {
        taken += bytes;
        if (taken > granted) {
            throw ModelProto.fault(
                    model,
                    "its nodes need more than " + granted + " bytes of weights; expected at most " + TIMES
                            + " times the size of its files, or " + AT_LEAST);
        }
    }
}
