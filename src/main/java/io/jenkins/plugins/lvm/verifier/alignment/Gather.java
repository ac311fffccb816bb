package io.jenkins.plugins.lvm.verifier.alignment;

/** Takes some rows of row-major arrays. */
final class Gather {
    private Gather() {}

    /** The rows at these places, one after the other; the array itself if that is all of them. */
    static float[] rows(final float[] values, final int[] places, final int width) {
        if (places.length * width == values.length) {
            return values;
        }
        final float[] taken = new float[places.length * width];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(values, places[i] * width, taken, i * width, width);
        }
        return taken;
    }
}
