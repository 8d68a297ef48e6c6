// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.vector.leaf;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import jdk.incubator.vector.VectorShape;

/** What this machine and this JVM offer. */
public final class Host {
    /** Of the Vector API. */
    public static final String MODULE = "jdk.incubator.vector";

    private static final String PROPERTY = "lanewise.lanes";

    /** For plain loops: wide enough for whatever the compiler makes of them. */
    private static final int PLAIN_BITS = 512;

    private static final String WITHOUT_C2 =
            "the optimising compiler C2 is off; start the JVM without -XX:TieredStopAtLevel";

    private Host() {}

    /** Whether the Vector API is there. */
    public static boolean hasVectors() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /** Asked of the shape alone: the species load some hundred classes, for which a short job would have to wait. */
    public static int preferredBits() {
        return hasVectors() ? Math.min(512, VectorShape.preferredShape().vectorBitSize()) : PLAIN_BITS;
    }

    /** The lane width in bits: the machine's own, or the one that the property asks for. */
    public static int laneBits() {
        String asked = System.getProperty(PROPERTY);
        if (asked == null || asked.isBlank()) {
            return preferredBits();
        }
        return switch (asked.strip()) {
            case "128" -> 128;
            case "256" -> 256;
            case "512" -> 512;
            default -> throw new IllegalArgumentException(PROPERTY + " is \"" + asked + "\"; expected 128, 256 or 512");
        };
    }

    public static boolean hasManyRegisters() {
        String arch = System.getProperty("os.arch");
        return arch.equals("aarch64") || arch.startsWith("riscv") || preferredBits() == 512;
    }

    /** Why vectors would not be fast here, with the cure, or empty; of two kinds, as the second takes 20 ms to find out. */
    public static Optional<String> obstacle() {
        return evident().or(Host::hidden);
    }

    /** What is found at once. */
    public static Optional<String> evident() {
        int bits = laneBits();
        if (bits > preferredBits()) {
            return Optional.of(PROPERTY + " is " + bits + " but this machine has " + preferredBits()
                    + "-bit lanes; ask for at most that, or leave the property out");
        }
        if (preferredBits() < 128) {
            return Optional.of("this machine has no vector registers of 128 bits or more");
        }
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted")) {
            return Optional.of("the JVM only interprets; start it without -Xint");
        }
        return mode.contains("emulated-client") ? Optional.of(WITHOUT_C2) : Optional.empty();
    }

    /** What takes asking the JVM for its flags. */
    public static Optional<String> hidden() {
        if (flag("TieredStopAtLevel").filter(level -> !level.equals("4")).isPresent()) {
            return Optional.of(WITHOUT_C2);
        }
        if (flag("UseFMA").filter("false"::equals).isPresent()) {
            return Optional.of(
                    "there is no fused multiply-add instruction (or -XX:-UseFMA hides it), and without it each one is"
                            + " computed in software");
        }
        return Optional.empty();
    }

    /** The value of a HotSpot flag, or empty on another JVM. */
    private static Optional<String> flag(String name) {
        try {
            HotSpotDiagnosticMXBean hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return hotspot == null
                    ? Optional.empty()
                    : Optional.of(hotspot.getVMOption(name).getValue());
        } catch (IllegalArgumentException notHotSpot) {
            return Optional.empty();
        }
    }
}
