package io.jenkins.plugins.lvm.verifier.model;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A size that changes what a definition computes and that weights do not show. Where the checkpoint does not record it, there is a
 * variant of the definition for each likely value.
 */
enum OpenSize {
    /** How many attention heads share the width. */
    HEADS("heads", "the number of attention heads") {
        private static final List<Integer> LIKELY = List.of(8, 4, 16, 2, 1);

        private static final int VARIANTS = 3;

        @Override
        @Nullable
        Integer recorded(Network network, ModelHints hints) {
            Integer heads = hints.heads();
            return heads != null && heads > 0 && network.attentionWidth() % heads == 0 ? heads : null;
        }

        @Override
        String whyNotRecorded(Network network, ModelHints hints) {
            return hints.heads() == null
                    ? super.whyNotRecorded(network, hints)
                    : "the recorded " + hints.heads() + " attention heads do not divide the width "
                            + network.attentionWidth();
        }

        @Override
        List<Integer> likely(Network network, ModelHints hints, int usual) {
            return Stream.concat(Stream.of(usual), LIKELY.stream())
                    .distinct()
                    .filter(heads -> network.attentionWidth() % heads == 0)
                    .limit(VARIANTS)
                    .toList();
        }

        @Override
        List<Integer> possible(Network network, ModelHints hints, int usual) {
            return IntStream.rangeClosed(1, network.attentionWidth())
                    .filter(heads -> network.attentionWidth() % heads == 0)
                    .boxed()
                    .toList();
        }

        @Override
        void require(int value, Network network) throws Misfit {
            if (value < 1 || network.attentionWidth() % value != 0) {
                throw Misfit.of(value + " heads do not divide the width " + network.attentionWidth());
            }
        }
    },

    /** How many vectors of a context are summarised together. */
    CHUNK("chunk", "the chunk size") {
        @Override
        @Nullable
        Integer recorded(Network network, ModelHints hints) {
            return hints.chunkSize();
        }

        /** All that divide the context, those nearest to the usual one first. */
        @Override
        List<Integer> likely(Network network, ModelHints hints, int usual) {
            if (hints.contextLength() == null) {
                return List.of(usual);
            }
            int length = hints.contextLength();
            return IntStream.rangeClosed(1, length)
                    .filter(chunk -> length % chunk == 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(chunk -> Math.abs(Math.log((double) chunk / usual))))
                    .toList();
        }

        @Override
        void require(int value, Network network) throws Misfit {
            if (value < 1) {
                throw Misfit.of("chunks of " + value + " vectors are impossible");
            }
        }
    };

    private final String key;
    private final String description;

    OpenSize(String key, String description) {
        this.key = key;
        this.description = description;
    }

    /** What stands for it in the name of a variant: {@code transformer-decoder[heads=4]}. */
    String key() {
        return key;
    }

    /** In words. */
    String description() {
        return description;
    }

    /** The value that the checkpoint records; null if it records none that is possible. */
    abstract @Nullable Integer recorded(Network network, ModelHints hints);

    /** Why there is no recorded value to go by, in words. */
    String whyNotRecorded(Network network, ModelHints hints) {
        return description + " is not recorded";
    }

    /**
     * The values to try where none is recorded, likeliest first.
     *
     * @param usual the trainers' value
     */
    abstract List<Integer> likely(Network network, ModelHints hints, int usual);

    /** All values worth trying where the likely ones do not give what is claimed. */
    List<Integer> possible(Network network, ModelHints hints, int usual) {
        return likely(network, hints, usual);
    }

    /**
     * Checks a value that somebody asks for.
     *
     * @throws Misfit if the network cannot have it
     */
    abstract void require(int value, Network network) throws Misfit;
}
