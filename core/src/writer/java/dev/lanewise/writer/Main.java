// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.writer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes the sources that repeat a pattern: the microkernels from {@link KernelTable}, and the leaves for binary64 from
 * those for binary32. {@code java core/src/writer/java/dev/lanewise/writer/Main.java} on JDK 25 writes them into the tree;
 * with {@code --check} it writes nothing and fails where a file is not what it would write.
 */
final class Main {
    private static final String[] TWINS = {
        "vector/f32/Activations",
        "vector/f32/Arithmetic",
        "vector/f32/ColumnSums",
        "vector/f32/Leaves32",
        "vector/f32/Losses",
        "vector/f32/OuterProduct",
        "vector/f32/Roof",
        "vector/f32/SoftmaxRows",
        "vector/f32/Tiles",
        "vector/f32/Updates",
        "scalar/Reference32",
        "vector/plain/Plain32",
        "vector/plain/Elements32",
        "vector/plain/PlainRows32",
    };

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Path core = Files.isDirectory(Path.of("core")) ? Path.of("core") : Path.of("");
        Path root = core.resolve("src/main/java/dev/lanewise");
        boolean check = arguments.length > 0 && arguments[0].equals("--check");
        boolean equal = true;
        for (Map.Entry<String, String> file : files(root).entrySet()) {
            Path path = root.resolve(file.getKey() + ".java");
            if (!check) {
                Files.writeString(path, file.getValue());
            } else if (!Files.exists(path) || !Files.readString(path).equals(file.getValue())) {
                System.err.println(path + " is not what the writer writes; run " + Main.class.getName());
                equal = false;
            }
        }
        System.exit(equal ? 0 : 1);
    }

    /** All texts by their place below the root. */
    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("vector/leaf/Kernel", KernelTable.enumeration());
        for (Type type : Type.values()) {
            String folder = "vector/" + type.folder + "/";
            for (KernelTable.Row row : KernelTable.ROWS) {
                files.put(folder + row.file(), KernelWriter.write(row, type));
            }
            files.put(folder + "DotKernel8x1", ChainKernels.dot(type));
            files.put(folder + "TurnedKernel1x1v", ChainKernels.turned(type, 1));
            files.put(folder + "TurnedKernel4x1v", ChainKernels.turned(type, ChainKernels.COLUMNS));
            files.put(folder + "RowChains", RowChainsWriter.write(type));
            files.put(folder + "LongRows", LongRowsWriter.write(type));
            files.put(folder + "RowTrees", RowTreesWriter.write(type));
            files.put(folder + "Transposition", TranspositionWriter.write(type));
            files.put(folder + "NarrowTransposition", NarrowTranspositionWriter.write(type));
            files.put(folder + "Kernels", KernelTable.dispatch(type));
        }
        for (String name : TWINS) {
            files.put(Twin.of(name), Twin.write(Files.readString(root.resolve(name + ".java"))));
        }
        files.replaceAll((name, text) -> text + "// spotless:on\n");
        return files;
    }
}
