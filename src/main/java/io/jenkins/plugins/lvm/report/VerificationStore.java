package io.jenkins.plugins.lvm.report;

import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import io.jenkins.plugins.lvm.verifier.contract.ContractJson;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that a build keeps of its verifications, in a folder of their own beside {@code build.xml}: one report per
 * verification, and the cosine of each of its validation rows. They go with the build when it is deleted.
 */
public final class VerificationStore {
    private static final String FOLDER = "lvm-verification";
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,119}");

    private final Path directory;

    /** The files of the build with this folder. */
    public VerificationStore(File buildDirectory) {
        this.directory = buildDirectory.toPath().resolve(FOLDER);
    }

    /** Says whether this can name a verification: it becomes part of a file name and of a URL. */
    public static boolean isValidId(String id) {
        return ID.matcher(id).matches();
    }

    /** Keeps the report of one verification; a reader sees all of it or nothing. */
    public void save(String id, VerificationReport report) throws IOException {
        ContractJson.write(report, report(id));
    }

    /** Keeps the numbers of one verification's validation rows, in evaluation order. */
    void save(String id, RowNumbers rows) throws IOException {
        save(cosines(id), rows.cosines());
        save(metric(id), rows.metric());
    }

    private static void save(Path file, byte @Nullable [] numbers) throws IOException {
        if (numbers != null) {
            AtomicFile.write(file, aside -> Files.write(aside, numbers));
        }
    }

    /** The report of one verification: a report with this verification alone. */
    public VerificationReport load(String id) throws IOException {
        return ContractJson.readReport(Files.readString(report(id)));
    }

    /** File with the report of one verification; it may not exist. */
    Path report(String id) {
        return file(id, ".json");
    }

    /** File with the cosines of one verification's validation rows; it may not exist. */
    public Path cosines(String id) {
        return file(id, ".cosines.f32");
    }

    /** File with what a metric other than the cosine keeps of these rows; it may not exist. */
    public Path metric(String id) {
        return file(id, ".metric.f64");
    }

    private Path file(String id, String suffix) {
        if (!isValidId(id)) {
            throw new IllegalArgumentException(
                    "'" + id + "' is not the id of a verification; use letters, digits, '.', '_' and '-'.");
        }
        return directory.resolve(id + suffix);
    }
}
