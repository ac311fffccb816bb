package io.jenkins.plugins.lvm.report.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The history of a job that has been verifying for years. */
public final class LongHistory {
    private LongHistory() {}

    /**
     * Writes the history into the folder of a job's builds, with an empty folder for each of them: whoever wanted to load a build would
     * find none.
     */
    public static void write(final Path builds, final int count) throws IOException {
        final Random random = new Random(1);
        final List<HistoryRecord> records = new ArrayList<>();
        for (int build = 1; build <= count; build++) {
            Files.createDirectories(builds.resolve(Integer.toString(build)));
            final double claim = 0.53 + 0.02 * Math.sin(build / 700.0) + random.nextGaussian() * 0.003;
            final double gap = build % 997 == 0 ? -0.54 : random.nextGaussian() * 0.001;
            records.add(HistoryRecords.record(build, "amn", claim, claim + gap));
        }
        new HistoryFile(builds.resolve(Histories.FILE_NAME)).append(records);
    }
}
