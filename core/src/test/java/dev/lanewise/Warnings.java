// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Listens to what is logged. */
public final class Warnings {
    private Warnings() {}

    /** What a logger says while an action runs, in whatever thread. */
    public static List<String> of(String speaker, Runnable action) {
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listening = new Handler() {
            @Override
            public void publish(LogRecord log) {
                said.add(new SimpleFormatter().formatMessage(log));
            }

            @Override
            public void flush() {
                // Nothing is held back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        Logger logger = Logger.getLogger(speaker);
        logger.addHandler(listening);
        logger.setUseParentHandlers(false);
        try {
            action.run();
        } finally {
            logger.removeHandler(listening);
            logger.setUseParentHandlers(true);
        }
        return said;
    }
}
