package io.jenkins.plugins.lvm.verifier.alignment;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Which vectors an article has, in their order. A vector's position counts from 0, whatever its place is called. */
final class ArticleIndex {
    private final Map<Long, Vectors> articles;

    private ArticleIndex(final Map<Long, Vectors> articles) {
        this.articles = articles;
    }

    /** The vectors of one article in order: what their places are called, and their numbers in the source. */
    private record Vectors(long[] places, long[] numbers) {}

    /** Collects places. */
    static final class Builder {
        private final Map<Long, TreeMap<Long, Long>> articles = new HashMap<>();

        /** @param wanted other articles are passed over */
        Builder(final Set<Long> wanted) {
            wanted.forEach(article -> articles.put(article, new TreeMap<>()));
        }

        boolean wants(final long article) {
            return articles.containsKey(article);
        }

        /** How many vectors of a wanted article there are so far. */
        int size(final long article) {
            return wanted(article).size();
        }

        /** Adds a vector of a wanted article unless its place is taken. */
        void add(final long article, final long place, final long number) {
            wanted(article).putIfAbsent(place, number);
        }

        private Map<Long, Long> wanted(long article) {
            return Objects.requireNonNull(articles.get(article), "not a wanted article");
        }

        ArticleIndex build() {
            final Map<Long, Vectors> built = new HashMap<>();
            articles.forEach((article, places) -> {
                if (!places.isEmpty()) {
                    built.put(article, new Vectors(longs(places.keySet()), longs(places.values())));
                }
            });
            return new ArticleIndex(built);
        }

        private static long[] longs(final Collection<Long> values) {
            return values.stream().mapToLong(Long::longValue).toArray();
        }
    }

    /** How many vectors an article has; 0 if it is unknown. */
    int length(final long article) {
        final Vectors found = articles.get(article);
        return found == null ? 0 : found.places().length;
    }

    /** Position of a place; -1 if the article does not have it. */
    int position(final long article, final long place) {
        final Vectors found = articles.get(article);
        return found == null ? -1 : Math.max(-1, Arrays.binarySearch(found.places(), place));
    }

    /** Numbers of all vectors of an article, in order. */
    long[] numbers(final long article) {
        return Objects.requireNonNull(articles.get(article), "not a known article")
                .numbers();
    }
}
