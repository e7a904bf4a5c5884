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
        description = "Prints the checksums of remote files, made by the server (HASH).")
public final class HashCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "What to work on.")
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
