// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The runs behind the page: each a set of arguments for JMH, whose results go into a file of their own. */
record Campaign(String name, boolean needsPeers, String arguments) {
    private static final String TIMES = " -f 2 -wi 4 -w 250ms -i 4 -r 150ms";
    private static final String PEERS = "PeerBenchmark -p peer=lanewise,openblas,mkl,netlib,ejml,ojalgo,naive";
    private static final String NATIVE = "PeerBenchmark -p peer=lanewise,openblas";

    static final List<Campaign> ALL = List.of(
            new Campaign("peak", false, "PeakBenchmark" + TIMES),
            new Campaign(
                    "threads",
                    false,
                    "GemmBenchmark -p backend=vector -p threads=1,2"
                            + " -p shape=64x64x64,128x128x128,256x256x256,512x512x512,1024x1024x1024" + TIMES),
            new Campaign(
                    "peers",
                    true,
                    PEERS + " -p shape=16x16x16,64x64x64,256x256x256,512x512x512,1024x1024x1024" + TIMES),
            new Campaign("steps", false, "TrainStepBenchmark -p backend=vector -p threads=1,2" + TIMES),
            new Campaign(
                    "sigmoid",
                    false,
                    "SigmoidBenchmark SigmoidDerivativeBenchmark MathExpBenchmark -p size=65536,16777216 -f 1"
                            + " -wi 4 -w 250ms -i 5 -r 150ms"),
            new Campaign(
                    "scalar",
                    false,
                    "GemmBenchmark -p backend=scalar -p shape=64x64x64,256x256x256,512x512x512" + TIMES),
            new Campaign(
                    "avx2",
                    false,
                    "GemmBenchmark PeakBenchmark.fma -p backend=vector -p size=65536"
                            + " -p shape=64x64x64,256x256x256,512x512x512,1024x1024x1024 -jvmArgsAppend -XX:UseAVX=2"
                            + TIMES),
            new Campaign(
                    "cold",
                    false,
                    "GemmBenchmark -p backend=vector -p shape=256x256x256,1024x1024x1024 -bm ss -f 2 -wi 0 -i 300"),
            new Campaign(
                    "sizes",
                    true,
                    NATIVE + " -p shape=4x4x4,8x8x8,32x32x32,127x127x127,129x129x129,1000x1000x1000,2048x2048x2048"
                            + TIMES),
            new Campaign("forms", true, NATIVE + " -p form=NT,TN,TT -p shape=64x64x64,1024x1024x1024" + TIMES),
            new Campaign(
                    "layers-forward",
                    true,
                    NATIVE + " -p shape=1x512x784,16x512x784,64x512x784,1x1024x1024,64x1024x1024,64x10x256" + TIMES),
            new Campaign("layers-dx", true, NATIVE + " -p form=NT -p shape=1x784x512,64x784x512,64x256x10" + TIMES),
            new Campaign("layers-dw", true, NATIVE + " -p form=TN -p shape=784x512x1,784x512x64,256x10x64" + TIMES),
            new Campaign(
                    "deepbench", true, NATIVE + " -p shape=1760x16x1760,1760x128x1760,35x700x2048,64x1x1216" + TIMES));

    Path file(Path folder) {
        return folder.resolve(name + ".json");
    }

    void run(Path folder) throws IOException, RunnerException {
        Files.createDirectories(folder);
        try {
            OptionsBuilder options = new OptionsBuilder();
            options.parent(new CommandLineOptions(arguments.split(" ")));
            options.shouldFailOnError(true)
                    .addProfiler(GCProfiler.class)
                    .result(file(folder).toString())
                    .resultFormat(ResultFormatType.JSON);
            new Runner(options.build()).run();
        } catch (CommandLineOptionException e) {
            throw new IllegalStateException(arguments, e);
        }
    }
}
