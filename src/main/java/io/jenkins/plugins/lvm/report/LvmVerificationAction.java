package io.jenkins.plugins.lvm.report;

import hudson.model.Api;
import hudson.model.HealthReport;
import hudson.model.HealthReportingAction;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.lvm.report.history.HistoryRecord;
import io.jenkins.plugins.lvm.verifier.contract.PrintableText;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.gate.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.RunAction2;
import org.jspecify.annotations.Nullable;
import org.jvnet.localizer.LocaleProvider;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** All verifications of a build. Several steps of a build, also at the same time, add to the same one. */
@ExportedBean
public final class LvmVerificationAction implements RunAction2, HealthReportingAction {
    /** Name of the page below a build, a job and the controller. */
    static final String URL = "lvm-verification";

    /** Replaced and never changed, since a build may be saved while another step adds; an ArrayList, as saved builds have it. */
    private volatile List<StoredVerification> verifications = new ArrayList<>();

    private transient Run<?, ?> run;

    private LvmVerificationAction(final Run<?, ?> run) {
        this.run = run;
    }

    /** The verifications of a build, which has none yet when this is first called. */
    public static LvmVerificationAction of(final Run<?, ?> run) {
        synchronized (run) {
            LvmVerificationAction action = run.getAction(LvmVerificationAction.class);
            if (action == null) {
                action = new LvmVerificationAction(run);
                run.addAction(action);
            }
            return action;
        }
    }

    /**
     * Keeps a verification's files, then adds it. What the same execution of a step had added under its id, before the controller was
     * started anew, is replaced.
     *
     * @param report a report with this verification alone; null if the checkpoint could not be verified
     * @param rows numbers of its validation rows; null if there are none
     * @throws IllegalStateException if another one has the same id, or the same series on the same device; the message is for
     *     the user
     */
    public synchronized void add(
            StoredVerification added, @Nullable VerificationReport report, @Nullable RowNumbers rows)
            throws IOException {
        requireRoom(added);
        if (report != null) {
            store().save(added.getId(), report);
        }
        if (rows != null) {
            store().save(added.getId(), rows);
        }
        keep(added);
        JobHistories.get().add(run, record(added));
    }

    synchronized void keep(StoredVerification added) {
        List<StoredVerification> kept = new ArrayList<>(verifications);
        kept.removeIf(earlier -> isOlderSelf(earlier, added));
        kept.add(added);
        verifications = kept;
    }

    private HistoryRecord record(final StoredVerification stored) {
        return stored.record(run.getNumber(), run.getRootDir().getName(), run.getTimeInMillis());
    }

    private void requireRoom(final StoredVerification added) {
        for (final StoredVerification other : verifications) {
            if (isOlderSelf(other, added)) {
                continue;
            }
            if (other.getId().equals(added.getId())) {
                throw new IllegalStateException(collision(other, added, "the id '" + added.getId() + "'")
                        + " Give each step of the build an id of its own.");
            }
            // What could not be verified has no device, and may be of several.
            String device = added.getDevice();
            if (device != null
                    && device.equals(other.getDevice())
                    && other.getSeries().equals(added.getSeries())) {
                throw new IllegalStateException(collision(other, added, "the series '" + added.getSeries() + "'")
                        + " Name their models apart with 'model'.");
            }
        }
    }

    private static boolean isOlderSelf(final StoredVerification earlier, final StoredVerification added) {
        String step = earlier.getStep();
        return step != null && step.equals(added.getStep()) && earlier.getId().equals(added.getId());
    }

    private static String collision(
            final StoredVerification other, final StoredVerification added, final String common) {
        return PrintableText.of(
                other.getCheckpoint() + " and " + added.getCheckpoint() + " both have " + common + " in this build.");
    }

    /** The verifications, in the order in which they ended. */
    public List<StoredVerification> getVerifications() {
        return List.copyOf(verifications);
    }

    /** The verdict of the whole build: the worst, where a checkpoint that could not be verified is worse than all. */
    @Exported(visibility = 2)
    public @Nullable String getVerdict() {
        if (getVerifications().stream().anyMatch(StoredVerification::isError)) {
            return StoredVerification.ERROR;
        }
        return getVerifications().stream()
                .map(stored -> Verdict.valueOf(stored.getVerdict()))
                .reduce(Verdict::and)
                .map(Verdict::name)
                .orElse(null);
    }

    /** One line for each checkpoint, also for those that could not be verified. */
    @Exported
    public List<CheckpointLine> getCheckpoints() {
        return getVerifications().stream()
                .map(stored -> new CheckpointLine(record(stored)))
                .toList();
    }

    /**
     * The page of one checkpoint.
     *
     * @return null if there is none with this id
     */
    public @Nullable CheckpointPage getCheckpoint(final String id) {
        return getVerifications().stream()
                .filter(stored -> stored.getId().equals(id))
                .map(stored -> new CheckpointPage(this, stored))
                .findFirst()
                .orElse(null);
    }

    /** How many of its checkpoints passed, in words. */
    public String getSummary() {
        return new BuildSummary(getCheckpoints()).title(LocaleProvider.getLocale());
    }

    /** The job's weather, if this is its last build. */
    @Override
    public @Nullable HealthReport getBuildHealth() {
        return new BuildSummary(getCheckpoints()).health();
    }

    /** The remote API. */
    public Api getApi() {
        run.checkPermission(Item.READ);
        return new Api(this);
    }

    /** The files kept of them. */
    public VerificationStore store() {
        return new VerificationStore(run.getRootDir());
    }

    /** The page as a tab; null where Jenkins has none. */
    public @Nullable SubPage getTab() {
        return run.getAction(SubPage.class);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public void onAttached(final Run<?, ?> attached) {
        this.run = attached;
    }

    @Override
    public void onLoad(final Run<?, ?> loaded) {
        this.run = loaded;
        List<StoredVerification> known = getVerifications();
        if (!known.isEmpty()) {
            JobHistories.get().expect(loaded, known.stream().map(this::record).toList());
        }
    }

    @Override
    public @Nullable String getIconFileName() {
        return getVerifications().isEmpty() ? null : Resources.icon();
    }

    @Override
    public String getDisplayName() {
        return Messages.of("name");
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
