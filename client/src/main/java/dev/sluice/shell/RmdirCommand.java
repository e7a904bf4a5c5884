package dev.sluice.shell;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice rmdir}: removes empty directories. */
@Command(
        name = "rmdir",
        sortOptions = false,
        description = "Removes empty directories.",
        footerHeading = "%nExamples:%n",
        footer = {"  sluice rmdir ftp://host/in/today         rm -r takes those that are not empty"})
public final class RmdirCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "Directories to remove.")
    private List<String> urls;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        forEach(remotes, report, urls, (actions, path) -> actions.removeDirectory(path));
    }
}
