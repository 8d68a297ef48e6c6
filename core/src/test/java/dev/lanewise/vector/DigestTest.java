// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Backends;
import dev.lanewise.Precision;
import dev.lanewise.vector.f32.Leaves32;
import dev.lanewise.vector.f64.Leaves64;
import dev.lanewise.vector.leaf.Kernel;
import dev.lanewise.vector.leaf.Loop;
import dev.lanewise.vector.leaf.Piece;
import dev.lanewise.vector.leaf.Tiling;
import dev.lanewise.vector.leaf.Width;
import dev.lanewise.vector.plain.Plain32;
import dev.lanewise.vector.plain.Plain64;
import dev.lanewise.verify.Survey;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the digest reaches: a loop that it does not ask for could be wrong on some machine without a word. */
class DigestTest {
    private final Map<Precision, Set<Loop>> asked = new EnumMap<>(Precision.class);

    private VectorBackend recording() {
        for (Precision precision : Precision.values()) {
            asked.put(precision, new HashSet<>());
        }
        return new VectorBackend(
                "recording",
                1,
                () -> new SwitchedLeaves(
                        Leaves32::new,
                        new Plain32(),
                        (loop, size) -> asked.get(Precision.SINGLE).add(loop)),
                () -> new SwitchedLeaves(
                        Leaves64::new,
                        new Plain64(),
                        (loop, size) -> asked.get(Precision.DOUBLE).add(loop)));
    }

    @Test
    void everyLoopIsInTheDigest() {
        Map<String, String> digests = Survey.of(recording());
        asked.forEach((precision, loops) -> assertThat(Loop.all())
                .as("%s", precision)
                .filteredOn(loop -> !loops.contains(loop))
                .containsExactlyInAnyOrderElementsOf(elsewhere(precision)));
        assertThat(digests).isEqualTo(Survey.of(Backends.scalar()));
    }

    /** Each kind of machine has kernels of its own; the roof is no part of any operation. */
    private static Set<Loop> elsewhere(Precision precision) {
        Set<Loop> loops = new HashSet<>(
                Width.MANY_REGISTERS
                        ? Set.of(Piece.ROOF, Kernel.PACKED_6X2, Kernel.DIRECT_6X2)
                        : Set.of(
                                Piece.ROOF,
                                Kernel.PACKED_12X2,
                                Kernel.PACKED_4X2,
                                Kernel.DIRECT_12X2,
                                Kernel.PANELS_4X4));
        if (Tiling.of(precision).turnedRows() == 0) {
            loops.add(Kernel.TURNED_1X1);
            loops.add(Kernel.TURNED_4X1);
        }
        if (Tiling.of(precision).turned() == 0) {
            loops.add(Piece.TRANSPOSE);
        }
        return loops;
    }
}
