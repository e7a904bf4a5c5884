package dev.sluice.ftp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A shell pattern for one file name: {@code *}, {@code ?}, {@code [a-z]}, {@code [!x]}, and a backslash before a
 * character that means itself.
 *
 * <p>A dot at the start of a name is matched by a dot only, so hidden files stay hidden. A {@code [} that is never
 * closed means itself, and so does a backslash at the end. Characters are code points; case matters. Matching takes at
 * most the product of both lengths, whatever the pattern. Immutable.
 */
public final class Glob {
    /** One element of the pattern: which characters it accepts, and whether any number of them ({@code *}). */
    private record Step(IntPredicate accepts, boolean repeats) {}

    private final List<Step> steps;
    private final int minLength;
    private final boolean startsWithDot;

    private Glob(List<Step> steps, boolean startsWithDot) {
        this.steps = List.copyOf(steps);
        this.startsWithDot = startsWithDot;
        minLength = (int) steps.stream().filter(step -> !step.repeats()).count();
    }

    /** Reads a pattern. Every text is one. */
    public static Glob of(String pattern) {
        Parser parser = new Parser(pattern);
        return new Glob(parser.parse(), pattern.startsWith(".") || pattern.startsWith("\\."));
    }

    /**
     * Whether the text has one of {@code *?[}, escaped or not. A server looks for a file of exactly that name first:
     * such characters are legal in names.
     */
    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
    }

    /** Whether the whole name matches. */
    public boolean matches(String name) {
        if (name.length() < minLength || (name.startsWith(".") && !startsWithDot)) {
            return false;
        }
        int step = 0;
        int at = 0;
        int star = -1; // the last star met; what it took so far ends at retry
        int retry = 0;
        while (at < name.length()) {
            int c = name.codePointAt(at);
            if (step < steps.size() && steps.get(step).repeats()) {
                star = step++;
                retry = at;
            } else if (step < steps.size() && steps.get(step).accepts().test(c)) {
                step++;
                at += Character.charCount(c);
            } else if (star >= 0) {
                // Only the last star needs to take more: an earlier one could gain nothing by it.
                retry += Character.charCount(name.codePointAt(retry));
                at = retry;
                step = star + 1;
            } else {
                return false;
            }
        }
        return step == steps.size()
                || (step == steps.size() - 1 && steps.get(step).repeats());
    }

    private static final class Parser {
        private final String pattern;
        private final List<Step> steps = new ArrayList<>();
        private int at;
        private boolean unclosed; // a bracket is not closed, so no later one is: looked for once, not for each

        Parser(String pattern) {
            this.pattern = pattern;
        }

        List<Step> parse() {
            while (at < pattern.length()) {
                int bracketEnd = pattern.charAt(at) == '[' && !unclosed ? bracketEnd() : -1;
                boolean escaped = pattern.charAt(at) == '\\';
                int c = nextLiteral();
                if (bracketEnd >= 0) {
                    steps.add(new Step(bracket(bracketEnd), false));
                } else if (c == '*' && !escaped) {
                    addStar();
                } else if (c == '?' && !escaped) {
                    steps.add(new Step(any -> true, false));
                } else {
                    steps.add(new Step(x -> x == c, false));
                }
            }
            return steps;
        }

        private void addStar() {
            if (steps.isEmpty() || !steps.get(steps.size() - 1).repeats()) {
                steps.add(new Step(any -> true, true));
            }
        }

        /** Takes one character, or the one after a backslash. */
        private int nextLiteral() {
            if (pattern.charAt(at) == '\\' && at + 1 < pattern.length()) {
                at++;
            }
            int c = pattern.codePointAt(at);
            at += Character.charCount(c);
            return c;
        }

        /** Where the bracket that opens here is closed, or -1. A first {@code ]} is a member. */
        private int bracketEnd() {
            int i = at + 1;
            if (i < pattern.length() && pattern.charAt(i) == '!') {
                i++;
            }
            for (int first = i; i < pattern.length(); i++) {
                if (pattern.charAt(i) == '\\') {
                    i++;
                } else if (pattern.charAt(i) == ']' && i > first) {
                    return i;
                }
            }
            unclosed = true;
            return -1;
        }

        /** The set between here and its closing bracket, as pairs of first and last character. */
        private IntPredicate bracket(int end) {
            boolean negated = pattern.charAt(at) == '!';
            if (negated) {
                at++;
            }
            int[] ranges = new int[2 * (end - at)];
            int count = 0;
            while (at < end) {
                ranges[count++] = nextLiteral();
                boolean isRange = pattern.charAt(at) == '-' && at + 1 < end;
                if (isRange) {
                    at++;
                }
                ranges[count] = isRange ? nextLiteral() : ranges[count - 1];
                count++;
            }
            at = end + 1;
            int size = count;
            return c -> isWithin(c, ranges, size) != negated;
        }

        private static boolean isWithin(int c, int[] ranges, int size) {
            for (int i = 0; i < size; i += 2) {
                if (ranges[i] <= c && c <= ranges[i + 1]) {
                    return true;
                }
            }
            return false;
        }
    }
}
