package dev.sluice.shell;

import dev.sluice.ftp.LogText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** The shell at a terminal: prompt, history, completion, and Ctrl-C that ends the command and not the shell. */
final class TerminalShell {

    private TerminalShell() {}

    /** Runs on this process's terminal. */
    static int run(ServerOptions server, OutputOptions output, Optional<String> firstLine) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            Report report =
                    output.report(terminal.output(), () -> new Tty.Size(terminal.getColumns(), terminal.getRows()));
            return run(terminal, report, server, firstLine);
        }
    }

    /** Runs on {@code terminal} until somebody ends it; {@code firstLine} is carried out before any is read. */
    static int run(Terminal terminal, Report report, ServerOptions server, Optional<String> firstLine) {
        try (Place place = new Place(server, report)) {
            Shell shell = new Shell(place, report);
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .appName("sluice")
                    .completer(new ShellCompleter(shell, place))
                    .variable(LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), ".sluice_history"))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .build();
            Thread self = Thread.currentThread();
            terminal.handle(Signal.INT, signal -> self.interrupt());
            firstLine.ifPresent(shell::execute);
            while (!shell.hasEnded()) {
                next(reader, place).ifPresentOrElse(shell::execute, () -> shell.execute("quit"));
                Thread.interrupted(); // a Ctrl-C that came too late to end anything
            }
        }
        return ExitStatus.OK.code();
    }

    /** The next line, empty after Ctrl-C at the prompt; nothing at the end of input. */
    private static Optional<String> next(LineReader reader, Place place) {
        try {
            String prompt = place.isConnected()
                    ? "sluice " + LogText.escape(place.credentials().server().getHostString() + ":" + place.directory())
                            + "> "
                    : "sluice> ";
            return Optional.of(reader.readLine(prompt));
        } catch (UserInterruptException e) {
            return Optional.of("");
        } catch (EndOfFileException e) {
            return Optional.empty();
        }
    }
}
