package io.jenkins.plugins.lvm.verifier.format.numpy;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.format.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a {@code .npy} says about the array that follows it, in format version 1.0, 2.0 or 3.0.
 *
 * @param version such as {@code 1.0}
 * @param descr the type as it is written: a type string such as {@code <f4}, or the source text of a structured type
 * @param type the element type; empty for a structured one
 * @param fortranOrder whether the first index varies fastest
 * @param shape sizes of the dimensions; empty for a scalar
 * @param length bytes before the first element
 */
public record NpyHeader(
        String version, String descr, Optional<NumpyType> type, boolean fortranOrder, List<Long> shape, int length) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int VERSION_END = MAGIC.length + 2;
    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_DIMENSIONS = 64;

    public NpyHeader {
        shape = List.copyOf(shape);
    }

    /** Number of elements. */
    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** Type and shape in words, such as {@code float32 (16, 5, 768)}. */
    public String describe() {
        final String dimensions =
                String.join(", ", shape.stream().map(String::valueOf).toArray(String[]::new));
        return type.map(NumpyType::toString).orElse("structured") + " (" + dimensions
                + (shape.size() == 1 ? ",)" : ")");
    }

    /**
     * Reads a header.
     *
     * @throws VerifierException if it is not one
     */
    public static NpyHeader read(final ByteSource source) {
        final ByteBuffer start = bytes(source, 0, VERSION_END);
        for (final byte expected : MAGIC) {
            if (start.get() != expected) {
                throw refused(source, "it does not begin as an array");
            }
        }
        final int major = start.get();
        final int minor = start.get();
        if (major < 1 || major > 3 || minor != 0) {
            throw refused(source, "format version " + (major & 0xff) + "." + (minor & 0xff) + " is not supported");
        }
        final int sizeBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        final ByteBuffer size = bytes(source, VERSION_END, sizeBytes);
        final long textLength = major == 1 ? size.getShort() & 0xffff : size.getInt() & 0xffffffffL;
        if (textLength > MAX_TEXT) {
            throw refused(source, "its header claims " + textLength + " bytes");
        }
        final Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        final int textStart = VERSION_END + sizeBytes;
        final String text =
                charset.decode(bytes(source, textStart, (int) textLength)).toString();
        final NpyHeaderParser.Fields fields;
        try {
            fields = NpyHeaderParser.parse(text);
        } catch (final IllegalArgumentException e) {
            throw refused(source, String.valueOf(e.getMessage()));
        }
        final NpyHeader header = new NpyHeader(
                major + "." + minor,
                fields.descr(),
                fields.structured() ? Optional.empty() : NumpyType.parse(fields.descr()),
                fields.fortranOrder(),
                fields.shape(),
                textStart + (int) textLength);
        header.check(source, fields.structured());
        return header;
    }

    private void check(final ByteSource source, final boolean structured) {
        if (!structured && type.isEmpty()) {
            throw refused(source, "element type '" + descr + "' is unknown");
        }
        if (shape.size() > MAX_DIMENSIONS) {
            throw refused(source, "it has " + shape.size() + " dimensions");
        }
        try {
            final long elements = elements();
            if (type.isPresent() && !type.get().isObject()) {
                final long expected = Math.addExact(
                        length, Math.multiplyExact(elements, type.get().itemSize()));
                if (expected != source.size()) {
                    throw VerifierException.unreadable(
                            source.name() + " is damaged: " + describe() + " makes " + expected
                                    + " bytes, but there are " + source.size() + ".",
                            "Copy or write the file again.");
                }
            }
        } catch (final ArithmeticException e) {
            throw refused(source, "its shape " + shape + " is too large");
        }
    }

    private static ByteBuffer bytes(final ByteSource source, final long position, final int count) {
        if (count > source.size() - position) {
            throw source.truncated();
        }
        final ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        source.read(position, bytes);
        return bytes.flip();
    }

    private static VerifierException refused(final ByteSource source, final String why) {
        return VerifierException.unreadable(
                source.name() + " cannot be read as a numpy array: " + why + ".",
                "Write the file again with numpy.savez.");
    }
}
