package dev.sluice.shell;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * A word of the shell: several names for one thing to do.
 *
 * @param names in lower case; any case is understood
 * @param usage the arguments, for people
 * @param help what it does, in one line
 * @param argument what can be completed in its arguments
 * @param connected whether it needs a connection
 * @param least the fewest arguments
 * @param most the most arguments
 * @param action does it
 */
record Word(
        List<String> names,
        String usage,
        String help,
        Argument argument,
        boolean connected,
        int least,
        int most,
        Action action) {

    /** What the arguments of a word are. */
    enum Argument {
        NONE,
        REMOTE,
        LOCAL,
        WORD
    }

    /** Does what a word says. */
    @FunctionalInterface
    interface Action {
        void run(List<String> arguments) throws IOException, InterruptedException;
    }

    static final int ANY = Integer.MAX_VALUE;

    /** Makes a word of names separated by spaces. */
    static Word of(
            String names,
            String usage,
            String help,
            Argument argument,
            boolean connected,
            int least,
            int most,
            Action action) {
        return new Word(List.of(names.split(" ")), usage, help, argument, connected, least, most, action);
    }

    boolean isCalled(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    void checkCount(List<String> arguments) {
        if (arguments.size() < least || arguments.size() > most) {
            throw new UsageException("usage: " + synopsis());
        }
    }

    String synopsis() {
        return (String.join(" | ", names) + ' ' + usage).strip();
    }
}
