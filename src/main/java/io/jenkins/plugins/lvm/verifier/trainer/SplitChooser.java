package io.jenkins.plugins.lvm.verifier.trainer;

import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerificationReport.Split;
import io.jenkins.plugins.lvm.verifier.contract.VerificationRequest;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.dataset.CoherentRows;
import io.jenkins.plugins.lvm.verifier.dataset.IntegerColumn;
import io.jenkins.plugins.lvm.verifier.dataset.Permutation;
import io.jenkins.plugins.lvm.verifier.dataset.RowNumbers;
import io.jenkins.plugins.lvm.verifier.dataset.SequenceData;
import io.jenkins.plugins.lvm.verifier.dataset.Splits;
import io.jenkins.plugins.lvm.verifier.dataset.Splits.Rounding;
import io.jenkins.plugins.lvm.verifier.dataset.ValidationRows;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Method;
import io.jenkins.plugins.lvm.verifier.trainer.SplitPlan.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides on which rows a claim is checked: as the request says, else as the trainer did. */
public final class SplitChooser {
    private static final String AUTO = "auto";
    private static final double USUAL_FRACTION = 0.1;
    /** Enough to tell predictions from noise. */
    private static final int SANITY_ROWS = 300;
    /** Near the beginning of the file, so that a compressed one is not inflated to its end. */
    private static final int SANITY_RANGE = 3000;

    /** Seeds that people use. */
    private static final long[] SEEDS = {42, 0};

    private static final Shuffle USUAL_SHUFFLE = new Shuffle(Permutation.TORCH, 42);

    private final VerificationRequest request;
    private final @Nullable ValidationRows named;
    private final int sequences;
    private final @Nullable IntegerColumn articles;
    private final Function<SplitPlan, ValidationRows> chains;

    /**
     * Chooses among rows of which it is known only which article they are from.
     *
     * @param articles article of each row; null where the data names none
     */
    SplitChooser(VerificationRequest request, int sequences, @Nullable IntegerColumn articles) {
        this(request, sequences, articles, null, plan -> {
            throw new IllegalStateException("no rows were read");
        });
    }

    private SplitChooser(
            VerificationRequest request,
            int sequences,
            @Nullable IntegerColumn articles,
            @Nullable ValidationRows named,
            Function<SplitPlan, ValidationRows> chains) {
        this.named = named;
        this.request = request;
        this.sequences = sequences;
        this.articles = articles;
        this.chains = chains;
    }

    /**
     * Chooses among the rows of a file.
     *
     * @param articles article of each row; null where the data names none
     */
    public static SplitChooser of(VerificationRequest request, SequenceData data, @Nullable IntegerColumn articles) {
        Map<SplitPlan, ValidationRows> drawn = new ConcurrentHashMap<>();
        return new SplitChooser(
                request,
                data.sequences(),
                articles,
                request.rowsKey() == null ? null : RowNumbers.read(data, request.rowsKey()),
                wanted -> drawn.computeIfAbsent(
                        wanted,
                        plan -> CoherentRows.draw(
                                data,
                                Objects.requireNonNull(plan.kept(), "chains are drawn of kept rows"),
                                plan.validationFraction(),
                                plan.drawn().permutation(),
                                plan.drawn().seed())));
    }

    /** Rows in evaluation order, and what people call them. */
    public record NamedRows(String label, ValidationRows rows) {}

    /** Whether a split of this name can depend on which article a row is from. */
    public static boolean mayNeedArticles(final String split) {
        return split.equals(AUTO) || split.equals(name(Method.ARTICLES));
    }

    /** The rows on which a claim is checked that was measured by this convention. */
    public ChosenSplit choose(final Convention convention) {
        ServiceRequest service = request.service();
        return request.sanity()
                ? sanity()
                : service == null || service.attested() != null
                        ? validation(convention)
                        : DrawnRows.of(validation(convention), service);
    }

    private ChosenSplit sanity() {
        final int range = Math.min(SANITY_RANGE, sequences);
        final ValidationRows rows =
                Splits.all(range).limit(request.maxSamples() > 0 ? request.maxSamples() : SANITY_ROWS);
        final String reason = String.format(
                Locale.ROOT,
                "sanity check: %d rows spread over the first %,d of the file, whatever the trainer held out",
                rows.size(),
                range);
        return new ChosenSplit(
                rows, Split.SANITY, new Split(Split.SANITY, null, rows.size(), rows.sha256(), false, true, reason));
    }

    private ChosenSplit validation(final Convention convention) {
        if (named != null) {
            return ChosenSplit.named(String.valueOf(request.rowsKey()), named, request.maxSamples());
        }
        final SplitPlan plan = plan(convention.split());
        final ValidationRows all = rows(plan);
        final ValidationRows used = all.limit(request.maxSamples());
        final boolean limited = used.size() < all.size();
        final String reason = plan.reason()
                + (limited
                        ? String.format(Locale.ROOT, "; %d of its %d rows, evenly spread", used.size(), all.size())
                        : "");
        return new ChosenSplit(
                used,
                label(plan),
                new Split(
                        name(plan.method()),
                        plan.seed(),
                        used.size(),
                        used.sha256(),
                        plan.reproducible() && !limited,
                        plan.mayOverlapTraining(),
                        reason));
    }

    /** The rows that the trainer held out; null if nobody can tell. */
    public @Nullable NamedRows trainers(final Convention convention) {
        final SplitPlan plan = convention.split();
        return plan.mayOverlapTraining() ? null : new NamedRows(label(plan), rows(plan));
    }

    /**
     * All splits that a trainer may have used, its own first where it can be told; none of them twice.
     *
     * @param mostRows splits of more rows than this are left out
     */
    public List<NamedRows> plausible(final Convention convention, final int mostRows) {
        final SplitPlan trainers = convention.split();
        final double fraction = trainers.validationFraction() < 1 ? trainers.validationFraction() : USUAL_FRACTION;
        final List<SplitPlan> plans = new ArrayList<>();
        plans.add(trainers);
        if (articles != null) {
            plans.add(assumed(Method.ARTICLES, null, null, fraction, Rounding.VALIDATION_FLOOR));
        }
        for (final Rounding rounding : Rounding.values()) {
            for (final long seed : SEEDS) {
                for (final Permutation permutation : Permutation.values()) {
                    plans.add(assumed(Method.RANDOM, permutation, seed, fraction, rounding));
                }
            }
            plans.add(assumed(Method.TAIL, null, null, fraction, rounding));
        }
        plans.add(assumed(Method.ALL, null, null, 1, Rounding.VALIDATION_FLOOR));
        final Map<ValidationRows, NamedRows> distinct = new LinkedHashMap<>();
        for (final SplitPlan plan : plans) {
            possible(plan)
                    .filter(rows -> rows.size() <= mostRows)
                    .ifPresent(rows -> distinct.putIfAbsent(rows, new NamedRows(label(plan), rows)));
        }
        if (articles != null) {
            for (final Permutation permutation : Permutation.values()) {
                final ValidationRows rows = Splits.randomGroups(articles, fraction, permutation, SEEDS[0]);
                distinct.putIfAbsent(
                        rows,
                        new NamedRows(
                                "random articles (" + permutation.name().toLowerCase(Locale.ROOT) + ", seed " + SEEDS[0]
                                        + ")",
                                rows));
            }
        }
        possible(trainers)
                .map(held -> new UncommonSplits(sequences, articles, fraction).all(held))
                .orElse(List.of())
                .stream()
                .filter(split -> split.rows().size() <= mostRows)
                .forEach(split -> distinct.putIfAbsent(split.rows(), split));
        return List.copyOf(distinct.values());
    }

    /** The rows of a plan; empty if it leaves none of so few sequences. */
    private Optional<ValidationRows> possible(final SplitPlan plan) {
        try {
            return Optional.of(rows(plan));
        } catch (final VerifierException e) {
            return Optional.empty();
        }
    }

    private static SplitPlan assumed(
            final Method method,
            final @Nullable Permutation permutation,
            final @Nullable Long seed,
            final double fraction,
            final Rounding rounding) {
        Shuffle shuffle = permutation == null || seed == null ? null : new Shuffle(permutation, seed);
        return new SplitPlan(method, shuffle, null, fraction, rounding, false, true, "tried");
    }

    private static String label(final SplitPlan plan) {
        if (plan.method() == Method.ALL || plan.method() == Method.ARTICLES) {
            return name(plan.method());
        }
        final String rounding = plan.rounding().part() + " part rounded down";
        return plan.method() == Method.TAIL
                ? name(plan.method()) + " (" + rounding + ")"
                : String.format(
                        Locale.ROOT,
                        "%s (%s, seed %d, %s)",
                        name(plan.method()),
                        plan.drawn().permutation().name().toLowerCase(Locale.ROOT),
                        plan.drawn().seed(),
                        rounding);
    }

    /** The trainer's plan, with what the request says otherwise. */
    private SplitPlan plan(final SplitPlan trainers) {
        final boolean auto = request.split().equals(AUTO);
        final Method method = auto ? trainers.method() : method(request.split());
        final boolean sameMethod = method == trainers.method();
        final SplitPlan wanted = new SplitPlan(
                method,
                shuffle(method, sameMethod ? trainers.shuffle() : null),
                sameMethod ? trainers.kept() : null,
                method == Method.ALL
                        ? 1
                        : orElse(
                                request.validationFraction(),
                                sameMethod ? trainers.validationFraction() : USUAL_FRACTION),
                // Another way to split is none of this trainer's, so it is rounded as most trainers do.
                sameMethod ? trainers.rounding() : Rounding.TRAIN_FLOOR,
                trainers.reproducible(),
                trainers.mayOverlapTraining(),
                trainers.reason());
        if (wanted.choosesSameRowsAs(trainers)) {
            return wanted;
        }
        return new SplitPlan(
                wanted.method(),
                wanted.shuffle(),
                wanted.kept(),
                wanted.validationFraction(),
                wanted.rounding(),
                false,
                true,
                "asked for; the trainer used other rows (" + trainers.reason() + ")");
    }

    /** What is drawn by chance; null where nothing is. */
    private @Nullable Shuffle shuffle(Method method, @Nullable Shuffle trainers) {
        if (method != Method.RANDOM && method != Method.CHAINS) {
            return null;
        }
        Shuffle usual = trainers == null ? USUAL_SHUFFLE : trainers;
        return new Shuffle(orElse(permutation(), usual.permutation()), orElse(request.seed(), usual.seed()));
    }

    private ValidationRows rows(final SplitPlan plan) {
        return switch (plan.method()) {
            case ALL -> Splits.all(sequences);
            case TAIL -> Splits.tail(sequences, plan.validationFraction(), plan.rounding());
            case RANDOM ->
                Splits.random(
                        sequences,
                        plan.validationFraction(),
                        plan.rounding(),
                        plan.drawn().permutation(),
                        plan.drawn().seed());
            case CHAINS -> chains.apply(plan);
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

    private @Nullable Permutation permutation() {
        return request.permutation() == null ? null : Permutation.of(request.permutation());
    }

    private static Method method(final String name) {
        return Arrays.stream(Method.values())
                .filter(Method::isForAnyTrainer)
                .filter(method -> name(method).equals(name))
                .findFirst()
                .orElseThrow(() -> new VerifierException(
                        Reason.USAGE,
                        "There is no split '" + name + "'.",
                        "Use auto, "
                                + Arrays.stream(Method.values())
                                        .filter(Method::isForAnyTrainer)
                                        .map(SplitChooser::name)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    private static String name(final Method method) {
        return method.name().toLowerCase(Locale.ROOT);
    }

    private static <T> T orElse(@Nullable T value, T otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
