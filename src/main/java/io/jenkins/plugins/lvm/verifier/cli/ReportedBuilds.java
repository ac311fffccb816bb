package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.baseline.StoredBaseline;
import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.contract.ReportCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a job's builds have reported, read where it lies: in the job's folder on the controller, or among reports that were archived.
 *
 * @param numbered whether each report tells its build's number; if not, the order is that of the files' last changes
 * @param verifications in the order of the builds
 * @param unreadable why files that should be reports are not among them
 */
record ReportedBuilds(boolean numbered, List<Reported> verifications, List<String> unreadable) {
    private static final int DEEPEST = 8;
    private static final int MOST_FILES = 100_000;
    /** A folder such as {@code 12}, {@code #12} or {@code build-12}. */
    private static final Pattern BUILD = Pattern.compile("(?:#|build[-_ ]?)?(\\d{1,9})", Pattern.CASE_INSENSITIVE);
    /** The last number of a file's name, such as that of {@code report-12.json}. */
    private static final Pattern IN_NAME = Pattern.compile("(.*?)(\\d{1,9})(\\D*)");

    /**
     * One verification.
     *
     * @param number of the build; null where nothing tells it
     * @param changed when the report was last changed, milliseconds since the epoch
     * @param series what is the same in all builds: the report's place, the device, and the checkpoint's name where a report has several
     * @param report below the folder
     */
    record Reported(@Nullable Long number, long changed, String series, String report, Verification verification) {
        /** What people call the build. */
        String build() {
            return number == null ? report : "#" + number;
        }
    }

    /** Whether Jenkins keeps a job there: its configuration, and its builds beside it. */
    static boolean isJob(Path folder) {
        return Files.isRegularFile(folder.resolve("config.xml")) && Files.isDirectory(folder.resolve("builds"));
    }

    /** The build's number in a path, and the path without it. */
    private record Place(@Nullable Long number, String rest) {

        static Place of(Path report) {
            for (int i = 0; i < report.getNameCount() - 1; i++) {
                Matcher build = BUILD.matcher(report.getName(i).toString());
                if (build.matches()) {
                    Path above = i == 0 ? Path.of("") : report.subpath(0, i);
                    return new Place(
                            Long.valueOf(build.group(1)),
                            above.resolve(report.subpath(i + 1, report.getNameCount()))
                                    .toString());
                }
            }
            Matcher name = IN_NAME.matcher(String.valueOf(report.getFileName()));
            return name.matches()
                    ? new Place(
                            Long.valueOf(name.group(2)),
                            report.resolveSibling(name.group(1) + "N" + name.group(3))
                                    .toString())
                    : new Place(null, report.toString());
        }
    }

    /**
     * Reads all reports below a folder. Links are not followed: a job's folder has links to its own builds.
     *
     * @throws VerifierException if it is not a folder that can be read, or there is none
     */
    static ReportedBuilds of(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new VerifierException(
                    Reason.NOT_FOUND,
                    folder + " is not a folder.",
                    "Name a job's folder on the controller, or one with reports of its builds.");
        }
        List<Reported> found = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (Path file : files(folder)) {
            read(folder, file, found, unreadable);
        }
        if (found.isEmpty()) {
            throw new VerifierException(
                    unreadable.isEmpty() ? Reason.NOT_FOUND : Reason.UNREADABLE,
                    unreadable.isEmpty()
                            ? "There is no report in " + folder + "."
                            : "No report in " + folder + " can be read. " + unreadable.get(0),
                    "Reports are what 'verify --report' writes, and what builds keep under lvm-verification.");
        }
        boolean numbered = found.stream().noneMatch(one -> one.number() == null);
        Comparator<Reported> order =
                numbered ? Comparator.comparing(Reported::number) : Comparator.comparingLong(Reported::changed);
        return new ReportedBuilds(
                numbered,
                found.stream().sorted(order.thenComparing(Reported::report)).toList(),
                List.copyOf(unreadable));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
            return all.filter(file -> String.valueOf(file.getFileName()).endsWith(".json"))
                    .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .limit(MOST_FILES)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void read(Path folder, Path file, List<Reported> found, List<String> unreadable) throws IOException {
        Path relative = folder.relativize(file);
        try {
            VerificationReport report = StoredBaseline.read(file);
            report.verifications().forEach(ReportCheck::requireSound);
            Place place = Place.of(relative);
            long changed =
                    Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
            for (Verification verification : report.verifications()) {
                String device = verification.device().used();
                boolean several = report.verifications().stream()
                                .filter(other -> other.device().used().equals(device))
                                .count()
                        > 1;
                String name = RecordedPath.fileName(verification.checkpoint().path());
                found.add(new Reported(
                        place.number(),
                        changed,
                        place.rest() + (several ? ", " + name : "") + ", on " + device,
                        relative.toString(),
                        verification));
            }
        } catch (VerifierException | IllegalArgumentException e) {
            // Other JSON lies among archived files.
            if (relative.toString().contains("lvm-verification")
                    || String.valueOf(file.getFileName()).startsWith("report")) {
                unreadable.add(relative + " is not a sound report.");
            }
        }
    }
}
