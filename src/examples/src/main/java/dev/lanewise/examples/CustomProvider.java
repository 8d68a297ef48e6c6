// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.examples;

import dev.lanewise.Backend;
import dev.lanewise.BackendProvider;
import java.util.Optional;

/** Makes {@link CustomBackend} known; listed in META-INF/services. Its priority leaves {@code best()} to the others. */
public final class CustomProvider implements BackendProvider {
    @Override
    public String name() {
        return "loops";
    }

    @Override
    public int priority() {
        return -1;
    }

    @Override
    public Optional<String> obstacle() {
        return Optional.empty();
    }

    @Override
    public Backend open(int threads) {
        return new CustomBackend();
    }
}
