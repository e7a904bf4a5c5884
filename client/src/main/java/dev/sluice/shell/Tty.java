package dev.sluice.shell;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What this process knows of its terminal, without the cost of loading a terminal library. */
final class Tty {

    private Tty() {}

    /** Whether the error output is a terminal. */
    static boolean isErrorTerminal() {
        return isTerminal(2);
    }

    /** Whether the standard input is a terminal. */
    static boolean isInputTerminal() {
        return isTerminal(0);
    }

    @SuppressWarnings("SystemConsoleNull") // the best that is known where there is no /proc
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            return Files.readSymbolicLink(link).startsWith("/dev/pts")
                    || Files.readSymbolicLink(link).toString().startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null; // no Linux: all or nothing
        }
    }

    /** Asks for a password without showing it; nothing when there is nobody to ask. */
    static Optional<String> askPassword(String prompt) {
        Console console = isInputTerminal() ? System.console() : null;
        return Optional.ofNullable(console)
                .map(terminal -> terminal.readPassword("%s", prompt))
                .map(String::new);
    }
}
