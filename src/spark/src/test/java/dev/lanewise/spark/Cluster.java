// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/** A master and workers, each a JVM of its own, from this JVM's class path, without a distribution of Spark. */
final class Cluster implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Path folder;
    private final List<Process> workers = new ArrayList<>();
    private final String classes;
    private final Process master;
    private final int port;

    Cluster(Path folder, int count) throws IOException, InterruptedException {
        this.folder = folder;
        Path jars = Files.createDirectories(folder.resolve("home/jars"));
        List<String> folders = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry).toAbsolutePath();
            if (Files.isDirectory(path)) {
                folders.add(path.toString());
            } else if (Files.exists(path) && !Files.exists(jars.resolve(path.getFileName()))) {
                Files.createSymbolicLink(jars.resolve(path.getFileName()), path);
            }
        }
        classes = String.join(File.pathSeparator, folders);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        master = start(HOST, "master", "org.apache.spark.deploy.master.Master", "--port", "" + port);
        awaitMaster();
        for (int i = 0; i < count; i++) {
            // Each a host of its own, or no task would be tried on another while it runs.
            workers.add(start(
                    "127.0.0." + (i + 2),
                    "worker" + i,
                    "org.apache.spark.deploy.worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--work-dir",
                    folder.resolve("work" + i).toString(),
                    url()));
        }
    }

    private void awaitMaster() throws IOException, InterruptedException {
        for (int attempt = 0; ; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(HOST, port), 100);
                return;
            } catch (IOException e) {
                if (attempt == 600 || !master.isAlive()) {
                    throw new IOException("the master does not answer; see " + folder.resolve("master.log"), e);
                }
                Thread.sleep(100);
            }
        }
    }

    private String url() {
        return "spark://" + HOST + ":" + port;
    }

    private Process start(String host, String name, String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.add("-Dspark.master.rest.enabled=false");
        command.addAll(List.of("-cp", classes + File.pathSeparator + folder.resolve("home/jars") + "/*"));
        command.addAll(List.of(program, "--host", host, "--webui-port", "0"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", host);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /** A session whose tasks run in the workers' executors, one core each. */
    SparkSession session(int cores) {
        return session(url())
                .config("spark.executor.extraClassPath", classes)
                .config("spark.speculation", true)
                .config("spark.speculation.quantile", 0.5)
                .config("spark.speculation.minTaskRuntime", "2s")
                .config("spark.cores.max", cores)
                .getOrCreate();
    }

    static SparkSession.Builder session(String master) {
        return SparkSession.builder()
                .appName("lanewise")
                .master(master)
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", HOST)
                .config("spark.driver.bindAddress", HOST)
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.executor.memory", "700m")
                .config("spark.executor.cores", 1);
    }

    /** Kills an executor; its worker, which starts another one, has a folder for it. */
    void kill(String executor) {
        for (int i = 0; i < workers.size(); i++) {
            try (Stream<Path> files = Files.walk(folder.resolve("work" + i), 2)) {
                if (files.anyMatch(file -> file.getFileName().toString().equals(executor))) {
                    workers.get(i).toHandle().children().forEach(ProcessHandle::destroyForcibly);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        List<Process> all = new ArrayList<>(workers);
        all.add(master);
        for (Process process : all) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        all.forEach(Process::destroyForcibly);
        for (Process process : all) {
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }
}
