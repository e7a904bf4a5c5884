package dev.sluice.load;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * How many users at a steady rate a server can hold before the first one falls behind: doubles their number until one does, then
 * halves the interval.
 *
 * <p>Thread rule: blocks; not on a loop.
 */
public final class UserSearch {

    /** A user who gets less than this share of the rate has fallen behind. */
    private static final double ENOUGH = 0.95;

    /** The answer is known well enough when the interval is this share of it. */
    private static final double PRECISION = 0.05;

    /** Whether so many users can be held. */
    interface Probe {
        boolean holds(int users) throws IOException, InterruptedException;
    }

    private UserSearch() {}

    /**
     * Searches.
     *
     * @param plan a paced one, of downloads or uploads; its number of sessions is the most that is tried
     * @param observer told of each run
     * @return the most users that did not fall behind, 0 if even one does
     */
    public static int run(LoadPlan plan, Consumer<LoadResult> observer) throws IOException, InterruptedException {
        return largest(plan.sessions(), users -> {
            LoadResult result = new LoadRun(plan.withSessions(users), sample -> {}).call();
            observer.accept(result);
            return holds(result);
        });
    }

    /** Whether every user of a paced run got what the pace allows. */
    public static boolean holds(LoadResult result) {
        double due = result.plan().pace().orElseThrow() * result.seconds();
        return result.failed() == 0 && result.sessionBytes().min() >= ENOUGH * due;
    }

    static int largest(int most, Probe probe) throws IOException, InterruptedException {
        int good = 0;
        int bad = most + 1;
        for (int users = 1; good < bad - 1; ) {
            if (probe.holds(users)) {
                good = users;
            } else {
                bad = users;
            }
            if (bad <= most && bad - good <= PRECISION * good) {
                break;
            }
            users = bad > most ? Math.min(most, good * 2) : (good + bad) / 2;
        }
        return good;
    }
}
