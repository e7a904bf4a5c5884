package dev.sluice.shell;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice mkdir}: makes directories. */
@Command(
        name = "mkdir",
        sortOptions = false,
        description = "Makes directories.",
        footerHeading = "%nExamples:%n",
        footer = {"  sluice mkdir ftp://host/in ftp://host/in/today"})
public final class MkdirCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "Directories to make, outer ones first.")
    private List<String> urls;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        forEach(remotes, report, urls, (actions, path) -> actions.makeDirectory(path));
    }
}
