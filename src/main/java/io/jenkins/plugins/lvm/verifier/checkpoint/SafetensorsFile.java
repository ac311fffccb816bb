package io.jenkins.plugins.lvm.verifier.checkpoint;

import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.VerifiedFile;
import io.jenkins.plugins.lvm.verifier.format.safetensors.SafetensorsHeader;
import io.jenkins.plugins.lvm.verifier.format.safetensors.SafetensorsHeader.Entry;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors and notes of a safetensors file. Texts of its {@code __metadata__} that are JSON themselves, such as numbers, are taken as
 * what they stand for.
 */
final class SafetensorsFile {
    private final VerifiedFile file;
    private final ReadLimits limits;
    private final SafetensorsHeader header;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private SafetensorsFile(VerifiedFile file, ReadLimits limits) throws IOException {
        this.file = file;
        this.limits = limits;
        this.header = SafetensorsHeader.read(file, limits.headerBytes());
        JsonValues values = new JsonValues(limits, file);
        header.metadata().forEach((name, text) -> metadata.put(name, parsed(values, text)));
        header.entries().forEach((name, entry) -> tensors.put(name, tensor(entry)));
    }

    static SafetensorsFile read(VerifiedFile file, ReadLimits limits) throws IOException {
        return new SafetensorsFile(file, limits);
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    private static @Nullable Object parsed(JsonValues values, String text) {
        try {
            return values.read(text);
        } catch (IOException e) {
            return text;
        }
    }

    private Tensor tensor(Entry entry) {
        Dtype dtype = Dtype.ofSafetensors(entry.dtype())
                .orElseThrow(() -> file.refused(
                        "holds a tensor of the unsupported type " + FileErrors.printable(entry.dtype()) + "."));
        long start = header.dataStart() + entry.from();
        long end = header.dataStart() + entry.to();
        Storage storage = new Storage(
                "at " + entry.from(),
                dtype,
                entry.bytes() / dtype.bytes(),
                ByteOrder.LITTLE_ENDIAN,
                offset -> file.stream(start + offset, end),
                file);
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        Tensor tensor = Tensor.of(storage, 0, shape, rowMajor(shape), limits);
        if (tensor.elements() * dtype.bytes() != entry.bytes()) {
            throw header.damaged(
                    "a tensor of shape " + entry.shape() + " and type " + dtype + " has " + entry.bytes() + " bytes");
        }
        return tensor;
    }

    private static long[] rowMajor(long[] shape) {
        long[] stride = new long[shape.length];
        long next = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            stride[axis] = next;
            next *= Math.max(1, shape[axis]); // an overflow does not survive the check of the geometry
        }
        return stride;
    }
}
