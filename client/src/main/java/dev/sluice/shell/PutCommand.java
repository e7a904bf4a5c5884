package dev.sluice.shell;

import dev.sluice.client.LocalFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice put}: uploads files and directories. */
@Command(
        name = "put",
        sortOptions = false,
        description = "Uploads files, or with -r directories.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice put report.pdf ftp://host/in/            to a folder: mind the slash",
            "  sluice put report.pdf ftp://host/in/today.pdf   under another name",
            "  sluice put -r site ftp://host/www --parallel 8  a whole directory"
        })
public final class PutCommand extends RemoteCommand {

    @Parameters(
            arity = "2..*",
            paramLabel = "FILE... URL",
            hideParamSyntax = true,
            description = "What to upload, and where to: a name, or a directory if it ends in a slash.")
    private List<String> arguments;

    @Option(
            names = {"-r", "--recursive"},
            description = "Upload directories and what is in them.")
    private boolean recursive;

    @Mixin
    private TransferSettings transfer;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        List<Path> files = arguments.subList(0, arguments.size() - 1).stream()
                .map(Path::of)
                .toList();
        FtpUrl url = FtpUrl.parse(arguments.get(arguments.size() - 1));
        boolean intoDirectory = url.path().isEmpty() || url.path().endsWith("/");
        if (files.size() > 1 && !intoDirectory) {
            throw new UsageException("several files need a directory to go to: end the URL with a slash");
        }
        for (Path file : files) {
            check(file);
        }
        String title = "Upload of " + String.join(", ", arguments.subList(0, arguments.size() - 1));
        transfer.run(remotes.open(url), report, title, actions -> upload(actions, files, url.path(), intoDirectory));
    }

    /** Nothing is sent to the server for a file that can't be read. */
    private void check(Path file) throws LocalFileException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw LocalFileException.of(file, "does not exist");
        }
        if (!Files.isReadable(file)) {
            throw LocalFileException.of(file, "can't be read: permission denied");
        }
        if (Files.isDirectory(file) && !recursive) {
            throw LocalFileException.of(file, "is a directory; -r uploads those");
        }
    }

    private void upload(Actions actions, List<Path> files, String path, boolean intoDirectory)
            throws IOException, InterruptedException {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Path file : files) {
            String target =
                    intoDirectory ? path + file.toAbsolutePath().normalize().getFileName() : path;
            if (Files.isDirectory(file)) {
                actions.trees().put(file, target, actions.trees().everything());
            } else {
                running.add(actions.put(file, target));
            }
        }
        actions.awaitAll(running);
    }
}
