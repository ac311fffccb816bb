package io.jenkins.plugins.lvm.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What the gate before a deployment decided on a file, as a build keeps it. */
@ExportedBean(defaultVisibility = 2)
public final class GateDecision {
    /** What was decided. */
    public static final String ACCEPTED = "ACCEPTED";

    public static final String REFUSED = "REFUSED";
    public static final String OVERRIDDEN = "OVERRIDDEN";

    private final String outcome;
    private final String checkpoint;
    private final String sha256;
    private final String sentence;
    private final long time;
    /** Who let it pass all the same; null where nobody did. */
    private final @Nullable String overriddenBy;

    private final @Nullable String overrideReason;
    private final long overriddenAt;

    private GateDecision(
            String outcome,
            String checkpoint,
            String sha256,
            String sentence,
            long time,
            @Nullable Overriding override) {
        this.outcome = outcome;
        this.checkpoint = checkpoint;
        this.sha256 = sha256;
        this.sentence = sentence;
        this.time = time;
        this.overriddenBy = override == null ? null : override.by();
        this.overrideReason = override == null ? null : override.reason();
        this.overriddenAt = override == null ? 0 : override.time();
    }

    /** Who let a file pass, why and when. */
    public record Overriding(String by, String reason, long time) {}

    /**
     * What the gate found.
     *
     * @param sha256 of the file, in hex
     * @param sentence why, as a clause
     */
    public static GateDecision of(boolean accepted, String checkpoint, String sha256, String sentence) {
        return new GateDecision(
                accepted ? ACCEPTED : REFUSED, checkpoint, sha256, sentence, System.currentTimeMillis(), null);
    }

    /** The same, which somebody lets pass. */
    GateDecision let(Overriding override) {
        return new GateDecision(outcome, checkpoint, sha256, sentence, time, override);
    }

    /** The same for a build that passes because somebody let it. */
    public GateDecision passing(Overriding override) {
        return new GateDecision(OVERRIDDEN, checkpoint, sha256, sentence, time, override);
    }

    @Exported
    public String getOutcome() {
        return outcome;
    }

    @Exported
    public String getCheckpoint() {
        return checkpoint;
    }

    @Exported
    public String getSha256() {
        return sha256;
    }

    @Exported
    public String getSentence() {
        return sentence;
    }

    @Exported
    public @Nullable String getOverriddenBy() {
        return overriddenBy;
    }

    @Exported
    public @Nullable String getOverrideReason() {
        return overrideReason;
    }

    /** When that was, as RFC 3339; null where nobody did. */
    @Exported
    public @Nullable String getOverriddenAt() {
        return overriddenBy == null ? null : Instant.ofEpochMilli(overriddenAt).toString();
    }

    /** Whether somebody may still let it pass. */
    public boolean isRefused() {
        return outcome.equals(REFUSED) && overriddenBy == null;
    }

    /** Who let it pass; null where nobody did. */
    public @Nullable Overriding override() {
        return overriddenBy == null || overrideReason == null
                ? null
                : new Overriding(overriddenBy, overrideReason, overriddenAt);
    }
}
