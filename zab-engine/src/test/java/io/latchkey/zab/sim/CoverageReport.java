package io.latchkey.zab.sim;

import java.io.PrintStream;
import java.util.List;

/** Tells what a long run has seen, and what it has missed. */
final class CoverageReport {
    private final Coverage coverage;
    private final RareStates states;

    CoverageReport(Coverage coverage, RareStates states) {
        this.coverage = coverage;
        this.states = states;
    }

    void print(PrintStream out) {
        out.println("| times | rare state | |");
        out.println("| --- | --- | --- |");
        for (RareState state : RareState.values()) {
            out.printf("| %d | `%s` | %s |%n", states.times(state), state, state.what());
        }
        List<Cell> legal = legal();
        List<Cell> seen =
                legal.stream().filter(cell -> coverage.times(cell) > 0).toList();
        for (Cell cell : Cell.all()) {
            out.printf("%10d  %s%s%n", coverage.times(cell), cell, remark(cell));
        }
        out.printf(
                "%d of %d legal cells of message x phase x epoch seen (%.1f %%)%n",
                seen.size(), legal.size(), 100.0 * seen.size() / legal.size());
    }

    private static List<Cell> legal() {
        return Cell.all().stream().filter(cell -> Legality.whyNot(cell) == null).toList();
    }

    private static String remark(Cell cell) {
        String whyNot = Legality.whyNot(cell);
        return whyNot == null ? "" : ": can't be, for " + whyNot;
    }
}
