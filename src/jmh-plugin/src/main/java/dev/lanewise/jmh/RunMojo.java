// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.jmh;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Component;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

/**
 * Compiles the module and those it needs, then starts its benchmark program on the JDK that the build selected.
 * A module without benchmarks is passed over, so that the goal also works together with {@code -am}.
 */
@Mojo(name = "run", requiresDependencyResolution = ResolutionScope.RUNTIME)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public final class RunMojo extends AbstractMojo {
    @Parameter(defaultValue = "${project.build.outputDirectory}", readonly = true)
    private File classes;

    @Parameter(defaultValue = "${project.basedir}", readonly = true)
    private File basedir;

    @Parameter(defaultValue = "${project.runtimeClasspathElements}", readonly = true)
    private List<String> classpath;

    /** The program to start; it receives {@code jmh.args}. */
    @Parameter(property = "jmh.main", defaultValue = "org.openjdk.jmh.Main")
    private String mainClass;

    /** Options of the JVM that runs the program, separated by blanks. JMH hands them on to its forks. */
    @Parameter(property = "jmh.jvmArgs", defaultValue = "")
    private String jvmArgs;

    /** Arguments of the program, separated by blanks; quotes keep blanks together. */
    @Parameter(property = "jmh.args", defaultValue = "")
    private String args;

    @Parameter(defaultValue = "${session}", readonly = true)
    private MavenSession session;

    @Component
    private ToolchainManager toolchains;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (!new File(classes, "META-INF/BenchmarkList").isFile()) {
            getLog().debug("no benchmarks in " + classes);
            return;
        }
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(words(jvmArgs));
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classpath));
        command.add(mainClass);
        command.addAll(words(args));
        getLog().debug(String.join(" ", command));
        int exit;
        try {
            exit = new ProcessBuilder(command)
                    .directory(basedir)
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new MojoExecutionException("cannot start " + command.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("interrupted while the benchmarks ran", e);
        }
        if (exit != 0) {
            throw new MojoFailureException("the benchmarks ended with exit status " + exit);
        }
    }

    private String java() {
        Toolchain jdk = toolchains.getToolchainFromBuildContext("jdk", session);
        String found = jdk == null ? null : jdk.findTool("java");
        return found != null ? found : System.getProperty("java.home") + "/bin/java";
    }

    /** Splits at blanks, except between double or single quotes, which are dropped. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        if (line == null) {
            return words;
        }
        StringBuilder word = new StringBuilder();
        boolean open = false;
        char quote = 0;
        for (char c : line.toCharArray()) {
            if (quote != 0 ? c == quote : c == '"' || c == '\'') {
                quote = quote != 0 ? 0 : c;
                open = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (open || word.length() > 0) {
                    words.add(word.toString());
                }
                word.setLength(0);
                open = false;
            } else {
                word.append(c);
            }
        }
        if (open || word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }
}
