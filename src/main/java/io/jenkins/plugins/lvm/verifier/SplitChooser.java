package io.jenkins.plugins.lvm.verifier;

import io.jenkins.plugins.lvm.verifier.contract.VerificationReport;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.convention.Convention;
import io.jenkins.plugins.lvm.verifier.convention.SplitPlan;
import io.jenkins.plugins.lvm.verifier.convention.SplitPlan.Method;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.Permutation;
import io.jenkins.plugins.lvm.verifier.dataset.Rounding;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** Decides on which rows a claim is checked: as the request says, else as the trainer did. */
final class SplitChooser {
    private static final String AUTO = "auto";

    private final VerificationRequest request;
    private final int sequences;
    private final IntegerColumn articles;

    /** @param articles article of each row, or null where the data names none */
    SplitChooser(final VerificationRequest request, final int sequences, final IntegerColumn articles) {
        this.request = request;
        this.sequences = sequences;
        this.articles = articles;
    }

    /** The rows in evaluation order, and how the report describes them. */
    record ChosenSplit(ValidationRows rows, VerificationReport.Split description) {}

    /** Whether a split of this name can depend on which article a row is from. */
    static boolean mayNeedArticles(final String split) {
        return split.equals(AUTO) || split.equals(name(Method.ARTICLES));
    }

    /** Chooses. */
    ChosenSplit choose(final Convention convention) {
        final SplitPlan plan = plan(convention.split());
        final ValidationRows all = rows(plan);
        final ValidationRows used = all.limit(request.maxSamples());
        final boolean limited = used.size() < all.size();
        final String reason = plan.reason()
                + (limited ? String.format("; %d of its %d rows, evenly spread", used.size(), all.size()) : "");
        return new ChosenSplit(
                used,
                new VerificationReport.Split(
                        name(plan.method()),
                        plan.seed(),
                        used.size(),
                        used.sha256(),
                        plan.reproducible() && !limited,
                        plan.mayOverlapTraining(),
                        reason));
    }

    /** The trainer's plan, with what the request says otherwise. */
    private SplitPlan plan(final SplitPlan trainers) {
        final boolean auto = request.split().equals(AUTO);
        final Method method = auto ? trainers.method() : method(request.split());
        final boolean sameMethod = method == trainers.method();
        final boolean random = method == Method.RANDOM;
        final SplitPlan wanted = new SplitPlan(
                method,
                random
                        ? orElse(permutation(), sameMethod ? trainers.permutation() : SplitPlan.Permutation.TORCH)
                        : null,
                random ? orElse(request.seed(), sameMethod ? trainers.seed() : Long.valueOf(42)) : null,
                method == Method.ALL
                        ? 1
                        : orElse(request.validationFraction(), sameMethod ? trainers.validationFraction() : 0.1),
                trainers.rounding(),
                trainers.reproducible(),
                trainers.mayOverlapTraining(),
                trainers.reason());
        if (wanted.choosesSameRowsAs(trainers)) {
            return wanted;
        }
        return new SplitPlan(
                wanted.method(),
                wanted.permutation(),
                wanted.seed(),
                wanted.validationFraction(),
                wanted.rounding(),
                false,
                true,
                "asked for; the trainer used other rows (" + trainers.reason() + ")");
    }

    private ValidationRows rows(final SplitPlan plan) {
        final Rounding rounding =
                plan.rounding() == SplitPlan.Rounding.TRAINING ? Rounding.TRAIN_FLOOR : Rounding.VALIDATION_FLOOR;
        return switch (plan.method()) {
            case ALL -> Splits.all(sequences);
            case TAIL -> Splits.tail(sequences, plan.validationFraction(), rounding);
            case RANDOM ->
                Splits.random(
                        sequences,
                        plan.validationFraction(),
                        rounding,
                        plan.permutation() == SplitPlan.Permutation.NUMPY ? Permutation.NUMPY : Permutation.TORCH,
                        plan.seed());
            case ARTICLES -> {
                if (articles == null) {
                    throw new VerifierException(
                            Reason.USAGE,
                            "The split articles needs to know each sequence's article, and the data names none.",
                            "Use data with metadata that holds article_index, or another split.");
                }
                yield Splits.articles(articles, plan.validationFraction());
            }
        };
    }

    private SplitPlan.Permutation permutation() {
        return request.permutation() == null
                ? null
                : SplitPlan.Permutation.valueOf(
                        Permutation.of(request.permutation()).name());
    }

    private static Method method(final String name) {
        return Arrays.stream(Method.values())
                .filter(method -> name(method).equals(name))
                .findFirst()
                .orElseThrow(() -> new VerifierException(
                        Reason.USAGE,
                        "There is no split '" + name + "'.",
                        "Use auto, "
                                + Arrays.stream(Method.values())
                                        .map(SplitChooser::name)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private static String name(final Method method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    private static <T> T orElse(final T value, final T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
