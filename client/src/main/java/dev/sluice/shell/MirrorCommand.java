package dev.sluice.shell;

import dev.sluice.client.TreeOptions;
import dev.sluice.client.TreeOptions.Compare;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice mirror}: makes one tree like another, in either direction. */
@Command(
        name = "mirror",
        sortOptions = false,
        description = "Makes TARGET like SOURCE, of which one is a URL: transfers what is new or differs.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice mirror ftp://host/pub copy                  down",
            "  sluice mirror site ftp://host/www --delete         up, and delete the rest",
            "  sluice mirror ftp://host/pub copy --hash           by size and checksum"
        })
public final class MirrorCommand extends RemoteCommand {

    @Parameters(index = "0", paramLabel = "SOURCE", description = "A URL or a local directory.")
    private String source;

    @Parameters(index = "1", paramLabel = "TARGET", description = "A local directory or a URL.")
    private String target;

    @Option(names = "--delete", description = "Delete what only the target has.")
    private boolean delete;

    @Option(names = "--hash", description = "Compare files of the same size by their SHA-256 (HASH), not by time.")
    private boolean hash;

    @Mixin
    private TransferSettings transfer;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        if (FtpUrl.isUrl(source) == FtpUrl.isUrl(target)) {
            throw new UsageException("one of SOURCE and TARGET must be a URL, the other a local directory");
        }
        boolean down = FtpUrl.isUrl(source);
        FtpUrl url = FtpUrl.parse(down ? source : target);
        Path local = Path.of(down ? target : source);
        String title = "Mirror of " + source;
        transfer.run(remotes.open(url), report, title, actions -> {
            TreeOptions options = actions.trees().mirror(hash ? Compare.HASH : Compare.SIZE_AND_TIME, delete);
            if (down) {
                actions.trees().get(url.path(), local, options);
            } else {
                actions.trees().put(local, url.path(), options);
            }
        });
    }
}
