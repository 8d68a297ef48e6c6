// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lanewise.Activation;
import dev.lanewise.Backends;
import dev.lanewise.Matrix;
import dev.lanewise.bench.Settling;
import dev.lanewise.nn.Network;
import dev.lanewise.nn.NetworkBuilder;
import dev.lanewise.nn.Predictor;
import dev.lanewise.onnx.Onnx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Answers of whole networks: a frozen predictor against ONNX Runtime on the same network, which Lanewise wrote for it. Its tensors lie
 * in native memory and are made beforehand, input and output: the least that it can ask for.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class InferenceBenchmark {
    @Param({"30-16-1", "784-128-10", "784-512-256-10", "1024-1024-1024-10"})
    public String network;

    @Param({"1", "4", "16", "64", "256"})
    public int batch;

    @Param("1")
    public int threads;

    @Param({"lanewise", "onnxruntime"})
    public String peer;

    private Runnable call;

    @Setup
    public void setUp() throws IOException, OrtException {
        Network net = network();
        Matrix x = Matrix.zeros(batch, net.inputSize());
        SplittableRandom random = new SplittableRandom(1);
        for (int e = 0; e < x.floats().length; e++) {
            x.floats()[e] = random.nextFloat();
        }
        Matrix answers = Matrix.zeros(batch, net.outputSize());
        if (peer.equals("lanewise")) {
            call = lanewise(net, x, answers);
            Settling.settle(network + " of " + batch + " rows", call);
        } else {
            call = onnxRuntime(net, x, answers);
            call.run();
        }
        Matrix expected = net.predict(Backends.scalar(), x);
        for (int i = 0; i < batch; i++) {
            for (int j = 0; j < answers.cols(); j++) {
                if (!(Math.abs(answers.get(i, j) - expected.get(i, j)) <= 1e-4)) {
                    throw new IllegalStateException(peer + " is wrong at " + i + ", " + j + ": " + answers.get(i, j)
                            + ", expected " + expected.get(i, j));
                }
            }
        }
    }

    private Network network() {
        String[] sizes = network.split("-");
        NetworkBuilder builder = Network.sequential(Integer.parseInt(sizes[0]));
        for (int i = 1; i < sizes.length - 1; i++) {
            builder = builder.dense(Integer.parseInt(sizes[i]), Activation.RELU);
        }
        int outputs = Integer.parseInt(sizes[sizes.length - 1]);
        return outputs == 1
                ? builder.dense(1, Activation.SIGMOID).build(1)
                : builder.dense(outputs, Activation.IDENTITY).softmax().build(1);
    }

    private Runnable lanewise(Network net, Matrix x, Matrix answers) {
        Predictor predictor = net.freeze(Backends.open("vector", threads));
        return () -> predictor.predict(x, answers);
    }

    private Runnable onnxRuntime(Network net, Matrix x, Matrix answers) throws IOException, OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Path file = Files.createTempFile("network", ".onnx");
        Onnx.write(net, file);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        OrtSession session = environment.createSession(file.toString(), options);
        Files.delete(file);
        FloatBuffer given = buffer(x).put(x.floats()).rewind();
        FloatBuffer answered = buffer(answers);
        Map<String, OnnxTensor> inputs = Map.of(name(session.getInputNames()), tensor(environment, given, x));
        Map<String, OnnxValue> outputs = Map.of(name(session.getOutputNames()), tensor(environment, answered, answers));
        run(session, inputs, outputs);
        answered.get(0, answers.floats());
        return () -> run(session, inputs, outputs);
    }

    private static String name(Set<String> names) {
        return names.iterator().next();
    }

    private static FloatBuffer buffer(Matrix like) {
        int bytes = Float.BYTES * like.rows() * like.cols();
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }

    private static OnnxTensor tensor(OrtEnvironment environment, FloatBuffer buffer, Matrix like) throws OrtException {
        return OnnxTensor.createTensor(environment, buffer, new long[] {like.rows(), like.cols()});
    }

    private static void run(OrtSession session, Map<String, OnnxTensor> inputs, Map<String, OnnxValue> outputs) {
        try (OrtSession.Result result = session.run(inputs, Set.of(), outputs)) {
            assert result.size() > 0;
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public Object predict() {
        call.run();
        return call;
    }
}
