package io.jenkins.plugins.lvm.verifier.risk;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Prints the tables of {@code docs/risk.md}: how often verdicts are wrong, and how many rows they take. */
final class RiskSimulation {
    private static final int ROWS = 5936;
    private static final double CLAIM = 0.55;
    private static final double RISK = 0.05;
    private static final int FEW_ROWS = 600;
    private static final double[] GAPS = {0, 0.02, 0.04, 0.045, 0.06, 0.075, 0.12, 0.2, 0.5};

    private RiskSimulation() {}

    /**
     * Prints the shares of wrong verdicts.
     *
     * @param args verifications of each population, and of each gap
     */
    public static void main(String[] args) {
        int repetitions = Integer.parseInt(args[0]);
        int ofEachGap = Integer.parseInt(args[1]);
        System.out.printf(
                Locale.ROOT,
                "%,d verifications of each population of %d rows, a look after every row, risk %s:%n%n"
                        + "| population | wrong verdicts | share |%n|---|---|---|%n",
                repetitions,
                FEW_ROWS,
                RISK);
        long all = 0;
        for (RiskPopulations population : RiskPopulations.values()) {
            long wrong = IntStream.range(0, repetitions)
                    .parallel()
                    .filter(seed -> population.isWrong(FEW_ROWS, CLAIM - 0.05, RISK, seed))
                    .count();
            all += wrong;
            System.out.printf(Locale.ROOT, "| %s | %,d | %.4f |%n", population, wrong, wrong / (double) repetitions);
        }
        System.out.printf(
                Locale.ROOT,
                "%n%,d wrong of %,d.%n%n%,d rows, spread 0.15, risk 1e-6 a side, %,d verifications of each gap:%n%n"
                        + "| gap | median rows | 90 %% take at most |%n|---|---|---|%n",
                all,
                (long) repetitions * RiskPopulations.values().length,
                ROWS,
                ofEachGap);
        for (double gap : GAPS) {
            int[] rows = IntStream.range(0, ofEachGap)
                    .parallel()
                    .map(seed -> RiskPopulations.rowsToDecide(ROWS, CLAIM, gap, 2e-6, seed))
                    .toArray();
            Arrays.sort(rows);
            System.out.printf(
                    Locale.ROOT, "| %s | %,d | %,d |%n", gap, rows[rows.length / 2], rows[rows.length * 9 / 10]);
        }
    }
}
