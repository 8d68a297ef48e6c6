// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise;

/**
 * How much work the reference does before the target is opened, whose classes take as long to load as a short job takes in all, and how it
 * then hands over: for a while the target gets one call of many, which is enough to have it compiled, and the reference, which is compiled
 * by then, the others. Nobody knows how long a job will be; who changes when as much was done as the change costs never takes twice as
 * long as who had known.
 *
 * <p>Counted in additions, about a nanosecond each, and without a lock: what is lost when two threads count at once delays the target.
 */
final class HeadStart {
    static final long USUAL = 1L << 27;

    /** A call of more than this share of it does not wait. */
    private static final int LARGE = 8;
    /** A call of more additions does not wait once the target is open, which gains more by it than it loses. */
    private static final long CONSIDERABLE = 1L << 20;
    /** How many times the head start it takes until the target has all calls. */
    private static final int HANDOVER = 3;
    /** Of so many calls the target gets one meanwhile; a prime, as calls come in rounds. */
    private static final int CALLS = 61;
    /** Of so many nanoseconds of a shared part that calls a backend at least one is taken for work. */
    private static final int NANOS = 8;

    private final long additions;
    private long done;
    private int calls;

    HeadStart(long additions) {
        this.additions = additions;
    }

    /** Whether a call of so many additions, which are counted, is the reference's. */
    boolean hasCall(long work, boolean opened) {
        long sum = done;
        if (sum >= HANDOVER * additions || work > additions / LARGE) {
            return false;
        }
        sum += work;
        done = sum;
        return opened ? work <= CONSIDERABLE && isNotTheLast() : sum <= additions;
    }

    private boolean isNotTheLast() {
        int number = calls + 1;
        calls = number == CALLS ? 0 : number;
        return number != CALLS;
    }

    /** Whether the parts of a task are run by the caller alone. */
    boolean hasParts() {
        return done < HANDOVER * additions;
    }

    long done() {
        return done;
    }

    /**
     * A part that took so long. What it does without a backend counts too, and more if it calls none, so that as much is done as
     * {@code before}: it may be all that there is.
     */
    void ran(long before, long nanos) {
        done = Math.max(done, before + HANDOVER * (done == before ? nanos : nanos / NANOS));
    }
}
