package io.jenkins.plugins.lvm.report;

import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.history.ResultFolder;
import io.jenkins.plugins.lvm.report.history.SeriesName;
import io.jenkins.plugins.lvm.report.history.StoredResult;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Problem;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * The verified checkpoints of one build: its page, and a line for each on the build's own page. One build has one, to which every
 * call of the step adds. The results are files in the build's folder; what is saved with the build only says that they are there.
 */
@ExportedBean
public final class LvmVerificationAction implements RunAction2 {
    /** Name of the page below a build, a job and the controller. */
    static final String URL = "lvm-verification";

    private static final Logger LOGGER = Logger.getLogger(LvmVerificationAction.class.getName());

    /** Layout of the stored files, for a later version that has to migrate them. */
    @SuppressWarnings("unused")
    private final long schemaVersion = StoredResult.SCHEMA_VERSION;

    private transient Run<?, ?> run;
    private transient SoftReference<List<StoredResult>> results;

    private LvmVerificationAction(final Run<?, ?> run) {
        this.run = run;
    }

    /**
     * Stores what one call of the step found, adds it to the job's history, and saves the build. May be called by several threads.
     *
     * @param id name of the result within the build: letters, digits, dashes and underscores; null or empty for the next free number
     * @param models for each verification of the report, the name of its model; null, or null for one of them, means the
     *     checkpoint's path as {@link SeriesName#ofPath} has it
     * @param report what the verifier found, with the gates as the controller evaluated them
     * @param cosines the cosine of every row, little-endian float32, one verification after the other; null if there are none
     * @return the result as stored
     * @throws VerifierException if the id or a series is in use
     */
    public static StoredResult add(
            final Run<?, ?> run,
            final String id,
            final List<String> models,
            final VerificationReport report,
            final InputStream cosines)
            throws IOException {
        synchronized (run) {
            final List<LvmVerificationAction> existing = run.getActions(LvmVerificationAction.class);
            final LvmVerificationAction action = existing.isEmpty() ? new LvmVerificationAction(run) : existing.get(0);
            final StoredResult result = action.store(id, models, report, cosines);
            if (existing.isEmpty()) {
                run.addAction(action);
            }
            run.save();
            return result;
        }
    }

    private StoredResult store(
            final String id, final List<String> models, final VerificationReport report, final InputStream cosines)
            throws IOException {
        final List<StoredResult> earlier = folder().results();
        final List<String> names = new ArrayList<>();
        for (int i = 0; i < report.verifications().size(); i++) {
            final String given = models == null ? null : models.get(i);
            final String path = report.verifications().get(i).checkpoint().path();
            names.add(given == null || given.isEmpty() ? SeriesName.ofPath(path) : given);
        }
        final StoredResult result = new StoredResult(
                StoredResult.SCHEMA_VERSION,
                id == null || id.isEmpty() ? freeId(earlier) : id,
                run.getNumber(),
                run.getTimeInMillis(),
                names,
                report);
        requireFree(result, earlier);
        folder().write(result, cosines);
        results = null;
        JobHistories.get().add(run, result);
        return result;
    }

    private static String freeId(final List<StoredResult> earlier) {
        int number = 1;
        while (isTaken(Integer.toString(number), earlier)) {
            number++;
        }
        return Integer.toString(number);
    }

    private static boolean isTaken(final String id, final List<StoredResult> earlier) {
        return earlier.stream().anyMatch(result -> result.id().equals(id));
    }

    private static void requireFree(final StoredResult result, final List<StoredResult> earlier) {
        if (!ResultFolder.isId(result.id())) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The id '" + result.id() + "' cannot be part of a URL.",
                    "Use letters, digits, dashes and underscores only.");
        }
        if (isTaken(result.id(), earlier)) {
            throw new VerifierException(
                    Reason.USAGE,
                    "Two verifications of this build have the id '" + result.id() + "'.",
                    "Give each call of the step an id of its own, or none.");
        }
        final Map<String, String> checkpoints = new HashMap<>();
        for (final StoredResult other : earlier) {
            for (int i = 0; i < other.models().size(); i++) {
                checkpoints.put(other.series(i), checkpoint(other, i));
            }
        }
        for (int i = 0; i < result.models().size(); i++) {
            final String other = checkpoints.put(result.series(i), checkpoint(result, i));
            if (other != null) {
                throw new VerifierException(
                        Reason.USAGE,
                        "The checkpoints " + other + " and " + checkpoint(result, i) + " would both be '"
                                + result.series(i) + "' in the trend.",
                        "Name their models apart with the parameter model.");
            }
        }
    }

    private static String checkpoint(final StoredResult result, final int position) {
        return result.report().verifications().get(position).checkpoint().path();
    }

    @Override
    public void onAttached(final Run<?, ?> attachedTo) {
        this.run = attachedTo;
    }

    @Override
    public void onLoad(final Run<?, ?> attachedTo) {
        this.run = attachedTo;
        JobHistories.get().expect(attachedTo);
    }

    /** The build. */
    public Run<?, ?> getRun() {
        return run;
    }

    /** All results of the build, as stored. */
    public List<StoredResult> getResults() {
        final SoftReference<List<StoredResult>> reference = results;
        final List<StoredResult> known = reference == null ? null : reference.get();
        if (known != null) {
            return known;
        }
        try {
            final List<StoredResult> read = folder().results();
            results = new SoftReference<>(read);
            return read;
        } catch (final IOException e) {
            LOGGER.log(Level.WARNING, "The verifications of " + run.getFullDisplayName() + " cannot be read", e);
            return List.of();
        }
    }

    /** The verdict of the whole build; null if nothing could be verified. */
    public Verdict verdict() {
        return getResults().stream()
                .flatMap(result -> result.report().verifications().stream())
                .map(Verification::verdict)
                .reduce(Verdict::and)
                .orElse(null);
    }

    /** The same as text. */
    @Exported
    public String getVerdict() {
        final Verdict verdict = verdict();
        return verdict == null ? null : verdict.name();
    }

    /** One line for each checkpoint. */
    @Exported
    public List<CheckpointLine> getCheckpoints() {
        final List<CheckpointLine> lines = new ArrayList<>();
        for (final StoredResult result : getResults()) {
            result.records(run.getRootDir().getName()).forEach(record -> lines.add(new CheckpointLine(record)));
        }
        return lines;
    }

    /** What could not be verified. */
    public List<Problem> getProblems() {
        return getResults().stream()
                .flatMap(result -> result.report().errors().stream())
                .toList();
    }

    /** The pages of all results. */
    public List<ResultPage> getPages() {
        return getResults().stream().map(result -> new ResultPage(this, result)).toList();
    }

    /** The page of one result. */
    public ResultPage getDynamic(final String id) {
        return getPages().stream()
                .filter(page -> page.getId().equals(id))
                .findFirst()
                .orElse(null);
    }

    ResultFolder folder() {
        return new ResultFolder(run.getRootDir().toPath());
    }

    /** The remote API. */
    public Api getApi() {
        run.checkPermission(Item.READ);
        return new Api(this);
    }

    @Override
    public String getDisplayName() {
        return "LVM verification";
    }

    @Override
    public String getIconFileName() {
        return Resources.ICON;
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
