// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import dev.lanewise.bench.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** The runs behind the page: each a set of arguments for JMH, whose results go into a file of their own. */
record Campaign(String name, String needs, String arguments) {
    private static final String ANYTHING = "";
    private static final String X86 = "x86-64";
    private static final String PEERS = "the profiles peers and mkl";
    private static final String JDK = "JDK_27";
    private static final String JDK_27 = "the environment variable " + JDK + ", the home of a JDK 27";
    private static final String TIMES = " -f 2 -wi 4 -w 250ms -i 4 -r 150ms";
    private static final String SHORT = " -f 1 -wi 4 -w 200ms -i 4 -r 100ms";
    private static final String EVERYBODY = "PeerBenchmark -p peer=lanewise,openblas,mkl,netlib,ejml,ojalgo,naive";
    private static final String NATIVE = "PeerBenchmark -p peer=lanewise,openblas,mkl";

    /** Layers, outputs x inputs. */
    private static final String[] LAYERS = {"512x784", "256x512", "10x256", "1024x1024", "128x256", "64x128", "1x64"};

    /** A matrix times a vector. */
    private static final String VECTORS =
            "16x1x64,64x1x64,256x1x64,2048x1x64,64x1x100,64x1x1216,512x1x512,1024x1x1024,4096x1x4096";

    private static final int[] BATCHES = {1, 4, 16, 64, 256, 2048};

    static final List<Campaign> ALL = List.of(
            new Campaign("peak", ANYTHING, "PeakBenchmark" + TIMES),
            new Campaign(
                    "threads",
                    ANYTHING,
                    "GemmBenchmark -p backend=vector -p threads=1,2"
                            + " -p shape=64x64x64,128x128x128,256x256x256,512x512x512,1024x1024x1024" + TIMES),
            new Campaign(
                    "peers",
                    PEERS,
                    EVERYBODY
                            + " -p shape=4x4x4,16x16x16,32x32x32,64x64x64,128x128x128,256x256x256,512x512x512,1024x1024x1024"
                            + TIMES),
            // Loops of few steps, entered once per call, wait long for the optimising compiler.
            new Campaign(
                    "steps",
                    ANYTHING,
                    "TrainStepBenchmark -p backend=vector -p threads=1,2 -f 2 -wi 6 -w 700ms -i 5 -r 300ms"),
            new Campaign("inference", PEERS, "InferenceBenchmark -p threads=1,2 -f 1"),
            new Campaign("vectors", PEERS, NATIVE + " -p precision=SINGLE,DOUBLE -p shape=" + VECTORS + TIMES),
            new Campaign(
                    "sigmoid",
                    ANYTHING,
                    "SigmoidBenchmark SigmoidDerivativeBenchmark MathExpBenchmark -p size=1024,65536,1048576,16777216"
                            + " -f 1 -wi 4 -w 250ms -i 5 -r 150ms"),
            new Campaign(
                    "peers-double",
                    PEERS,
                    EVERYBODY
                            + " -p precision=DOUBLE -p shape=4x4x4,16x16x16,64x64x64,128x128x128,256x256x256,512x512x512,"
                            + "1024x1024x1024,2048x2048x2048" + SHORT),
            new Campaign(
                    "forms-double",
                    PEERS,
                    NATIVE
                            + " -p precision=DOUBLE -p form=NT,TN,TT -p shape=128x128x128,256x256x256,512x512x512,"
                            + "1024x1024x1024,2048x2048x2048" + SHORT),
            new Campaign(
                    "sigmoid-double",
                    ANYTHING,
                    "SigmoidBenchmark SigmoidDerivativeBenchmark -p precision=DOUBLE -p size=1024,65536,1048576"
                            + " -f 1 -wi 4 -w 250ms -i 5 -r 150ms"),
            new Campaign(
                    "steps-double",
                    ANYTHING,
                    "TrainStepBenchmark -p backend=vector -p precision=DOUBLE -p threads=1,2 -f 1 -wi 6 -w 700ms -i 5"
                            + " -r 300ms"),
            new Campaign(
                    "scalar",
                    ANYTHING,
                    "GemmBenchmark -p backend=scalar -p shape=64x64x64,256x256x256,512x512x512" + TIMES),
            new Campaign(
                    "avx2",
                    X86,
                    "GemmBenchmark PeakBenchmark.fma -p backend=vector -p size=65536"
                            + " -p shape=64x64x64,256x256x256,512x512x512,1024x1024x1024 -jvmArgsAppend -XX:UseAVX=2"
                            + TIMES),
            new Campaign(
                    "cold",
                    ANYTHING,
                    "GemmBenchmark -p backend=vector -p shape=256x256x256,1024x1024x1024 -bm ss -f 2 -wi 0 -i 300"),
            new Campaign("jobs", ANYTHING, "JobBenchmark"),
            new Campaign("jobs-27", JDK_27, "JobBenchmark"),
            new Campaign("first-second", ANYTHING, "FirstSecondBenchmark"),
            new Campaign("company", ANYTHING, "CompanyBenchmark"),
            new Campaign(
                    "sizes",
                    PEERS,
                    NATIVE
                            + " -p shape=8x8x8,48x48x48,127x127x127,129x129x129,1000x1000x1000,1023x1023x1023,2048x2048x2048"
                            + TIMES),
            new Campaign(
                    "forms", PEERS, NATIVE + " -p form=NT,TN,TT -p shape=64x64x64,256x256x256,1024x1024x1024" + TIMES),
            new Campaign("layers-forward", PEERS, layers("NN", (batch, out, in) -> batch + "x" + out + "x" + in)),
            new Campaign("layers-dx", PEERS, layers("NT", (batch, out, in) -> batch + "x" + in + "x" + out)),
            new Campaign("layers-dw", PEERS, layers("TN", (batch, out, in) -> in + "x" + out + "x" + batch)),
            new Campaign(
                    "deepbench-nn",
                    PEERS,
                    NATIVE + " -p shape=1760x16x1760,1760x32x1760,1760x64x1760,1760x128x1760,2048x16x2048,2048x32x2048,"
                            + "2048x64x2048,2048x128x2048,3072x16x1024,3072x32x1024,3072x64x1024,3072x128x1024,"
                            + "1024x700x512,512x16x512,512x32x512,35x700x2048,64x1x1216" + SHORT),
            new Campaign(
                    "deepbench-tn",
                    PEERS,
                    NATIVE + " -p form=TN -p shape=1760x16x1760,1760x32x1760,1760x64x1760,1760x128x1760,2048x16x2048,"
                            + "2048x32x2048,2048x64x2048,2048x128x2048,3072x16x1024,3072x128x1024" + SHORT),
            new Campaign(
                    "deepbench-nt",
                    PEERS,
                    NATIVE + " -p form=NT -p shape=512x16x512,512x32x512,3072x7435x1024" + SHORT));

    /** A product of a layer, as m x n x k. */
    private interface Product {
        String shape(int batch, String out, String in);
    }

    private static String layers(String form, Product product) {
        List<String> shapes = new ArrayList<>();
        for (String layer : LAYERS) {
            String[] sizes = layer.split("x");
            for (int batch : BATCHES) {
                shapes.add(product.shape(batch, sizes[0], sizes[1]));
            }
        }
        return NATIVE + " -p form=" + form + " -p shape=" + String.join(",", shapes) + SHORT;
    }

    /** The campaigns of these names; all of them if there are none. */
    static List<Campaign> named(List<String> names) {
        List<String> known = ALL.stream().map(Campaign::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("\"" + name + "\" is no part of the page; expected keep, or some of "
                        + String.join(" ", known));
            }
        }
        return ALL.stream()
                .filter(campaign -> names.isEmpty() || names.contains(campaign.name()))
                .toList();
    }

    /** Whether it can run here; if not, says why. */
    boolean isPossible() {
        boolean possible = switch (needs) {
            case X86 -> System.getProperty("os.arch").equals("amd64");
            case PEERS -> isHere("dev.lanewise.bench.peers.PeerBenchmark") && isHere("org.bytedeco.mkl.global.mkl_rt");
            case JDK_27 -> jdk27().isPresent();
            default -> true;
        };
        if (!possible) {
            System.out.println(name + " needs " + needs + ": left out");
        }
        return possible;
    }

    private static Optional<Path> jdk27() {
        return Optional.ofNullable(System.getenv(JDK)).map(Path::of).filter(Campaign::isJdk27);
    }

    private static boolean isJdk27(Path home) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"27");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isHere(String type) {
        try {
            Class.forName(type, false, Campaign.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** JMH notes where the JVM lies, which says nothing to a reader on another machine. */
    private static void forgetPaths(Path results) throws IOException {
        String json = Files.readString(results);
        Files.writeString(results, json.replaceAll("\"jvm\" : \"[^\"]*\"", "\"jvm\" : \"java\""));
    }

    Path file(Path folder) {
        return folder.resolve(name + ".json");
    }

    void run(Path folder) throws IOException, RunnerException {
        if (needs.equals(PEERS)) {
            Environment.requireUnbound();
        }
        Files.createDirectories(folder);
        try {
            OptionsBuilder options = new OptionsBuilder();
            options.parent(new CommandLineOptions(arguments.split(" ")));
            if (needs.equals(JDK_27)) {
                options.jvm(jdk27().orElseThrow().resolve("bin/java").toString());
            }
            options.shouldFailOnError(true)
                    .addProfiler(GCProfiler.class)
                    .result(file(folder).toString())
                    .resultFormat(ResultFormatType.JSON);
            new Runner(options.build()).run();
            forgetPaths(file(folder));
        } catch (CommandLineOptionException e) {
            throw new IllegalStateException(arguments, e);
        }
    }
}
