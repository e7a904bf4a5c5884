package dev.sluice.shell;

import dev.sluice.client.LocalFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice rates}: compares recorded byte rates in one picture. */
@Command(
        name = "rates",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Draws byte rates that --rates has recorded, several runs in one picture.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice get ftp://host/file.iso --rates a.csv",
            "  sluice rates a.csv b.csv --plot both.png --title 'Before and after'"
        })
public final class RatesCommand implements Callable<Integer> {

    @Parameters(arity = "1..*", paramLabel = "FILE.csv", description = "What --rates has recorded.")
    private List<Path> files;

    @Option(names = "--plot", required = true, paramLabel = "FILE.png|.svg", description = "The picture to draw.")
    private Path plot;

    @Option(names = "--title", defaultValue = "Byte rates", description = "Its title (${DEFAULT-VALUE}).")
    private String title;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        Report report = output.report();
        try {
            RatePlot.checkFormat(plot);
            RatePlot.draw(files, title, plot);
        } catch (LocalFileException | UsageException e) {
            report.failure("", e);
        }
        report.flush();
        return report.status().code();
    }
}
