package dev.sluice.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice shell}: works with a server line by line, from a terminal or a script. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Works with a server line by line; 'help' in it lists its words.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice shell ftp://ann@host:2121         at a terminal",
            "  sluice shell host -f commands --stop-on-error"
        })
public final class ShellCommand implements Callable<Integer> {

    @Parameters(index = "0", arity = "0..1", paramLabel = "HOST", description = "Connect to this host, or URL, first.")
    private Optional<String> host;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PORT", description = "Its port (21).")
    private Optional<String> port;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read lines from FILE instead of the terminal or standard input.")
    private Optional<Path> script;

    @Option(names = "--stop-on-error", description = "End at the first line of a script that fails.")
    private boolean stopOnError;

    @Mixin
    private ServerOptions server;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        if (script.isEmpty() && Tty.isInputTerminal()) {
            return TerminalShell.run(server, output, greeting());
        }
        Report report = output.report();
        try (Place place = new Place(server, report);
                BufferedReader lines = script.isPresent()
                        ? Files.newBufferedReader(script.get())
                        : new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Shell shell = new Shell(place, report);
            greeting().ifPresent(shell::execute);
            runScript(shell, report, lines);
        } catch (IOException e) {
            report.failure("", dev.sluice.client.LocalFileException.of(script.orElse(Path.of("standard input")), e));
        }
        report.flush();
        return report.status().code();
    }

    private void runScript(Shell shell, Report report, BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null && !shell.hasEnded(); line = lines.readLine()) {
            shell.execute(line);
            if (stopOnError && report.status() != ExitStatus.OK) {
                return;
            }
        }
    }

    /** The first line, if the command line names a server. */
    private Optional<String> greeting() {
        return host.map(
                name -> "open " + name + port.map(number -> " " + number).orElse(""));
    }
}
