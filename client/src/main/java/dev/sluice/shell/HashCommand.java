package dev.sluice.shell;

import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice hash}: prints checksums of remote files. */
@Command(
        name = "hash",
        sortOptions = false,
        description = "Prints the checksums of remote files, made by the server (HASH).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice hash ftp://host/pub/file.iso      compare with sha256sum file.iso",
            "  sluice hash --algorithm MD5 ftp://host/pub/file.iso"
        })
public final class HashCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "Files to take the checksums of.")
    private List<String> urls;

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            defaultValue = "SHA-256",
            description = "Such as SHA-1 or MD5 (${DEFAULT-VALUE}).")
    private String algorithm;

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        forEach(remotes, report, urls, (actions, path) -> actions.hash(path, algorithm));
    }
}
