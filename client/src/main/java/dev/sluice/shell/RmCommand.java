package dev.sluice.shell;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice rm}: deletes files and directories. */
@Command(
        name = "rm",
        sortOptions = false,
        description = "Deletes files, or with -r directories and what is in them.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice rm 'ftp://host/pub/*.bak'         all that match; mind the quotes",
            "  sluice rm -r ftp://host/pub/old          a directory and all that is in it"
        })
public final class RmCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "What to delete; * ? [a-z] match file names.")
    private List<String> urls;

    @Option(
            names = {"-r", "--recursive"},
            description = "Delete directories and what is in them.")
    private boolean recursive;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        forEach(remotes, report, urls, (actions, pattern) -> {
            for (String path : recursive ? List.of(pattern) : actions.expand(pattern)) {
                remove(actions, path);
            }
        });
    }

    private void remove(Actions actions, String path) throws IOException, InterruptedException {
        if (recursive) {
            actions.trees().remove(path);
        } else {
            actions.remove(path);
        }
    }
}
