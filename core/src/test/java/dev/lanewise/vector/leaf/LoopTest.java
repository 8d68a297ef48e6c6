// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoopTest {
    /** Two loops of one number would share a flag, and one of them be used uncompiled. */
    @Test
    void eachLoopHasItsOwnPlaceAndName() {
        Loop[] all = Loop.all();
        assertThat(all).hasSize(Loop.count());
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i].number()).as("%s", all[i]).isEqualTo(i);
        }
        assertThat(Stream.of(all).map(Loop::name)).doesNotHaveDuplicates();
    }
}
