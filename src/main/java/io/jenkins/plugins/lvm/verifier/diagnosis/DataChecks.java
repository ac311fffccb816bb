package io.jenkins.plugins.lvm.verifier.diagnosis;

import static io.jenkins.plugins.lvm.verifier.diagnosis.Causes.number;

import io.jenkins.plugins.lvm.verifier.contract.RecordedPath;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the sequences are those that the checkpoint was made from, and like those seen before. */
public final class DataChecks {
    /** Change of a mean cosine of neighbours that matters: 0.24 has made every model look dead. */
    private static final double COHERENCE = 0.05;
    /** Relative change of a mean norm that matters. */
    private static final double NORM = 0.05;
    /** Distance between mean unit vectors that matters. */
    private static final double MEAN = 0.1;
    /** Mean change of the components' deviations that matters, as a logarithm. */
    private static final double DEVIATION = 0.25;
    /** From this many rows on a profile says something. */
    private static final int ENOUGH_ROWS = 50;

    private DataChecks() {}

    /** Whether the file is the one that the checkpoint names: a note, because a copy under another name is the same data. */
    static Optional<Finding> file(DataFileFacts file) {
        String recordedDigest = file.recordedDigest();
        String givenDigest = file.givenDigest();
        boolean digests = recordedDigest != null && givenDigest != null;
        boolean sameDigest = recordedDigest != null && recordedDigest.equalsIgnoreCase(givenDigest);
        boolean otherName = file.recorded() != null
                && !RecordedPath.fileName(file.recorded()).equals(RecordedPath.fileName(file.given()));
        if (sameDigest || (!otherName && !digests)) {
            return Optional.empty();
        }
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("given", file.given());
        if (file.recorded() != null) {
            evidence.put("recorded", Causes.text(file.recorded()));
        }
        if (recordedDigest != null && givenDigest != null) {
            evidence.put("recordedSha256", recordedDigest);
            evidence.put("givenSha256", givenDigest);
        }
        String recordedName = file.recorded() == null ? null : Causes.text(RecordedPath.fileName(file.recorded()));
        String explanation = digests
                ? "The file's SHA-256 is not the one that the checkpoint records"
                        + (recordedName == null ? "." : " for " + recordedName + ".")
                : "The checkpoint was made with " + recordedName + "; " + RecordedPath.fileName(file.given())
                        + " was given. If it is another file, its rows are not those of the claim.";
        return Optional.of(Causes.finding(
                Cause.DATA_FILE,
                Severity.INFO,
                "The data is not the file that the checkpoint names",
                explanation,
                evidence,
                null));
    }

    /**
     * Whether the vectors have changed.
     *
     * @param before statistics of an earlier verification's data
     */
    public static Optional<Finding> drift(DataProfile now, DataProfile before) {
        List<String> changes = new ArrayList<>();
        Map<String, Object> evidence = new LinkedHashMap<>();
        if (now.rows() < ENOUGH_ROWS || before.rows() < ENOUGH_ROWS) {
            return Optional.empty();
        }
        compare(
                "coherence of neighbours in the context",
                "coherence",
                now.coherence(),
                before.coherence(),
                changes,
                evidence);
        compare(
                "cosine of the last context vector with the target",
                "continuation",
                now.continuation(),
                before.continuation(),
                changes,
                evidence);
        norm("norm of context vectors", "norm", now.norm(), before.norm(), changes, evidence);
        norm("norm of targets", "targetNorm", now.targetNorm(), before.targetNorm(), changes, evidence);
        vectors(now, before, changes, evidence);
        if (changes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Causes.finding(
                Cause.DATA_DRIFT,
                Severity.WARNING,
                "The data is unlike that of the earlier verification",
                String.join("; ", changes)
                        + ". A model can look dead on vectors of another kind: check which encoder and which corpus made them.",
                evidence,
                null));
    }

    private static void compare(
            String what, String key, double now, double before, List<String> changes, Map<String, Object> evidence) {
        if (Math.abs(now - before) > COHERENCE) {
            changes.add(what + " " + number(now) + " against " + number(before));
            evidence.put(key, Map.of("now", now, "before", before, "tolerance", COHERENCE));
        }
    }

    private static void norm(
            String what, String key, double now, double before, List<String> changes, Map<String, Object> evidence) {
        if (Math.abs(now - before) > NORM * Math.abs(before)) {
            changes.add(String.format(Locale.ROOT, "mean %s %.3f against %.3f", what, now, before));
            evidence.put(key, Map.of("now", now, "before", before, "tolerance", NORM * Math.abs(before)));
        }
    }

    private static void vectors(
            DataProfile now, DataProfile before, List<String> changes, Map<String, Object> evidence) {
        float[] mean = floats(now.mean());
        float[] meanBefore = floats(before.mean());
        float[] deviations = floats(now.deviations());
        float[] deviationsBefore = floats(before.deviations());
        if (mean.length != meanBefore.length) {
            changes.add("vectors have " + mean.length + " components against " + meanBefore.length);
            evidence.put("dimension", Map.of("now", mean.length, "before", meanBefore.length));
            return;
        }
        double squares = 0;
        for (int i = 0; i < mean.length; i++) {
            squares += Math.pow(mean[i] - meanBefore[i], 2);
        }
        double distance = Math.sqrt(squares);
        double tolerance = Math.max(MEAN, 4 * Math.hypot(now.meanError(), before.meanError()));
        if (distance > tolerance) {
            changes.add("mean vectors are " + number(distance) + " apart");
            evidence.put("meanDistance", Map.of("value", distance, "tolerance", tolerance));
        }
        double change = 0;
        int compared = 0;
        for (int i = 0; i < Math.min(deviations.length, deviationsBefore.length); i++) {
            if (deviations[i] > 0 && deviationsBefore[i] > 0) {
                change += Math.abs(Math.log(deviations[i] / deviationsBefore[i]));
                compared++;
            }
        }
        if (compared > 0 && change / compared > DEVIATION) {
            changes.add(String.format(
                    Locale.ROOT,
                    "the components' spread differs by %.0f %% on average",
                    100 * Math.expm1(change / compared)));
            evidence.put("spread", Map.of("value", change / compared, "tolerance", DEVIATION));
        }
    }

    /** Little-endian float32 in base64; empty if it is none. */
    private static float[] floats(@Nullable String encoded) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded == null ? "" : encoded);
        } catch (IllegalArgumentException e) {
            return new float[0];
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
