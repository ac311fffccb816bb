package io.jenkins.plugins.lvm.report.rows;

import io.jenkins.plugins.lvm.verifier.view.NumberFormats;
import java.util.List;
import java.util.Locale;

/**
 * Cosines of rows in two builds as an SVG picture: one mark for each square that holds rows, the larger the more, and a diagonal on which
 * nothing changed. Colours come from the page's style sheet. The only texts are numbers and the builds' names, which hold no markup.
 */
final class ScatterSvg {
    private static final int SIDE = 420;
    private static final int LEFT = 52;
    private static final int TOP = 10;
    private static final int BOTTOM = 42;
    private static final int RIGHT = 18;
    private static final int TICKS = 6;
    private static final double SMALLEST_MARK = 1.1;

    private final double low;
    private final double high;
    private final StringBuilder svg = new StringBuilder();

    private ScatterSvg(double low, double high) {
        this.low = low;
        this.high = high;
    }

    /** The picture of a grid that holds at least one pair. */
    static String of(CosineGrid grid, String before, String after) {
        List<CosineGrid.Cell> cells = grid.cells();
        double low = 1;
        double high = -1;
        for (CosineGrid.Cell cell : cells) {
            low = Math.min(low, Math.min(cell.x(), cell.y()) - cell.size());
            high = Math.max(high, Math.max(cell.x(), cell.y()) + cell.size());
        }
        double step = step(high - low);
        return new ScatterSvg(Math.floor(low / step) * step, Math.ceil(high / step) * step)
                .draw(cells, step, escaped(before), escaped(after));
    }

    private static double step(double range) {
        for (double step : new double[] {0.01, 0.02, 0.05, 0.1, 0.2}) {
            if (range / step <= TICKS) {
                return step;
            }
        }
        return 0.5;
    }

    private String draw(List<CosineGrid.Cell> cells, double step, String before, String after) {
        long rows = cells.stream().mapToLong(CosineGrid.Cell::pairs).sum();
        long most = cells.stream().mapToLong(CosineGrid.Cell::pairs).max().orElse(1);
        add(
                "<svg class=\"lvm-scatter\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                LEFT + SIDE + RIGHT,
                TOP + SIDE + BOTTOM,
                NumberFormats.count(rows) + (rows == 1 ? " row: " : " rows: ") + after + " / " + before);
        for (double tick = low; tick <= high + step / 2; tick += step) {
            String text = NumberFormats.tick(tick);
            add(
                    "<line class=\"lvm-grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
                    x(tick), TOP, x(tick), TOP + SIDE);
            add(
                    "<line class=\"lvm-grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                    LEFT, y(tick), LEFT + SIDE, y(tick));
            add(
                    "<text class=\"lvm-tick\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(tick), TOP + SIDE + 16, text);
            add(
                    "<text class=\"lvm-tick\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 4, y(tick) + 4, text);
        }
        add("<line class=\"lvm-axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", LEFT, TOP + SIDE, LEFT + SIDE, TOP);
        // So that a square full of rows touches its neighbours.
        double largest = Math.max(SMALLEST_MARK, cells.get(0).size() * SIDE / (high - low) * 0.7);
        for (CosineGrid.Cell cell : cells) {
            double share = most == 1 ? 0 : Math.sqrt((cell.pairs() - 1.0) / (most - 1));
            add(
                    "<circle class=\"lvm-mark\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                    x(cell.x()), y(cell.y()), SMALLEST_MARK + share * (largest - SMALLEST_MARK));
        }
        add(
                "<text class=\"lvm-label\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                LEFT + SIDE / 2, TOP + SIDE + 36, before);
        add(
                "<text class=\"lvm-label\" x=\"12\" y=\"%d\" text-anchor=\"middle\" transform=\"rotate(-90 12 %d)\">%s</text>",
                TOP + SIDE / 2, TOP + SIDE / 2, after);
        return svg.append("</svg>").toString();
    }

    private double x(double cosine) {
        return LEFT + SIDE * (cosine - low) / (high - low);
    }

    private double y(double cosine) {
        return TOP + SIDE * (high - cosine) / (high - low);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }
}
