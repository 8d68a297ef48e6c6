// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Backend;
import dev.lanewise.Backends;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short soak is right on a sound backend, and finds one that is wrong once in a while. */
class SoakTest {
    @Test
    void whatGrowsIsFound() {
        assertThat(Soak.grows(new long[] {9, 10, 10, 9, 11}, new int[] {15, 14, 14, 15, 15}))
                .isFalse();
        assertThat(Soak.grows(new long[] {9, 10, 11, 12, 13}, new int[] {15, 15, 15, 15, 15}))
                .isTrue();
        assertThat(Soak.grows(new long[] {9, 9, 9, 9, 9}, new int[] {15, 15, 15, 15, 16}))
                .isTrue();
        assertThat(Soak.grows(new long[] {9, 99}, new int[] {1, 2})).isFalse();
    }

    private static boolean soak(Backend backend, ByteArrayOutputStream out) throws InterruptedException {
        return Soak.run(
                backend,
                Duration.ofMillis(200),
                Duration.ofMinutes(1),
                new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    @Test
    void aSoundBackendIsRightAllTheTime() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(soak(Backends.best(), out)).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(", 0 of them wrong; heap ");
    }

    @Test
    void aWrongBitIsFound() throws InterruptedException {
        Backend sound = Backends.scalar();
        Backend faulty = (Backend) Proxy.newProxyInstance(
                SoakTest.class.getClassLoader(), new Class<?>[] {Backend.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(sound, arguments);
                    return method.getName().equals("sum") ? Math.nextUp((double) result) : result;
                });
        assertThat(soak(faulty, new ByteArrayOutputStream())).isFalse();
    }
}
