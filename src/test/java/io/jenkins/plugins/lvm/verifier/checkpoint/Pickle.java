package io.jenkins.plugins.lvm.verifier.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles by hand that no pickler would write. */
public final class Pickle {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Pickle() {
        op(0x80, 2);
    }

    public Pickle op(final int... bytes) {
        for (final int value : bytes) {
            out.write(value);
        }
        return this;
    }

    public Pickle ops(final String codes) {
        return raw(codes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Pickle raw(final byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public Pickle global(final String module, final String name) {
        return ops("c" + module + "\n" + name + "\n");
    }

    public Pickle text(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return op('X').little(4, bytes.length).raw(bytes);
    }

    /** LONG1 of eight bytes. */
    public Pickle integer(final long value) {
        return op(0x8a, 8).little(8, value);
    }

    public Pickle put(final long index) {
        return op('r').little(4, index);
    }

    public Pickle get(final long index) {
        return op('j').little(4, index);
    }

    public Pickle little(final int bytes, final long value) {
        return raw(java.util.Arrays.copyOf(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array(),
                bytes));
    }

    /** A tensor over storage {@code key}. */
    public Pickle tensor(
            final String storageClass,
            final String key,
            final long elements,
            final long offset,
            final long[] shape,
            final long[] stride) {
        global("torch._utils", "_rebuild_tensor_v2").ops("((");
        text("storage").global("torch", storageClass).text(key).text("cpu").integer(elements);
        ops("tQ").integer(offset).tuple(shape).tuple(stride).op(0x89).global("collections", "OrderedDict");
        return ops(")RtR");
    }

    private Pickle tuple(final long... values) {
        op('(');
        for (final long value : values) {
            integer(value);
        }
        return op('t');
    }

    public byte[] stop() {
        return op('.').out.toByteArray();
    }
}
