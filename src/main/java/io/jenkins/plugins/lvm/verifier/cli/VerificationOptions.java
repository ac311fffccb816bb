package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest.BaselineSource;
import io.jenkins.plugins.lvm.verifier.dataset.RowCache;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.GateEvaluator;
import io.jenkins.plugins.lvm.verifier.gate.GateSettings;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How checkpoints are verified: the options that all commands share that verify. */
final class VerificationOptions {
    /** How validation rows are chosen. */
    enum Split {
        AUTO,
        ARTICLES,
        RANDOM,
        TAIL,
        ALL
    }

    /** Whose random permutation. */
    enum Permutation {
        TORCH,
        NUMPY
    }

    /** What is computed. */
    enum Precision {
        FLOAT32,
        FLOAT64
    }

    /** When alternatives are tried. */
    enum Diagnose {
        AUTO,
        ALWAYS,
        NEVER
    }

    /** What a condition leads to. */
    enum Consequence {
        UNSTABLE(Criticality.UNSTABLE),
        FAIL(Criticality.FAILED),
        IGNORE(Criticality.NOTE);

        private final Criticality criticality;

        Consequence(final Criticality criticality) {
            this.criticality = criticality;
        }
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "NPZ", description = "Sequences.")
    private String data;

    @Option(
            names = "--held-out",
            paramLabel = "NPZ",
            description =
                    "Sequences that no trainer saw, scored as a whole (or --max-samples of them) and held to floors only.")
    private String heldOut;

    @Option(
            names = "--split",
            defaultValue = "auto",
            paramLabel = "NAME",
            description = "auto|articles|random|tail|all: which rows validate. auto follows the trainer's convention.")
    private Split split;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of a random split (default: the trainer's, else 42).")
    private Long seed;

    @Option(
            names = "--validation-fraction",
            paramLabel = "X",
            description = "Share held out (default: the trainer's, else 0.1).")
    private Double validationFraction;

    @Option(
            names = "--permutation",
            paramLabel = "NAME",
            description = "torch|numpy: generator of a random split (default: the trainer's, else torch).")
    private Permutation permutation;

    @Option(names = "--max-samples", paramLabel = "N", description = "At most this many rows, evenly spread.")
    private int maxSamples;

    @Option(
            names = "--forward",
            paramLabel = "NAME",
            description = "Forward definition that judges the claim (default: the trainer's).")
    private String forward;

    @Option(
            names = "--serving-forward",
            paramLabel = "NAME",
            description = "Forward definition that the deployed service uses; both are measured and compared.")
    private String servingForward;

    @Option(
            names = "--predictions",
            paramLabel = "NPY",
            description =
                    "What the deployed service predicts for the validation rows, in evaluation order; compared row by row.")
    private String predictions;

    @Mixin
    private EngineOptions engine;

    @Option(
            names = "--devices",
            split = ",",
            paramLabel = "NAME",
            description = "Several devices: verify on each, and compare with the first, such as cpu,cuda.")
    private List<String> devices;

    @Option(
            names = "--precision",
            defaultValue = "float32",
            paramLabel = "NAME",
            description = "float32|float64: float64 also compares with a computation in float64 on the CPU.")
    private Precision precision;

    @Mixin
    private RowCacheOptions rowCache;

    @Option(
            names = "--diagnose",
            defaultValue = "auto",
            arity = "0..1",
            fallbackValue = "always",
            paramLabel = "WHEN",
            description = "auto|always|never: try what else reproduces the claim. auto does when a gate is missed.")
    private Diagnose diagnose;

    @ArgGroup
    private Baseline baseline;

    /** An earlier checkpoint: measured beside this one, or as it was verified. */
    static final class Baseline {
        @Option(
                names = "--baseline",
                paramLabel = "FILE",
                description =
                        "An earlier checkpoint, measured on the same rows in the same run and compared row by row.")
        private String checkpoint;

        @Option(
                names = "--baseline-report",
                paramLabel = "FILE.json",
                description =
                        "Report of an earlier verification, compared row by row where data and rows are the same.")
        private String report;
    }

    @Option(
            names = {"--sanity", "--sanity-only"},
            description =
                    "Look at a few hundred rows only, and judge only whether predictions are finite, not zero, better than"
                            + " noise and not constant.")
    private boolean sanity;

    @Option(
            names = "--alignment",
            description =
                    "Also test the 5-to-1 causal alignment on the validation rows; it does not change the verdict.")
    private boolean alignment;

    @Option(
            names = "--articles",
            arity = "1..*",
            paramLabel = "NPZ",
            description = "Vectors of whole articles for --alignment (default: put together from the sequences).")
    private List<String> articles;

    @Option(
            names = "--regression-threshold",
            paramLabel = "X",
            description = "How far the mean cosine may fall below the baseline's before the verdict is UNSTABLE"
                    + " (default: 0.02).")
    private Double regressionThreshold;

    @Option(
            names = "--relative-regression-threshold",
            paramLabel = "X",
            description = "The same as a share of the baseline's mean cosine, such as 0.05 (default: none).")
    private Double relativeRegressionThreshold;

    @Option(
            names = "--unstable-threshold",
            paramLabel = "X",
            description = "Gap above which the verdict is UNSTABLE (default: 0.05).")
    private Double unstableThreshold;

    @Option(
            names = "--fail-threshold",
            paramLabel = "X",
            description = "Gap above which the verdict is FAILED (default: 0.10).")
    private Double failThreshold;

    @Option(names = "--min-cosine", paramLabel = "X", description = "Actual cosine below which the verdict is FAILED.")
    private Double minCosine;

    @Option(
            names = "--min-held-out-cosine",
            paramLabel = "X",
            description = "Mean cosine on the held-out rows below which the verdict is FAILED.")
    private Double minHeldOutCosine;

    @Option(
            names = "--on-missing-claim",
            paramLabel = "WHAT",
            description = "unstable|fail|ignore: a checkpoint without a claim (default: unstable).")
    private Consequence onMissingClaim;

    @Option(
            names = "--on-unsupported",
            paramLabel = "WHAT",
            description = "unstable|fail|ignore: a claim that cannot be recomputed (default: unstable).")
    private Consequence onUnsupported;

    @Option(
            names = "--ambiguous-forward",
            paramLabel = "WHAT",
            description =
                    "unstable|fail|ignore: fitting forward definitions disagree and --serving-forward is not given"
                            + " (default: unstable).")
    private Consequence ambiguousForward;

    /** Rows that are kept on this machine, or null. */
    RowCache rowCache() {
        return rowCache.cache();
    }

    /**
     * What is asked for.
     *
     * @throws ParameterException if the options contradict each other
     */
    VerificationRequest request(final List<String> checkpoints) {
        EngineOptions.requireNotNegative(spec, "--max-samples", maxSamples);
        if (validationFraction != null && !(validationFraction > 0 && validationFraction < 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--validation-fraction must lie between 0 and 1, not " + validationFraction + ".");
        }
        final GateSettings gates = gates();
        try {
            new GateEvaluator(gates);
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        return engine.addTo(VerificationRequest.of(checkpoints, data))
                .split(lowerCase(split))
                .seed(seed)
                .validationFraction(validationFraction)
                .permutation(permutation == null ? null : lowerCase(permutation))
                .maxSamples(maxSamples)
                .forward(forward)
                .servingForward(servingForward)
                .predictions(predictions)
                .devices(devices)
                .precision(lowerCase(precision))
                .diagnose(lowerCase(diagnose))
                .sanity(sanity)
                .alignment(alignment)
                .articles(articles)
                .baselines(
                        baseline == null
                                ? List.of()
                                : List.of(new BaselineSource(null, baseline.checkpoint, baseline.report, null)))
                .heldOut(heldOut)
                .gates(gates)
                .build();
    }

    private GateSettings gates() {
        return GateSettings.builder()
                .unstableThreshold(unstableThreshold)
                .failThreshold(failThreshold)
                .minCosine(minCosine)
                .regressionThreshold(regressionThreshold)
                .relativeRegressionThreshold(relativeRegressionThreshold)
                .minHeldOutCosine(minHeldOutCosine)
                .onMissingClaim(criticality(onMissingClaim))
                .onUnsupported(criticality(onUnsupported))
                .ambiguousForward(criticality(ambiguousForward))
                .build();
    }

    private static Criticality criticality(final Consequence consequence) {
        return consequence == null ? null : consequence.criticality;
    }

    private static String lowerCase(final Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
