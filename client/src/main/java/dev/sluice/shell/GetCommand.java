package dev.sluice.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice get}: downloads files and directories. */
@Command(
        name = "get",
        sortOptions = false,
        description = "Downloads files, or with -r directories.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sluice get ftp://host/pub/file.iso -c              goes on where it stopped",
            "  sluice get 'ftp://host/pub/*.txt' -o texts/        all that match",
            "  sluice get -r ftp://host/pub -o copy --parallel 8  a whole directory"
        })
public final class GetCommand extends RemoteCommand {

    @Parameters(arity = "1..*", paramLabel = "URL", description = "What to download; * ? [a-z] match file names.")
    private List<String> urls;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "The local file, or the folder if there is one of that name or several sources.")
    private Optional<Path> output;

    @Option(
            names = {"-r", "--recursive"},
            description = "Download directories and what is in them.")
    private boolean recursive;

    @Mixin
    private TransferSettings transfer;

    /** Sources of one server, and where each goes. */
    private record Job(String path, Path target) {}

    @Override
    void run(Remotes remotes, Report report) throws IOException, InterruptedException {
        Map<Remote, List<String>> sources = new LinkedHashMap<>();
        for (String text : urls) {
            FtpUrl url = FtpUrl.parse(text);
            sources.computeIfAbsent(remotes.open(url), remote -> new ArrayList<>())
                    .add(url.path());
        }
        for (Map.Entry<Remote, List<String>> entry : sources.entrySet()) {
            String title = "Download of " + String.join(", ", entry.getValue());
            transfer.run(entry.getKey(), report, title, actions -> download(actions, entry.getValue()));
        }
    }

    private void download(Actions actions, List<String> paths) throws IOException, InterruptedException {
        actions.noteProcessId();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (Job job : jobs(actions, paths)) {
            if (recursive) {
                actions.trees().get(job.path(), job.target(), actions.trees().everything());
            } else {
                running.add(actions.get(job.path(), job.target()));
            }
        }
        actions.awaitAll(running);
    }

    private List<Job> jobs(Actions actions, List<String> paths) throws IOException, InterruptedException {
        List<String> files = new ArrayList<>();
        for (String path : paths) {
            files.addAll(recursive ? List.of(path) : actions.expand(path));
        }
        boolean intoFolder = output.isPresent() && (files.size() > 1 || Files.isDirectory(output.get()));
        Path folder = output.orElse(Path.of(""));
        List<Job> jobs = new ArrayList<>();
        for (String file : files) {
            boolean named = output.isPresent() && !intoFolder;
            jobs.add(new Job(file, named ? output.get() : folder.resolve(LocalNames.of(file))));
        }
        if (intoFolder) {
            LocalNames.makeFolder(folder);
        }
        return jobs;
    }
}
