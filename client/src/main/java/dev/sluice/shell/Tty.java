package dev.sluice.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What this process knows of its terminal, without the cost of loading a terminal library. */
final class Tty {

    /** The size of a terminal in characters. */
    record Size(int columns, int rows) {
        /** Of a terminal that can't tell. */
        static final Size DEFAULT = new Size(80, 24);

        /** A terminal that does not know its size says 0. */
        Size {
            columns = columns > 0 ? columns : 80;
            rows = rows > 0 ? rows : 24;
        }
    }

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

    /** The size of this process's terminal, as stty tells it; that takes a few milliseconds. */
    static Size size() {
        try {
            String[] size = stty("size").orElse("").split(" ", 2);
            return new Size(Integer.parseInt(size[1]), Integer.parseInt(size[0]));
        } catch (RuntimeException e) {
            return Size.DEFAULT; // no terminal, or no stty
        }
    }

    /** Asks for a password without showing it; nothing when there is nobody to ask. */
    @SuppressWarnings("SystemConsoleNull") // It is null on JDK 17; newer ones have a console there that can ask.
    static Optional<String> askPassword(String prompt) {
        if (!isInputTerminal()) {
            return Optional.empty();
        }
        Console console = System.console();
        return console == null
                ? askBesideRedirectedOutput(prompt)
                : Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new);
    }

    /** The JDK has no console where the output goes to a file, though somebody sits there. */
    private static Optional<String> askBesideRedirectedOutput(String prompt) {
        Thread echo = new Thread(() -> stty("echo"), "show again what is typed");
        Runtime.getRuntime().addShutdownHook(echo); // Ctrl-C would leave the terminal mute.
        stty("-echo");
        try {
            System.err.print(prompt);
            System.err.flush();
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine());
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            Runtime.getRuntime().removeShutdownHook(echo);
            stty("echo");
            System.err.println();
        }
    }

    /** What {@code stty} says of this process's terminal; nothing where there is none. */
    private static Optional<String> stty(String word) {
        try {
            Process stty = new ProcessBuilder("stty", word)
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(Redirect.DISCARD)
                    .start();
            return Optional.of(new String(stty.getInputStream().readAllBytes(), US_ASCII).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
