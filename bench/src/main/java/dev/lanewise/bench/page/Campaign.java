// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final String TIMES = " -f 2 -wi 4 -w 400ms -i 4 -r 250ms";
    private static final String PEERS = "lanewise,openblas,mkl,netlib,ejml,ojalgo,naive";

    static final List<Campaign> ALL = List.of(
            new Campaign("peak", false, "PeakBenchmark" + TIMES),
            new Campaign(
                    "sigmoid",
                    false,
                    "SigmoidBenchmark SigmoidDerivativeBenchmark MathExpBenchmark -p size=1024,65536,1048576,16777216"
                            + TIMES),
            new Campaign("steps", false, "TrainStepBenchmark -p backend=vector -p threads=1,2" + TIMES),
            new Campaign(
                    "threads",
                    false,
                    "GemmBenchmark -p backend=vector -p threads=1,2"
                            + " -p shape=64x64x64,128x128x128,256x256x256,512x512x512,1024x1024x1024,2048x2048x2048"
                            + TIMES),
            new Campaign(
                    "avx2",
                    false,
                    "GemmBenchmark PeakBenchmark.fma -p backend=vector -p size=65536"
                            + " -p shape=64x64x64,256x256x256,512x512x512,1024x1024x1024 -jvmArgsAppend -XX:UseAVX=2"
                            + TIMES),
            new Campaign(
                    "cold",
                    false,
                    "GemmBenchmark -p backend=vector -p shape=256x256x256,1024x1024x1024 -bm ss -f 3 -wi 0 -i 400"),
            new Campaign(
                    "scalar",
                    false,
                    "GemmBenchmark -p backend=scalar -p shape=64x64x64,256x256x256,512x512x512" + TIMES),
            new Campaign(
                    "peers",
                    true,
                    "PeerBenchmark -p peer=" + PEERS
                            + " -p shape=16x16x16,32x32x32,64x64x64,128x128x128,256x256x256,512x512x512,1024x1024x1024"
                            + TIMES),
            new Campaign(
                    "sizes",
                    true,
                    "PeerBenchmark -p peer=lanewise,openblas,mkl -p shape=4x4x4,8x8x8,24x24x24,48x48x48,96x96x96,"
                            + "127x127x127,129x129x129,1000x1000x1000,1023x1023x1023,2048x2048x2048" + TIMES),
            new Campaign(
                    "forms",
                    true,
                    "PeerBenchmark -p peer=lanewise,openblas,mkl -p form=NT,TN,TT"
                            + " -p shape=64x64x64,256x256x256,1024x1024x1024" + TIMES),
            layers("layers-forward", "NN", "512x784,256x512,10x256,1024x1024,128x256,64x128,1x64"),
            layers("layers-dx", "NT", "784x512,512x256,256x10"),
            new Campaign(
                    "layers-dw",
                    true,
                    "PeerBenchmark -p peer=lanewise,openblas,mkl -p form=TN"
                            + " -p shape=784x512x1,784x512x64,784x512x256,512x256x64,256x10x64,1024x1024x256" + TIMES),
            new Campaign(
                    "deepbench",
                    true,
                    "PeerBenchmark -p peer=lanewise,openblas,mkl -p shape=1760x16x1760,1760x128x1760,2048x64x2048,"
                            + "3072x16x1024,1024x700x512,512x16x512,35x700x2048,64x1x1216" + TIMES));

    /** A layer of n outputs and k inputs for batches of 1, 4, 16, 64 and 256 rows. */
    private static Campaign layers(String name, String form, String layers) {
        List<String> shapes = new ArrayList<>();
        for (String layer : layers.split(",")) {
            for (int batch : new int[] {1, 4, 16, 64, 256}) {
                shapes.add(batch + "x" + layer);
            }
        }
        String arguments = "PeerBenchmark -p peer=lanewise,openblas -p form=" + form + " -p shape="
                + String.join(",", shapes) + " -f 1 -wi 4 -w 300ms -i 4 -r 200ms";
        return new Campaign(name, true, arguments);
    }

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
