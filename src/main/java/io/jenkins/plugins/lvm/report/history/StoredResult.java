package io.jenkins.plugins.lvm.report.history;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one call of the step leaves with its build.
 *
 * @param schemaVersion version of this layout, {@value #SCHEMA_VERSION}
 * @param id name of the result within the build
 * @param build number of the build
 * @param timestamp start of the build, milliseconds since the epoch
 * @param models for each verification of the report, the name of its model
 * @param report what the verifier found, with the gates as the controller evaluated them
 */
public record StoredResult(
        int schemaVersion, String id, int build, long timestamp, List<String> models, VerificationReport report) {

    /** The layout that this version writes. */
    public static final int SCHEMA_VERSION = 1;

    public StoredResult {
        models = List.copyOf(models);
        if (models.size() != report.verifications().size()) {
            throw new IllegalArgumentException(
                    models.size() + " models for " + report.verifications().size() + " verifications");
        }
    }

    /** The series of one verification. */
    public String series(final int position) {
        return SeriesName.of(
                models.get(position),
                report.verifications().get(position).device().used());
    }

    /** What the history keeps of this result. */
    public List<HistoryRecord> records(final String folder) {
        return IntStream.range(0, models.size())
                .mapToObj(position -> HistoryRecord.of(folder, this, position))
                .toList();
    }
}
