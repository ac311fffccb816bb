package io.jenkins.plugins.lvm.verifier.format.safetensors;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import io.jenkins.plugins.lvm.verifier.format.FileErrors;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import io.jenkins.plugins.lvm.verifier.format.ReadLimits;
import io.jenkins.plugins.lvm.verifier.format.SampledDigest;
import io.jenkins.plugins.lvm.verifier.format.StoredSource;
import io.jenkins.plugins.lvm.verifier.format.WatchedFile;
import io.jenkins.plugins.lvm.verifier.format.numpy.NpyHeader;
import io.jenkins.plugins.lvm.verifier.format.numpy.NumpyType;
import io.jenkins.plugins.lvm.verifier.format.numpy.WatchedArrays;
import io.jenkins.plugins.lvm.verifier.format.safetensors.SafetensorsHeader.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A safetensors file as arrays by name: tensors in C order, of the types that numpy has too, and bfloat16. */
public final class SafetensorsArrays extends WatchedArrays {
    /** What a path to such a file ends with. */
    public static final String SUFFIX = ".safetensors";

    private static final Map<String, NumpyType> TYPES = Map.ofEntries(
            Map.entry("F16", numpys("<f2")),
            Map.entry("BF16", NumpyType.BFLOAT16),
            Map.entry("F32", numpys("<f4")),
            Map.entry("F64", numpys("<f8")),
            Map.entry("I8", numpys("|i1")),
            Map.entry("I16", numpys("<i2")),
            Map.entry("I32", numpys("<i4")),
            Map.entry("I64", numpys("<i8")),
            Map.entry("U8", numpys("|u1")),
            Map.entry("U16", numpys("<u2")),
            Map.entry("U32", numpys("<u4")),
            Map.entry("U64", numpys("<u8")),
            Map.entry("BOOL", numpys("|b1")));

    private final SafetensorsHeader header;

    private SafetensorsArrays(FileSource file, WatchedFile state, SafetensorsHeader header) {
        super(file, state);
        this.header = header;
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws VerifierException if there is no such file, or it is not a safetensors file
     */
    public static SafetensorsArrays open(Path path) {
        return WatchedFile.open(
                path,
                "the .safetensors file",
                (file, before) -> new SafetensorsArrays(
                        file,
                        before,
                        SafetensorsHeader.read(file, ReadLimits.defaults().headerBytes())));
    }

    @Override
    public List<String> keys() {
        return List.copyOf(header.entries().keySet());
    }

    @Override
    public boolean contains(String key) {
        return header.entries().containsKey(key);
    }

    @Override
    public Optional<NamedArray> array(String key) {
        return Optional.ofNullable(header.entries().get(key))
                .map(entry -> new NamedArray(key, asNumpy(key, entry), false, entry.bytes(), entry.bytes()));
    }

    private static NumpyType numpys(String code) {
        return NumpyType.parse(code).orElseThrow();
    }

    /** How numpy would describe the tensor. */
    private NpyHeader asNumpy(String key, Entry entry) {
        NumpyType type = TYPES.get(entry.dtype());
        if (type == null) {
            throw file().refused(
                            "holds " + FileErrors.printable(key) + " in the type " + FileErrors.printable(entry.dtype())
                                    + ", which is not supported in data.",
                            "Save it as float32, or as integers.");
        }
        NpyHeader described = new NpyHeader("1.0", type.code(), Optional.of(type), false, entry.shape(), 0);
        try {
            if (Math.multiplyExact(described.elements(), type.itemSize()) != entry.bytes()) {
                throw header.damaged(FileErrors.printable(key) + " is " + described.describe() + ", and has "
                        + entry.bytes() + " bytes");
            }
        } catch (ArithmeticException e) {
            throw header.damaged("the shape " + entry.shape() + " is too large");
        }
        return described;
    }

    @Override
    public ByteSource source(String key, BooleanSupplier cancelled) {
        Entry entry = header.entries().get(key);
        if (entry == null) {
            throw new IllegalArgumentException(key);
        }
        return new StoredSource(
                path() + ": " + FileErrors.printable(key),
                file().channel(),
                header.dataStart() + entry.from(),
                entry.bytes());
    }

    @Override
    public String fingerprint() {
        SampledDigest digest = new SampledDigest();
        new TreeMap<>(header.entries()).forEach((key, entry) -> digest.add(key, source(key, () -> false)));
        return digest.hex();
    }
}
