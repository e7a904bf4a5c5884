package dev.sluice.shell;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sluice mv}: renames or moves a remote file or directory. */
@Command(
        name = "mv",
        sortOptions = false,
        description = "Renames or moves a remote file or directory.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice mv ftp://host/in/a.txt in/b.txt   renames: a path as after the host",
            "  sluice mv ftp://host/in/a.txt /archive/  moves: mind the slash"
        })
public final class MvCommand extends RemoteCommand {

    @Parameters(index = "0", paramLabel = "URL", description = "What to move.")
    private String url;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "A URL of the same server, or a path there; a directory if it ends in a slash.")
    private String target;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        FtpUrl from = FtpUrl.parse(url);
        Remote remote = remotes.open(from);
        if (FtpUrl.isUrl(target) && remotes.open(FtpUrl.parse(target)) != remote) {
            throw new UsageException("a file can be moved within one server only");
        }
        String path = FtpUrl.isUrl(target) ? FtpUrl.parse(target).path() : target;
        String to = path.isEmpty() || path.endsWith("/") ? path + LocalNames.of(from.path()) : path;
        new Actions(remote, report, Actions.Settings.DEFAULT).move(from.path(), to);
    }
}
