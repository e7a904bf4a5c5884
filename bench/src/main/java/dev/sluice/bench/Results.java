package dev.sluice.bench;

import dev.sluice.bench.Outcome.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What came of all runs so far, by scenario and server. The first server is ours. */
final class Results {

    private final List<String> servers;
    private final List<Scenario> scenarios;
    private final Map<Scenario, Map<String, List<Outcome>>> outcomes = new LinkedHashMap<>();

    Results(List<String> servers, List<Scenario> scenarios) {
        this.servers = List.copyOf(servers);
        this.scenarios = List.copyOf(scenarios);
    }

    List<String> servers() {
        return servers;
    }

    List<Scenario> scenarios() {
        return scenarios;
    }

    List<Scenario> scenarios(Scenario.Unit unit) {
        return scenarios.stream().filter(scenario -> scenario.unit() == unit).toList();
    }

    /** Those that have been run. */
    List<Scenario> done() {
        return scenarios.stream().filter(outcomes::containsKey).toList();
    }

    void add(Scenario scenario, String server, Outcome outcome) {
        outcomes.computeIfAbsent(scenario, key -> new LinkedHashMap<>())
                .computeIfAbsent(server, key -> new ArrayList<>())
                .add(outcome);
    }

    List<Outcome> of(Scenario scenario, String server) {
        return outcomes.getOrDefault(scenario, Map.of()).getOrDefault(server, List.of());
    }

    boolean isUnsupported(Scenario scenario, String server) {
        return of(scenario, server).stream().anyMatch(Outcome.Unsupported.class::isInstance);
    }

    /** Figures of all runs that have one. */
    Figures figures(Scenario scenario, String server, ToDoubleFunction<Measured> figure) {
        return new Figures(of(scenario, server).stream()
                .filter(Measured.class::isInstance)
                .map(outcome -> figure.applyAsDouble((Measured) outcome))
                .filter(Double::isFinite)
                .sorted()
                .toList());
    }

    /** The CPU cost as a figure. */
    static double cost(Measured measured) {
        return measured.cost().orElse(Double.NaN);
    }

    /** Some figures, from the least to the greatest. */
    record Figures(List<Double> sorted) {

        boolean isEmpty() {
            return sorted.isEmpty();
        }

        double least() {
            return sorted.get(0);
        }

        double greatest() {
            return sorted.get(sorted.size() - 1);
        }

        /** NaN where there are none. */
        double median() {
            if (isEmpty()) {
                return Double.NaN;
            }
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }
    }
}
