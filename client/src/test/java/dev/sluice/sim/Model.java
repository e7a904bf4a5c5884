package dev.sluice.sim;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** What a client knows of the paths that only it changes: for each, what may be there. */
final class Model {

    static final int ABSENT = 0;
    static final int DIRECTORY = -1;

    private final Map<String, Set<Integer>> states = new TreeMap<>();

    /** Names beside which there may be the part of a broken upload, and what it holds the beginning of. */
    private final Map<String, Content> parts = new TreeMap<>();

    /** The ids of contents that may be there, or {@link #ABSENT}, or {@link #DIRECTORY}. */
    Set<Integer> at(String name) {
        return states.getOrDefault(name, Set.of(ABSENT));
    }

    boolean mayBe(String name, int state) {
        return at(name).contains(state);
    }

    boolean is(String name, int state) {
        return at(name).equals(Set.of(state));
    }

    boolean mayBeFile(String name) {
        return at(name).stream().anyMatch(state -> state > 0);
    }

    /** Whether there is a file for sure. */
    boolean isFile(String name) {
        return at(name).stream().allMatch(state -> state > 0);
    }

    void set(String name, int state) {
        states.put(name, new TreeSet<>(Set.of(state)));
    }

    /** It is complete. */
    void uploaded(String name, Content content) {
        set(name, content.id());
        parts.remove(name);
    }

    /** It may have become {@code state}, or be as it was. */
    void maybe(String name, int state) {
        Set<Integer> all = new TreeSet<>(at(name));
        all.add(state);
        states.put(name, all);
    }

    /** Of what may be there, only this can be; false if nothing is left. */
    boolean narrow(String name, IntPredicate possible) {
        Set<Integer> left = new TreeSet<>(at(name));
        left.removeIf(state -> !possible.test(state));
        if (!left.isEmpty()) {
            states.put(name, left);
        }
        return !left.isEmpty();
    }

    void move(String from, String to) {
        Set<Integer> moved = at(from);
        set(from, ABSENT);
        set(to, ABSENT);
        states.put(to, new TreeSet<>(moved));
    }

    void brokenUpload(String name, Content content) {
        parts.put(name, content);
    }

    boolean mayHavePart(String name) {
        return parts.containsKey(name);
    }

    /** What a part holds the beginning of; null if there is none. */
    Content partOf(String name) {
        return parts.get(name);
    }

    @Override
    public String toString() {
        return states + " parts " + parts;
    }
}
