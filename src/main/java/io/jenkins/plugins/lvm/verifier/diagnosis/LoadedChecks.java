package io.jenkins.plugins.lvm.verifier.diagnosis;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Finding;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds parts of a model that were dropped when it was saved or loaded, as {@code load_state_dict(strict=False)} does without a
 * word: what is missing keeps its first values. But for a prefix, said only of a model that does not meet its claim.
 */
final class LoadedChecks {
    /** Buffers that are computed or learnt, and never zero in a model that works. */
    private static final Pattern TABLE = Pattern.compile("(.*\\.)?(pe|memory|pos_embed(ding)?|position_embedding.*)");

    private static final Pattern NORM = Pattern.compile("(.*\\.)?(norm\\d*|layer_?norm|ln_?\\w*)\\.(weight|bias)");
    private static final double ONE = 1e-12;

    private LoadedChecks() {}

    static List<Finding> findings(Facts facts, LoadedFacts loaded) {
        List<Finding> findings = new ArrayList<>();
        if (!loaded.prefix().isEmpty()) {
            findings.add(prefix(loaded.prefix()));
        }
        Gap gap = facts.gap();
        if (gap == null || gap.isMetNearly()) {
            return findings;
        }
        if (facts.isBelowClaim() && loaded.residualRecorded() && !loaded.residualStored()) {
            findings.add(finding(
                    Severity.ERROR,
                    "The residual wrapper was not saved",
                    "The arguments record residual_next, but the weights hold no alpha: what is stored is the inner network, which predicts"
                            + " the step from the last vector and not the next one.",
                    Map.of("residualNext", true)));
        }
        List<TensorFacts> tensors =
                facts.find(WeightFacts.class).map(WeightFacts::tensors).orElse(List.of());
        List<String> tables = tensors.stream()
                .filter(tensor -> TABLE.matcher(tensor.name()).matches()
                        && tensor.shape().size() > 1
                        && tensor.zero() == tensor.count())
                .map(TensorFacts::name)
                .toList();
        if (!tables.isEmpty()) {
            findings.add(finding(
                    Severity.ERROR,
                    "A table that the model needs is zero",
                    Causes.some(tables) + " holds nothing but zeros. It was not saved, or not loaded.",
                    Map.of("tensors", Causes.names(tables))));
        }
        List<TensorFacts> norms = tensors.stream()
                .filter(tensor -> NORM.matcher(tensor.name()).matches())
                .toList();
        if (facts.isBelowClaim() && norms.size() > 1 && norms.stream().allMatch(LoadedChecks::isInitial)) {
            List<String> names = norms.stream().map(TensorFacts::name).toList();
            findings.add(finding(
                    Severity.WARNING,
                    "All normalisation layers are as they were initialised",
                    "Weights of exactly 1 and biases of exactly 0 in " + Causes.some(names)
                            + ", and the model falls short: they were dropped when it was saved or loaded, or never trained.",
                    Map.of("tensors", Causes.names(names))));
        }
        return findings;
    }

    /** It is taken off here. Whoever does not, and loads with {@code strict=False}, serves a model that was never trained. */
    private static Finding prefix(String prefix) {
        return finding(
                Severity.INFO,
                "Every name has the prefix of a wrapper",
                "All names begin with " + prefix
                        + ", because the wrapper was saved and not the model in it. It was taken off here;"
                        + " load_state_dict(strict=False) in a service that does not do so loads nothing, without a word.",
                Map.of("prefix", prefix));
    }

    private static boolean isInitial(TensorFacts tensor) {
        return tensor.name().endsWith("bias")
                ? tensor.zero() == tensor.count()
                : Math.abs(tensor.mean() - 1) < ONE && tensor.deviation() < ONE;
    }

    private static Finding finding(Severity severity, String title, String explanation, Map<String, Object> evidence) {
        return Causes.finding(Cause.NOT_LOADED, severity, title, explanation, evidence, null);
    }
}
