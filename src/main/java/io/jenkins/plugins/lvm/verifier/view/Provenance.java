package io.jenkins.plugins.lvm.verifier.view;

import io.jenkins.plugins.lvm.verifier.contract.SelfCheck;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.DataProfile;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.FilePart;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Model;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Verification;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the numbers of a verification come from. */
final class Provenance {
    private Provenance() {}

    /** The files, the rows, the machine and the software. */
    static List<Fact> of(Verification v) {
        FactList facts = new FactList();
        Model model = v.model();
        facts.add(
                "Checkpoint",
                v.checkpoint().path(),
                NumberFormats.bytes(v.checkpoint().sizeBytes()));
        facts.add("SHA-256", v.checkpoint().sha256());
        List<FilePart> files = v.checkpoint().files();
        if (files != null) {
            files.forEach(file ->
                    facts.add("SHA-256 of " + file.name(), file.sha256(), NumberFormats.bytes(file.sizeBytes())));
        }
        facts.add(
                "Model",
                model.forwardDefinition(),
                (model.parameterCount() == 0 ? "" : NumberFormats.shortCount(model.parameterCount()) + " parameters, ")
                        + (model.contextLength() == 0
                                ? "inputs of " + model.inputDim() + " numbers"
                                : "contexts of " + model.contextLength() + " × " + model.inputDim())
                        + (model.declaredType() == null ? "" : "; says it is '" + model.declaredType() + "'"));
        if (model.forwardOnnx() != null) {
            facts.add(
                    "ONNX graph",
                    model.forwardOnnx().path(),
                    NumberFormats.bytes(model.forwardOnnx().sizeBytes()));
            facts.add("SHA-256 of the ONNX graph", model.forwardOnnx().sha256());
        }
        if (model.probe() != null) {
            facts.add(
                    "Probe of the function",
                    model.probe().proven() ? "proves " + model.forwardDefinition() : "tells another function",
                    "outputs differ by at most "
                            + NumberFormats.number(model.probe().largestDifference())
                            + (model.probe().stale() ? "; taken of other weights" : ""));
        }
        if (model.stateDict() != null) {
            facts.add("State dict", model.stateDict(), model.notes() == null ? "" : String.join("; ", model.notes()));
        } else if (model.notes() != null) {
            facts.add("State dict", "the file itself", String.join("; ", model.notes()));
        }
        if (model.unproven() != null) {
            facts.add("Definition", "unproven", model.unproven());
        }
        facts.add("Definitions that fit", String.join(", ", model.fitting()));
        facts.add("Data", v.data().path(), NumberFormats.count(v.data().sequences()) + " sequences");
        facts.add("Fingerprint of the data", v.data().fingerprint());
        facts.add(
                "Split",
                v.split().name()
                        + (v.split().seed() == null ? "" : ", seed " + v.split().seed()),
                v.split().reason());
        facts.add(
                "Rows",
                NumberFormats.count(v.split().validationRows()),
                (v.split().reproducible() ? "exactly the trainer's" : "may not be the trainer's")
                        + (v.split().mayOverlapTraining() ? ", may overlap training" : ""));
        facts.add("SHA-256 of the rows", v.split().rowsSha256());
        if (v.data().rowsDigest() != null) {
            facts.add("Digest of what the rows hold", v.data().rowsDigest());
        }
        facts.add("Device", v.device().used(), v.device().name());
        if (v.selfCheck() != null) {
            v.selfCheck().checks().forEach(check -> facts.add(check(check.kind()), detail(check), check.what()));
        }
        facts.add(
                "Time",
                NumberFormats.seconds(v.timing().totalSeconds()),
                NumberFormats.count(Math.round(v.timing().rowsPerSecond())) + " rows a second");
        facts.add(
                "Software",
                "lvm-verify " + v.software().verifier(),
                "libtorch " + v.software().libtorch() + ", DJL " + v.software().djl() + ", ND4J "
                        + v.software().nd4j() + ", Java " + v.software().java() + ", "
                        + v.software().platform());
        return facts.facts();
    }

    private static String check(SelfCheck.@Nullable Kind kind) {
        return kind == null ? "Self-check" : "Self-check, " + kind.name().toLowerCase(Locale.ROOT);
    }

    private static String detail(SelfCheck.Check check) {
        return NumberFormats.count(check.rows())
                + (check.rows() == 1 ? " row" : " rows")
                + (check.largest() == null
                        ? ""
                        : ", difference " + NumberFormats.small(check.largest())
                                + (check.kind() == SelfCheck.Kind.PLANTED ? ", above " : ", at most ")
                                + NumberFormats.tolerance(check.tolerance()));
    }

    /** What the vectors of the data are like; empty if nobody looked. */
    static List<Fact> ofVectors(Verification v) {
        FactList facts = new FactList();
        DataProfile profile = v.dataProfile();
        if (profile != null) {
            facts.add("Rows looked at", NumberFormats.count(profile.rows()));
            facts.add(
                    "Coherence of the contexts",
                    NumberFormats.cosine(profile.coherence()),
                    "mean cosine of neighbouring vectors");
            facts.add(
                    "Continuation",
                    NumberFormats.cosine(profile.continuation()),
                    "mean cosine of the last vector with the target");
            facts.add(
                    "Norm of the contexts",
                    NumberFormats.cosine(profile.norm()),
                    "standard deviation " + NumberFormats.cosine(profile.normDeviation()));
            facts.add("Norm of the targets", NumberFormats.cosine(profile.targetNorm()));
        }
        return facts.facts();
    }
}
