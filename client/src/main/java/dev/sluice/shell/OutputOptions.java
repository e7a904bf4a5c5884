package dev.sluice.shell;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
        return new Report(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                new Report.Style(json, quiet, verbose),
                bars ? Bars.onTerminal() : Bars.NONE);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(
                new BufferedWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8)));
    }
}
