package io.jenkins.plugins.lvm.report.history;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.jenkins.plugins.lvm.verifier.contract.AtomicFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A history as a file that only grows: a first line with the version of the layout, then one line for each checkpoint and
 * one for each deleted build, as JSON arrays. A line that a crash cut off is skipped, and the next one starts on a line of its own.
 * Callers see to it that one thread at a time writes.
 */
final class HistoryFile {
    private static final String HEADER = "[\"lvm-verification-history\",1]";

    private final Path file;

    HistoryFile(final Path file) {
        this.file = file;
    }

    /**
     * What the file holds.
     *
     * @param records checkpoints of builds that are not known to be deleted, in the order in which they were written
     * @param lines lines in the file, the header left out
     * @param damaged whether something other than an unfinished last line cannot be read
     */
    record Contents(List<HistoryRecord> records, int lines, boolean damaged) {}

    Contents read() throws IOException {
        final Map<String, String> strings = new HashMap<>();
        final Map<String, List<HistoryRecord>> builds = new LinkedHashMap<>();
        int lines = 0;
        int unreadable = 0;
        boolean lastUnreadable = false;
        // Not Files.newBufferedReader, which gives up at half a character.
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            final boolean foreign = !HEADER.equals(in.readLine());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines++;
                lastUnreadable = !parse(line, builds, strings);
                unreadable += lastUnreadable ? 1 : 0;
            }
            final boolean damaged = foreign || unreadable > (lastUnreadable ? 1 : 0);
            return new Contents(builds.values().stream().flatMap(List::stream).toList(), lines, damaged);
        }
    }

    /** Adds lines, and sees them written to the disk. */
    void append(final List<HistoryRecord> records) throws IOException {
        final StringWriter text = new StringWriter();
        for (final HistoryRecord record : records) {
            write(record, text);
        }
        append(text.toString());
    }

    /** Notes that a build has been deleted. Its number may be used again. */
    void appendDeletion(final String folder) throws IOException {
        final StringWriter text = new StringWriter();
        final JsonWriter json = new JsonWriter(text);
        json.beginArray().value(folder).endArray().flush();
        append(text.append('\n').toString());
    }

    /** Replaces the file by one that holds these records. */
    void replace(final List<HistoryRecord> records) throws IOException {
        final StringWriter text = new StringWriter();
        text.append(HEADER).append('\n');
        for (final HistoryRecord record : records) {
            write(record, text);
        }
        AtomicFile.write(file, aside -> Files.writeString(aside, text.toString()));
    }

    private void append(final String lines) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final long size = channel.size();
            final String start = size == 0 ? HEADER + "\n" : endsLine(channel, size) ? "" : "\n";
            final ByteBuffer bytes = StandardCharsets.UTF_8.encode(start + lines);
            long position = size;
            while (bytes.hasRemaining()) {
                position += channel.write(bytes, position);
            }
            channel.force(true);
        }
    }

    private static boolean endsLine(final FileChannel channel, final long size) throws IOException {
        final ByteBuffer last = ByteBuffer.allocate(1);
        channel.read(last, size - 1);
        return last.get(0) == '\n';
    }

    private static void write(final HistoryRecord r, final StringWriter text) throws IOException {
        final JsonWriter json = new JsonWriter(text);
        json.beginArray()
                .value(r.folder())
                .value(r.build())
                .value(r.timestamp())
                .value(r.id())
                .value(r.model())
                .value(r.device())
                .value(r.checkpoint())
                .value(r.data())
                .value(r.sequences())
                .value(r.forward())
                .value(r.claim())
                .value(r.actual())
                .value(r.standardError())
                .value(r.gap())
                .value(r.standing().name())
                .value(r.missed())
                .value(r.problem());
        if (r.metric() != null) {
            json.value(r.metric());
        }
        json.endArray().flush();
        text.append('\n');
    }

    /** Returns false if the line cannot be read. */
    private static boolean parse(
            final String line, final Map<String, List<HistoryRecord>> builds, final Map<String, String> strings) {
        try (JsonReader json = new JsonReader(new StringReader(line))) {
            json.beginArray();
            final String folder = text(json, strings);
            if (json.peek() == JsonToken.END_ARRAY) {
                builds.remove(known(folder));
                return true;
            }
            HistoryRecord record = HistoryRecord.builder()
                    .folder(known(folder))
                    .build(json.nextInt())
                    .timestamp(json.nextLong())
                    .id(known(text(json, strings)))
                    .model(known(text(json, strings)))
                    .device(text(json, strings))
                    .checkpoint(text(json, strings))
                    .data(text(json, strings))
                    .sequences(json.nextLong())
                    .forward(text(json, strings))
                    .claim(number(json))
                    .actual(number(json))
                    .standardError(number(json))
                    .gap(number(json))
                    .standing(Standing.valueOf(json.nextString()))
                    .missed(Objects.requireNonNullElse(text(json, strings), ""))
                    // Lines of older versions end here.
                    .problem(json.peek() == JsonToken.END_ARRAY ? null : text(json, strings))
                    // As do those of the cosine.
                    .metric(json.peek() == JsonToken.END_ARRAY ? null : text(json, strings))
                    .build();
            json.endArray();
            final List<HistoryRecord> build = builds.computeIfAbsent(record.folder(), key -> new ArrayList<>(1));
            // Another build under a number that was used before.
            build.removeIf(earlier -> earlier.timestamp() != record.timestamp() || earlier.isSameCheckpoint(record));
            build.add(record);
            return true;
        } catch (final IOException | IllegalStateException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The same text as the same object: most of a history's texts repeat. */
    private static @Nullable String text(final JsonReader json, final Map<String, String> strings) throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return null;
        }
        final String text = json.nextString();
        final String known = strings.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    private static String known(@Nullable String text) {
        if (text == null) {
            throw new IllegalArgumentException("The line lacks a text that every one has.");
        }
        return text;
    }

    private static @Nullable Double number(final JsonReader json) throws IOException {
        if (json.peek() == JsonToken.NULL) {
            json.nextNull();
            return null;
        }
        return json.nextDouble();
    }
}
