package dev.sluice.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The options that say what is told, and how. */
final class OutputOptions {

    @Option(names = "--json", description = "Print results and failures as one JSON object per line.")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing about what went well.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also print the server's process id, each file of a tree, and what was skipped.")
    private boolean verbose;

    /** A report to this process's standard output and error output. */
    Report report() {
        boolean bars = !json && !quiet && Tty.isErrorTerminal();
        return report(
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                bars ? new TerminalBars(new FileOutputStream(FileDescriptor.err), Tty::size) : Bars.NONE);
    }

    /** A report to the terminal that a shell runs on, which is as large as {@code size} says each time it is asked. */
    Report report(OutputStream terminal, Supplier<Tty.Size> size) {
        return report(terminal, terminal, json || quiet ? Bars.NONE : new TerminalBars(terminal, size));
    }

    private Report report(OutputStream out, OutputStream err, Bars bars) {
        return new Report(out, err, new Report.Style(json, quiet, verbose), bars);
    }
}
