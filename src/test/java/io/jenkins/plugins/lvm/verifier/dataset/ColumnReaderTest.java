package io.jenkins.plugins.lvm.verifier.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonElement;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnReaderTest {

    @ParameterizedTest
    @ValueSource(strings = {"protocol2", "protocol3", "protocol4", "protocol5", "numpy", "numpy2"})
    void readsArticlesFromMetadata(final String name) {
        try (SequenceData data = SequenceData.open(Fixtures.npz("metadata-" + name))) {
            final IntegerColumn articles = data.articles().column().orElseThrow();
            assertThat(articles.source()).isEqualTo("metadata.article_index");
            assertThat(values(articles))
                    .containsExactly(IntStream.range(0, 2500)
                            .mapToLong(i -> 1000 + i / 7)
                            .toArray());
            assertThat(values(data.column("target_chunk_index").column().orElseThrow()))
                    .containsExactly(
                            IntStream.range(0, 2500).mapToLong(i -> i % 7).toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void readsEveryKindOfInteger(final int protocol) {
        try (SequenceData data = SequenceData.open(Fixtures.npz("metadata-odd" + protocol))) {
            for (final String name : List.of("article_index", "target_chunk_index")) {
                assertThat(values(data.column(name).column().orElseThrow()))
                        .as(name)
                        .containsExactly(
                                Fixtures.expected().getAsJsonObject("odd").getAsJsonArray(name).asList().stream()
                                        .mapToLong(JsonElement::getAsLong)
                                        .toArray());
            }
        }
    }

    @Test
    void readsDictsWithThousandsOfKeys() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("metadata-wide"))) {
            assertThat(values(data.articles().column().orElseThrow())).containsExactly(40, 41, 42);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "missing | row 2 of metadata has no article_index",
                "none | article_index in row 2 of metadata is not an integer",
                "float | article_index in row 2 of metadata is not an integer",
                "bool | article_index in row 2 of metadata is not an integer",
                "text | article_index in row 2 of metadata is not an integer",
                "huge | article_index in row 2 of metadata is not an integer",
                "nodict | row 2 of metadata is not a dict",
                "scalar | metadata is object (), not one object for each of the 4 sequences",
                "short | metadata is object (3,), not one object for each of the 4 sequences",
                "structured | metadata is structured (4,), not one object for each of the 4 sequences",
            })
    void saysWhyThereAreNoArticles(final String name, final String reason) {
        try (SequenceData data = SequenceData.open(Fixtures.npz("absent-" + name))) {
            final ColumnLookup articles = data.articles();
            assertThat(articles.column()).isEmpty();
            assertThat(articles.absence()).startsWith(reason + "; there is no array article_ids");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "article_ids,article_ids,0,3000",
        "truth_keys,'truth_keys[:,0]',50,53",
        "truth_keys-fortran,'truth_keys[:,0]',60,63",
        "chain_ids,chain_ids,-2,1",
        "both,'truth_keys[:,0]',70,73"
    })
    void fallsBackToArraysWhereMetadataHasNoArticles(
            final String name, final String source, final long first, final long last) {
        try (SequenceData data = SequenceData.open(Fixtures.npz("column-" + name))) {
            final IntegerColumn articles = data.articles().column().orElseThrow();
            assertThat(articles.source()).isEqualTo(source);
            assertThat(values(articles)).hasSize(4).startsWith(first).endsWith(last);
        }
    }

    @Test
    void findsThePlacesOfTargetsInTheSecondColumn() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("column-truth_keys"))) {
            final IntegerColumn places = data.targetPlaces().column().orElseThrow();
            assertThat(places.source()).isEqualTo("truth_keys[:,1]");
            assertThat(values(places)).containsExactly(0L, 1L, 2L, 3L);
        }
        try (SequenceData data = SequenceData.open(Fixtures.npz("column-article_ids"))) {
            assertThat(data.targetPlaces().column()).isEmpty();
            assertThat(data.targetPlaces().absence()).contains("there is no array target_chunk_index, target_indices");
        }
    }

    @Test
    void textIsNoColumn() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("column-chain_text"))) {
            assertThat(data.column("chain_ids").absence())
                    .isEqualTo("row 0 of metadata has no chain_ids; chain_ids is str1 (4,), not one integer for each of"
                            + " the 4 sequences");
        }
    }

    @Test
    void thereMayBeNoMetadata() {
        try (SequenceData data = SequenceData.open(Fixtures.npz("numpy-stored"))) {
            assertThat(data.articles().absence())
                    .isEqualTo("there is no array metadata; there is no array article_ids, truth_keys, chain_ids");
        }
    }

    @ParameterizedTest
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    @CsvSource(
            delimiter = '|',
            value = {
                "system | refers to posix.system, which is not among the names allowed; nothing was executed",
                "system4 | refers to posix.system, which is not among the names allowed; nothing was executed",
                "class | refers to pathlib.PosixPath, which is not among the names allowed; nothing was executed",
                "notarray | is not a pickled array of objects",
                "number | is not a pickled array of objects",
                "numeric | is not a pickled array of objects",
                "short | holds 3 rows where its shape says 4",
                "long | it holds more rows than its shape says",
                "truncated | is truncated",
                "empty | is truncated",
                "protocol0 | pickle instruction",
                "protocol9 | uses pickle protocol 9",
                "length | is truncated",
                "length8 | is truncated",
                "memo | it numbers its objects with gaps",
                "recall | it refers back to an object that is not there",
                "underflow | a mark is missing",
                "persistent | pickle instruction BINPERSID",
                "deep | objects are nested",
                "deeplists | objects are pending",
                "objects | more than 66560 objects",
            })
    void refusesWhatNumpyDoesNotWrite(final String name, final String message) {
        try (SequenceData data = SequenceData.open(Fixtures.npz("hostile-" + name))) {
            assertThatExceptionOfType(VerifierException.class)
                    .isThrownBy(data::articles)
                    .withMessageContaining("hostile-" + name + ".npz: metadata")
                    .withMessageContaining(message);
        }
        assertThat(Path.of("/tmp/executed")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata-600k", "metadata-600k-scalars"})
    void readsSixHundredThousandRowsIn64MegabytesOfHeap(final String name) throws Exception {
        final Path log = Files.createTempFile("heap", ".log");
        final Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PrintArticles.class.getName(),
                        Fixtures.npz(name).toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(java.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(log).strip()).isEqualTo("600000 rows, sum " + sumOfArticles(name));
        Files.delete(log);
    }

    private static long sumOfArticles(final String name) {
        return IntStream.range(0, 600_000)
                .mapToLong(i -> (name.endsWith("scalars") ? 0 : 1000) + i / 7)
                .sum();
    }

    /** Run in a JVM of its own. */
    static final class PrintArticles {
        private PrintArticles() {}

        public static void main(final String[] arguments) {
            try (SequenceData data = SequenceData.open(Path.of(arguments[0]))) {
                final IntegerColumn articles = data.articles().column().orElseThrow();
                System.out.println(articles.size() + " rows, sum "
                        + LongStream.of(values(articles)).sum());
            }
        }
    }

    private static long[] values(final IntegerColumn column) {
        return IntStream.range(0, column.size()).mapToLong(column::value).toArray();
    }
}
