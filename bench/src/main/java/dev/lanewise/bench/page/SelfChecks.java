// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.bench.page;

import dev.lanewise.verify.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code java -p lanewise-core.jar -m dev.lanewise} said on several JDKs, kept as {@code jdk-27.txt} and so on. */
record SelfChecks(Map<String, String> texts) {
    private static final Pattern FILE = Pattern.compile("jdk-(\\d+)\\.txt");
    private static final Pattern LOOP =
            Pattern.compile("(?m)^(?:vector|plain) +(SINGLE|DOUBLE) +(\\S+) +([0-9.]+) G/s +(\\d+) B/call");
    private static final Pattern DIGEST = Pattern.compile("(?m)^digest +([0-9a-f]+)");

    static SelfChecks read(Path folder) {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = FILE.matcher(file.getFileName().toString());
                if (name.matches()) {
                    String text = Files.readString(file);
                    Matcher digest = DIGEST.matcher(text);
                    if (digest.find() && digest.group(1).equals(Main.goldenDigest())) {
                        texts.put(name.group(1), text);
                    } else {
                        System.err.println(
                                file + " is left out, as it shows another digest than " + Main.goldenDigest());
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + folder, e);
        }
        return new SelfChecks(texts);
    }

    /** A row for each loop, a column for each JDK. */
    String table() {
        if (texts.isEmpty()) {
            return "";
        }
        Map<String, Object[]> rows = new LinkedHashMap<>();
        List<String> jdks = List.copyOf(texts.keySet());
        for (int jdk = 0; jdk < jdks.size(); jdk++) {
            Matcher loop = LOOP.matcher(texts.get(jdks.get(jdk)));
            while (loop.find()) {
                String key = loop.group(2) + ", " + loop.group(1).toLowerCase(java.util.Locale.ROOT);
                Object[] row = rows.computeIfAbsent(key, name -> row(name, jdks.size()));
                row[1 + jdk] = Double.parseDouble(loop.group(3));
                row[row.length - 1] = Math.max((long) row[row.length - 1], Long.parseLong(loop.group(4)));
            }
        }
        Table table = new Table(header(jdks));
        table.row(digests(jdks));
        rows.values().forEach(table::row);
        return table.toString();
    }

    private static Object[] row(String name, int jdks) {
        Object[] row = new Object[jdks + 2];
        java.util.Arrays.fill(row, Double.NaN);
        row[0] = name;
        row[row.length - 1] = 0L;
        return row;
    }

    private static String[] header(List<String> jdks) {
        String[] header = new String[jdks.size() + 2];
        header[0] = "loop, G/s";
        for (int jdk = 0; jdk < jdks.size(); jdk++) {
            header[1 + jdk] = "JDK " + jdks.get(jdk);
        }
        header[header.length - 1] = "B/call";
        return header;
    }

    private Object[] digests(List<String> jdks) {
        Object[] row = new Object[jdks.size() + 2];
        row[0] = "digest of all operations";
        for (int jdk = 0; jdk < jdks.size(); jdk++) {
            Matcher digest = DIGEST.matcher(texts.get(jdks.get(jdk)));
            row[1 + jdk] = digest.find() ? digest.group(1) : "-";
        }
        row[row.length - 1] = "";
        return row;
    }
}
