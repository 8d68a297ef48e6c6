// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Collection;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * In place of JMH's pages one line that moves, or, where nobody watches, a line for each benchmark that has ended. Errors are still
 * printed in full.
 */
final class ProgressOutput implements OutputFormat {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private final ProgressBar bar;
    private final boolean watched = System.console() != null;

    /** For a run of about so many iterations. */
    ProgressOutput(String what, int steps) {
        bar = bar(what, steps);
    }

    private ProgressBar bar(String what, long steps) {
        return new ProgressBarBuilder()
                .setTaskName("measuring " + what)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(watched ? null : new ConsoleProgressBarConsumer(NOWHERE))
                .build();
    }

    @Override
    public void startRun() {
        bar.setExtraMessage("starting");
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        String name = params.getBenchmark();
        bar.setExtraMessage(name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1));
    }

    @Override
    public void iteration(BenchmarkParams params, IterationParams iteration, int number) {}

    @Override
    public void iterationResult(BenchmarkParams params, IterationParams iteration, int number, IterationResult result) {
        bar.step();
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        if (!watched && result != null) {
            System.out.println(Report.line(result));
        }
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        bar.maxHint(bar.getCurrent());
        bar.close();
    }

    @Override
    public void print(String text) {
        if (text.contains("<failure>") || text.contains("Exception") || text.contains("Error")) {
            System.err.print(text);
        }
    }

    @Override
    public void println(String text) {
        print(text + System.lineSeparator());
    }

    @Override
    public void verbosePrintln(String text) {}

    @Override
    public void flush() {
        System.out.flush();
    }

    @Override
    public void close() {
        bar.close();
    }

    @Override
    public void write(int b) {}

    @Override
    public void write(byte[] bytes) {}
}
