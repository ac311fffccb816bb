package io.jenkins.plugins.lvm.report;

import hudson.model.Run;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jenkins.model.RunAction2;

/** All verifications of a build. Several steps of a build, also at the same time, add to the same one. */
public final class LvmVerificationAction implements RunAction2 {
    private final List<StoredVerification> verifications = new ArrayList<>();

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
     * Keeps a verification's files, then adds it.
     *
     * @param report a report with this verification alone; null if the checkpoint could not be verified
     * @param cosines of its validation rows, little-endian float32; null if there are none
     * @throws IllegalStateException if another one has the same id, or the same series on the same device; the message is for
     *     the user
     */
    public synchronized void add(final StoredVerification added, final VerificationReport report, final byte[] cosines)
            throws IOException {
        requireRoom(added);
        if (report != null) {
            store().save(added.getId(), report);
        }
        if (cosines != null) {
            store().saveCosines(added.getId(), cosines);
        }
        verifications.add(added);
    }

    private void requireRoom(final StoredVerification added) {
        for (final StoredVerification other : verifications) {
            if (other.getId().equals(added.getId())) {
                throw new IllegalStateException(collision(other, added, "the id '" + added.getId() + "'")
                        + " Give each step of the build an id of its own.");
            }
            if (other.getSeries().equals(added.getSeries()) && Objects.equals(other.getDevice(), added.getDevice())) {
                throw new IllegalStateException(collision(other, added, "the series '" + added.getSeries() + "'")
                        + " Name their models apart with 'model'.");
            }
        }
    }

    private static String collision(
            final StoredVerification other, final StoredVerification added, final String common) {
        return other.getCheckpoint() + " and " + added.getCheckpoint() + " both have " + common + " in this build.";
    }

    /** The verifications, in the order in which they ended. */
    public synchronized List<StoredVerification> getVerifications() {
        return List.copyOf(verifications);
    }

    /** The files kept of them. */
    public VerificationStore store() {
        return new VerificationStore(run.getRootDir());
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
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return "LVM verification";
    }

    @Override
    public String getUrlName() {
        return "lvm-verification";
    }
}
