package io.jenkins.plugins.lvm.step;

import java.io.IOException;
import java.io.OutputStream;

/** Passes on the first bytes and forgets the others: whoever prints without end fills no memory, and is not held up either. */
final class BoundedOutputStream extends OutputStream {
    private final OutputStream out;
    private int left;

    BoundedOutputStream(OutputStream out, int most) {
        this.out = out;
        this.left = most;
    }

    @Override
    public synchronized void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        int kept = Math.min(length, left);
        out.write(bytes, from, kept);
        left -= kept;
    }
}
