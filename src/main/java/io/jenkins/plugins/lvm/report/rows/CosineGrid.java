package io.jenkins.plugins.lvm.report.rows;

import java.util.ArrayList;
import java.util.List;

/** Pairs of cosines counted in squares: as many as there are pairs, as long as these are few, and fewer than a bound where they are many. */
final class CosineGrid {
    /** Most marks of a picture. */
    static final int MOST_CELLS = 2500;

    /** Squares on a side, from -1 to 1; a power of two. */
    private static final int FINEST = 256;

    private final int[] counts = new int[FINEST * FINEST];

    /**
     * Some pairs that lie near each other.
     *
     * @param x middle of their square, cosine before
     * @param y cosine after
     * @param size of the square
     * @param pairs how many
     */
    record Cell(double x, double y, double size, long pairs) {}

    /** Counts a pair; a cosine beyond -1 and 1 by rounding counts as these. */
    void add(float x, float y) {
        int cell = index(x) * FINEST + index(y);
        if (counts[cell] < Integer.MAX_VALUE) {
            counts[cell]++;
        }
    }

    private static int index(float cosine) {
        return Math.max(0, Math.min(FINEST - 1, (int) Math.floor((cosine + 1) / 2 * FINEST)));
    }

    /** The squares that hold pairs, in the finest division that has at most {@value #MOST_CELLS}. */
    List<Cell> cells() {
        for (int side = FINEST; ; side /= 2) {
            List<Cell> cells = cells(side);
            if (cells.size() <= MOST_CELLS) {
                return cells;
            }
        }
    }

    private List<Cell> cells(int side) {
        int width = FINEST / side;
        double size = 2.0 / side;
        List<Cell> cells = new ArrayList<>();
        for (int x = 0; x < side; x++) {
            for (int y = 0; y < side; y++) {
                long pairs = 0;
                for (int i = 0; i < width; i++) {
                    for (int j = 0; j < width; j++) {
                        pairs += counts[(x * width + i) * FINEST + y * width + j];
                    }
                }
                if (pairs > 0) {
                    cells.add(new Cell(-1 + (x + 0.5) * size, -1 + (y + 0.5) * size, size, pairs));
                }
            }
        }
        return cells;
    }
}
