// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.LoopHealth;
import dev.lanewise.vector.leaf.Leaves;
import dev.lanewise.vector.plain.Plain32;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A loop that allocates is found out, and one that does not is not suspected. */
class ExaminationTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void aLoopThatAllocatesIsNotSound() {
        Leaves sound = new Plain32();
        Leaves boxing = (Leaves) Proxy.newProxyInstance(
                Leaves.class.getClassLoader(), new Class<?>[] {Leaves.class}, (proxy, method, arguments) -> {
                    Object kept = new byte[1000];
                    return kept.hashCode() == 0 ? null : method.invoke(sound, arguments);
                });
        assertThat(new Examination(boxing, MILLISECOND).all())
                .hasSizeGreaterThan(50)
                .allSatisfy(loop -> assertThat(loop.bytes()).isGreaterThanOrEqualTo(1000))
                .noneMatch(LoopHealth::isSound);
    }

    @Test
    @Tag("allocation")
    void aLoopThatAllocatesNothingIsSound() {
        assertThat(new Examination(new Plain32(), MILLISECOND).all())
                .filteredOn(loop -> loop.state().loop().equals("SIGMOID")
                        || loop.state().loop().equals("ADD"))
                .hasSize(2)
                .allMatch(LoopHealth::isSound);
    }
}
