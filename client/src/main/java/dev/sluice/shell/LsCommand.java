package dev.sluice.shell;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice ls}: lists directories. */
@Command(
        name = "ls",
        sortOptions = false,
        description = "Lists directories.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice ls ftp://host/pub                 one line for each file",
            "  sluice ls ftp://ann@host/ --json         for programs; asks for the password"
        })
public final class LsCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "Directories to list.")
    private List<String> urls;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        forEach(remotes, report, urls, (actions, path) -> actions.list(path));
    }
}
