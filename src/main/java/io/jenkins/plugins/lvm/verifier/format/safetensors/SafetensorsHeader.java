package io.jenkins.plugins.lvm.verifier.format.safetensors;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.RandomAccess;
import io.jenkins.plugins.lvm.verifier.format.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the tensors of a safetensors file: the length of a header (8 bytes, little-endian), and the header in JSON. The
 * tensors follow without gaps. Read as strictly as
 * <a href="https://github.com/huggingface/safetensors#format">its specification</a> is written.
 */
public final class SafetensorsHeader {
    /** Bytes of the header's length. */
    public static final int LENGTH_BYTES = Long.BYTES;

    private static final String METADATA = "__metadata__";
    private static final int MAX_RANK = 64;
    private static final Pattern NATURAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final RandomAccess file;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long dataStart;

    private SafetensorsHeader(RandomAccess file) {
        this.file = file;
    }

    /**
     * A tensor of the file, of which nothing is known but that its bytes lie there and in no other tensor.
     *
     * @param dtype its type as it is written, such as {@code F32}; perhaps none that there is
     * @param from byte among those of all tensors at which it begins
     * @param to byte at which it has ended
     */
    public record Entry(String dtype, List<Long> shape, long from, long to) {
        public Entry {
            shape = List.copyOf(shape);
        }

        /** Bytes of it. */
        public long bytes() {
            return to - from;
        }
    }

    /**
     * Reads a header.
     *
     * @param longest bytes that it may have
     * @throws VerifierException if it is not one, is too long, or is not about this very file
     */
    public static SafetensorsHeader read(RandomAccess file, int longest) throws IOException {
        SafetensorsHeader header = new SafetensorsHeader(file);
        header.read(longest);
        return header;
    }

    /** Texts about the file, by name. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Tensors by name. */
    public Map<String, Entry> entries() {
        return entries;
    }

    /** Where in the file the bytes of all tensors begin. */
    public long dataStart() {
        return dataStart;
    }

    private void read(int longest) throws IOException {
        byte[] start = file.read(0, LENGTH_BYTES);
        long length = start.length < LENGTH_BYTES
                ? -1
                : ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > file.size() - LENGTH_BYTES) {
            throw file.refused("ends in the middle of its safetensors header.", "Was the file cut off?");
        }
        if (length > longest) {
            throw file.refused(
                    "has a safetensors header of " + length + " bytes, which is beyond the limit of " + longest + ".");
        }
        dataStart = LENGTH_BYTES + length;
        try (JsonReader json = StrictJson.reader(text((int) length))) {
            json.beginObject();
            Set<String> names = new HashSet<>();
            while (json.hasNext()) {
                String name = unique(json, names);
                if (name.equals(METADATA)) {
                    readMetadata(json);
                } else {
                    entries.put(name, readEntry(json));
                }
            }
            json.endObject();
            if (json.peek() != JsonToken.END_DOCUMENT) {
                throw damaged("other text follows its JSON");
            }
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw damaged("its JSON cannot be understood");
        }
        refuseGaps();
    }

    /** The JSON without the spaces that may follow it. */
    private String text(int length) throws IOException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file.read(LENGTH_BYTES, length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("its JSON is not text in UTF-8");
        }
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        if (!text.startsWith("{") || text.charAt(end - 1) != '}') {
            throw damaged("other text than spaces stands around its JSON, or the JSON cannot be understood");
        }
        return text.substring(0, end);
    }

    /** The next name, which must not be among those seen. */
    private String unique(JsonReader json, Set<String> seen) throws IOException {
        String name = whole(json.nextName());
        if (!seen.add(name)) {
            throw damaged(FileErrors.printable(name) + " occurs twice");
        }
        return name;
    }

    /** Halves of surrogate pairs, which JSON's escapes can make, are not text. */
    private String whole(String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw damaged("a text holds half a character");
        }
        return text;
    }

    private void readMetadata(JsonReader json) throws IOException {
        json.beginObject();
        Set<String> names = new HashSet<>();
        while (json.hasNext()) {
            String name = unique(json, names);
            metadata.put(name, string(json));
        }
        json.endObject();
    }

    /** A text; numbers are not taken for one. */
    private String string(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw damaged("something else stands where a text belongs");
        }
        return whole(json.nextString());
    }

    private Entry readEntry(JsonReader json) throws IOException {
        String type = "";
        @Nullable List<Long> shape = null;
        List<Long> range = List.of();
        json.beginObject();
        Set<String> fields = new HashSet<>();
        while (json.hasNext()) {
            String field = unique(json, fields);
            switch (field) {
                case "dtype" -> type = string(json);
                case "shape" -> shape = longs(json);
                case "data_offsets" -> range = longs(json);
                default -> throw damaged("a tensor has the unknown field " + FileErrors.printable(field));
            }
        }
        json.endObject();
        if (shape == null || range.size() != 2 || range.get(1) < range.get(0)) {
            throw damaged("a tensor has no shape or no place");
        }
        if (range.get(1) > file.size() - dataStart) {
            throw file.refused("ends in the middle of its tensors.", "Was the file cut off?");
        }
        return new Entry(type, shape, range.get(0), range.get(1));
    }

    private List<Long> longs(JsonReader json) throws IOException {
        List<Long> values = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (values.size() >= MAX_RANK) {
                throw damaged("a shape has more than " + MAX_RANK + " axes");
            }
            String number = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
            if (!NATURAL.matcher(number).matches()) {
                throw damaged("a shape or a place holds something else than natural numbers");
            }
            values.add(Long.parseLong(number));
        }
        json.endArray();
        return values;
    }

    private void refuseGaps() {
        List<Entry> ordered = new ArrayList<>(entries.values());
        ordered.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
        long end = 0;
        for (Entry entry : ordered) {
            if (entry.from() != end) {
                throw damaged("its tensors overlap or leave gaps");
            }
            end = entry.to();
        }
        if (end != file.size() - dataStart) {
            throw damaged("its tensors do not end where the file ends");
        }
    }

    /** An error about this header. */
    public VerifierException damaged(String what) {
        return file.refused("is damaged: in the safetensors header, " + what + ".");
    }
}
