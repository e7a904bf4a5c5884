package dev.sluice.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import picocli.CommandLine.Option;

/** The options that say what is told, and how. */
final class OutputOptions {

    @Option(names = "--json", description = "Print results as one JSON object per line.")
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
                bars ? Bars.onTerminal() : Bars.NONE);
    }

    /** A report to the terminal that a shell runs on; bars can be drawn on this process's own only. */
    Report report(OutputStream terminal, boolean isOwn) {
        return report(terminal, terminal, isOwn && !json && !quiet ? Bars.onTerminal() : Bars.NONE);
    }

    private Report report(OutputStream out, OutputStream err, Bars bars) {
        return new Report(out, err, new Report.Style(json, quiet, verbose), bars);
    }
}
