package io.jenkins.plugins.lvm.verifier.checkpoint;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors format: the length of a header (8 bytes, little-endian), the header in JSON, then the tensors without gaps. Read as
 * strictly as <a href="https://github.com/huggingface/safetensors#format">its specification</a> is written. Texts of
 * {@code __metadata__} that are JSON themselves, such as numbers, are taken as what they stand for.
 */
final class SafetensorsFile {
    /** Bytes of the header's length. */
    static final int LENGTH_BYTES = Long.BYTES;

    private static final String METADATA = "__metadata__";
    private static final Pattern NATURAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private final VerifiedFile file;
    private final ReadLimits limits;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<long[]> ranges = new ArrayList<>();
    private final JsonValues values;
    private long dataStart;

    private SafetensorsFile(final VerifiedFile file, final ReadLimits limits) {
        this.file = file;
        this.limits = limits;
        this.values = new JsonValues(limits, file);
    }

    static SafetensorsFile read(final VerifiedFile file, final ReadLimits limits) throws IOException {
        final SafetensorsFile result = new SafetensorsFile(file, limits);
        result.readHeader();
        return result;
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    private void readHeader() throws IOException {
        final long length = ByteBuffer.wrap(file.read(0, Long.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
        if (length < 0 || length > file.size() - LENGTH_BYTES) {
            throw file.refused("ends in the middle of its safetensors header.", "Was the file cut off?");
        }
        if (length > limits.headerBytes()) {
            throw file.refused("has a safetensors header of " + length + " bytes, which is beyond the limit of "
                    + limits.headerBytes() + ".");
        }
        dataStart = LENGTH_BYTES + length;
        try (JsonReader json = JsonValues.strict(header((int) length))) {
            json.beginObject();
            Set<String> names = new HashSet<>();
            while (json.hasNext()) {
                String name = unique(json, names);
                if (name.equals(METADATA)) {
                    readMetadata(json);
                } else {
                    tensors.put(name, readTensor(json));
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
    private String header(int length) throws IOException {
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
        String name = text(json.nextName());
        if (!seen.add(name)) {
            throw damaged(FileErrors.printable(name) + " occurs twice");
        }
        return name;
    }

    /** Halves of surrogate pairs, which JSON's escapes can make, are not text. */
    private String text(String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw damaged("a text holds half a character");
        }
        return text;
    }

    private void readMetadata(final JsonReader json) throws IOException {
        json.beginObject();
        Set<String> names = new HashSet<>();
        while (json.hasNext()) {
            String name = unique(json, names);
            metadata.put(name, parsed(string(json)));
        }
        json.endObject();
    }

    /** A text; numbers are not taken for one. */
    private String string(JsonReader json) throws IOException {
        if (json.peek() != JsonToken.STRING) {
            throw damaged("something else stands where a text belongs");
        }
        return text(json.nextString());
    }

    private @Nullable Object parsed(String text) {
        try {
            return values.read(text);
        } catch (IOException e) {
            return text;
        }
    }

    private Tensor readTensor(final JsonReader json) throws IOException {
        String type = "";
        long @Nullable [] shape = null;
        long[] range = {};
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
        if (shape == null || range.length != 2 || range[1] < range[0]) {
            throw damaged("a tensor has no shape or no place");
        }
        if (range[1] > file.size() - dataStart) {
            throw file.refused("ends in the middle of its tensors.", "Was the file cut off?");
        }
        final String name = type;
        final Dtype dtype = Dtype.ofSafetensors(type)
                .orElseThrow(() ->
                        file.refused("holds a tensor of the unsupported type " + FileErrors.printable(name) + "."));
        final long bytes = range[1] - range[0];
        final long start = dataStart + range[0];
        final long end = dataStart + range[1];
        final Storage storage = new Storage(
                "at " + range[0],
                dtype,
                bytes / dtype.bytes(),
                ByteOrder.LITTLE_ENDIAN,
                offset -> file.stream(start + offset, end),
                file);
        final Tensor tensor = Tensor.of(storage, 0, shape, rowMajor(shape), limits);
        if (tensor.elements() * dtype.bytes() != bytes) {
            throw damaged(
                    "a tensor of shape " + Arrays.toString(shape) + " and type " + dtype + " has " + bytes + " bytes");
        }
        ranges.add(range);
        return tensor;
    }

    private static long[] rowMajor(final long[] shape) {
        final long[] stride = new long[shape.length];
        long next = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            stride[axis] = next;
            next *= Math.max(1, shape[axis]); // an overflow does not survive the check of the geometry
        }
        return stride;
    }

    private long[] longs(final JsonReader json) throws IOException {
        final List<Long> values = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            if (values.size() >= Tensor.MAX_RANK) {
                throw damaged("a shape has more than " + Tensor.MAX_RANK + " axes");
            }
            String number = json.peek() == JsonToken.NUMBER ? json.nextString() : "";
            if (!NATURAL.matcher(number).matches()) {
                throw damaged("a shape or a place holds something else than natural numbers");
            }
            values.add(Long.parseLong(number));
        }
        json.endArray();
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private void refuseGaps() {
        ranges.sort(Comparator.<long[]>comparingLong(range -> range[0]).thenComparingLong(range -> range[1]));
        long end = 0;
        for (final long[] range : ranges) {
            if (range[0] != end) {
                throw damaged("its tensors overlap or leave gaps");
            }
            end = range[1];
        }
        if (end != file.size() - dataStart) {
            throw damaged("its tensors do not end where the file ends");
        }
    }

    private VerifierException damaged(final String what) {
        return file.refused("is damaged: in the safetensors header, " + what + ".");
    }
}
