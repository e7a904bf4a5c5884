package dev.sluice.shell;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice cat}: prints remote files. */
@Command(
        name = "cat",
        sortOptions = false,
        description = "Prints remote files to the standard output.",
        footerHeading = "%nExamples:%n",
        footer = {"  sluice cat ftp://host/pub/README | less"})
public final class CatCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "Files to print.")
    private List<String> urls;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        forEach(remotes, report, urls, (actions, path) -> {
            actions.noteProcessId();
            actions.cat(path, report.bytes());
        });
    }
}
