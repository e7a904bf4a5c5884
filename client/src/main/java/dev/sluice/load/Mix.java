package dev.sluice.load;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import java.util.random.RandomGenerator;

/** What the sessions do: one workload, or several by weight. */
public final class Mix {

    private final List<Workload> workloads;
    private final int[] limits; // running sums of the weights

    private Mix(List<Workload> workloads, int[] limits) {
        this.workloads = List.copyOf(workloads);
        this.limits = limits;
    }

    /** Only {@code workload}. */
    public static Mix of(Workload workload) {
        return new Mix(List.of(workload), new int[] {1});
    }

    /**
     * Parses lines of a weight, a workload and its argument, such as {@code 70 download /pub/*}. Empty lines and those that begin with
     * {@code #} do not count.
     *
     * @throws IllegalArgumentException when a line is wrong, with its number
     */
    public static Mix parse(List<String> lines) {
        List<Workload> workloads = new ArrayList<>();
        List<Integer> limits = new ArrayList<>();
        int sum = 0;
        for (int number = 1; number <= lines.size(); number++) {
            String line = lines.get(number - 1).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                StringTokenizer words = new StringTokenizer(line);
                sum = Math.addExact(sum, weight(words.nextToken()));
                limits.add(sum);
                workloads.add(workload(words));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new IllegalArgumentException("line " + number + ", '" + line + "': " + e.getMessage(), e);
            }
        }
        if (workloads.isEmpty()) {
            throw new IllegalArgumentException("there is no workload in it; write lines such as: 70 download /pub/*");
        }
        return new Mix(workloads, limits.stream().mapToInt(Integer::intValue).toArray());
    }

    private static int weight(String text) {
        try {
            int weight = Integer.parseInt(text);
            if (weight > 0) {
                return weight;
            }
        } catch (NumberFormatException e) {
            // reported below, in our words
        }
        throw new IllegalArgumentException("a line begins with a weight, a whole number from 1 on, not '" + text + "'");
    }

    private static Workload workload(StringTokenizer words) {
        if (!words.hasMoreTokens()) {
            throw new IllegalArgumentException("a workload must follow the weight");
        }
        Workload workload = Workload.parse(
                words.nextToken(), words.hasMoreTokens() ? words.nextToken("").strip() : "");
        if (workload instanceof Workload.Idle) {
            throw new IllegalArgumentException(
                    "a mix cannot hold idle sessions; give the others time to think instead");
        }
        return workload;
    }

    /** The workloads. */
    public List<Workload> workloads() {
        return workloads;
    }

    /** The index of a workload, by weight and at random. */
    int pick(RandomGenerator random) {
        if (limits.length == 1) {
            return 0;
        }
        int ticket = random.nextInt(limits[limits.length - 1]);
        int index = 0;
        while (ticket >= limits[index]) {
            index++;
        }
        return index;
    }

    /** The same weights for other workloads. */
    Mix withWorkloads(List<Workload> others) {
        return new Mix(others, limits);
    }

    boolean isIdle() {
        return workloads.get(0) instanceof Workload.Idle;
    }

    /** Whether sessions are made for single logins, and not kept. */
    boolean isLogin() {
        return workloads.stream().allMatch(Workload.Login.class::isInstance);
    }

    boolean hasLogin() {
        return workloads.stream().anyMatch(Workload.Login.class::isInstance);
    }

    boolean hasTransfers() {
        return workloads.stream().anyMatch(Workload::isTransfer);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < limits.length; i++) {
            text.append(i == 0 ? "" : ", ");
            if (limits.length > 1) {
                text.append(i == 0 ? limits[0] : limits[i] - limits[i - 1]).append(' ');
            }
            text.append(workloads.get(i).title());
        }
        return text.toString();
    }
}
