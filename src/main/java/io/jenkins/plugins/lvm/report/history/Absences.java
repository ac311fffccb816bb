package io.jenkins.plugins.lvm.report.history;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Which jobs had no history when last looked, for some seconds: each page asks that of every job. Safe for use by many threads. */
final class Absences {
    /** In nanoseconds. */
    static final long KEPT = 10_000_000_000L;

    /** From here on, what is older goes when something is noted: folders of jobs that are gone. */
    private static final int MANY = 1000;

    private final LongSupplier nanoTime;
    private final Map<Path, Long> since = new ConcurrentHashMap<>();

    Absences(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether a job's folder of builds was seen without a history, not long ago. */
    boolean know(Path builds) {
        Long seen = since.get(builds);
        return seen != null && isFresh(seen);
    }

    void note(Path builds) {
        if (since.size() >= MANY) {
            since.values().removeIf(seen -> !isFresh(seen));
        }
        since.put(builds, nanoTime.getAsLong());
    }

    /** A history is there now. */
    void forget(Path builds) {
        since.remove(builds);
    }

    private boolean isFresh(long seen) {
        return nanoTime.getAsLong() - seen < KEPT;
    }
}
