package dev.sluice.load;

import dev.sluice.client.ClientLoop;
import dev.sluice.client.ClientOptions;
import dev.sluice.client.Credentials;
import dev.sluice.client.FtpClient;
import dev.sluice.client.Futures;
import dev.sluice.client.ReplyException;
import dev.sluice.client.TransferOptions;
import dev.sluice.ftp.Glob;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.LogText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.CRC32C;
import org.slf4j.LoggerFactory;

/**
 * What is asked of the server once, through the general client: before a run which files there are, how long they are and what is in
 * them; after it to delete what was uploaded.
 *
 * <p>Thread rule: blocks; not on a loop.
 */
public final class Survey implements AutoCloseable {

    private final ClientLoop loop;
    private final FtpClient client;
    private final String greeting;

    private Survey(ClientLoop loop, FtpClient client, String greeting) {
        this.loop = loop;
        this.client = client;
        this.greeting = greeting;
    }

    /** Logs in. */
    public static Survey of(Credentials credentials) throws IOException {
        ClientLoop loop = ClientLoop.start("load-survey");
        try {
            FtpClient client = new FtpClient(loop, ClientOptions.DEFAULT);
            String greeting = join(client.connect(credentials.server())).text();
            join(client.login(credentials.user(), credentials.password()));
            return new Survey(loop, client, greeting);
        } catch (IOException | RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /** What the server said first. */
    public String greeting() {
        return greeting;
    }

    /**
     * The plan with the files that its downloads name.
     *
     * @throws FileNotFoundException when one names none
     * @throws IOException when the server does not answer
     */
    public LoadPlan complete(LoadPlan plan) throws IOException {
        List<Workload> complete = new ArrayList<>();
        for (Workload workload : plan.mix().workloads()) {
            complete.add(
                    workload instanceof Workload.Download download
                            ? new Workload.Download(download.pattern(), files(download.pattern(), plan.verify()))
                            : workload);
        }
        return plan.withMix(plan.mix().withWorkloads(complete));
    }

    private List<RemoteFile> files(String pattern, boolean verify) throws IOException {
        int slash = pattern.lastIndexOf('/') + 1;
        String name = pattern.substring(slash);
        List<RemoteFile> files = new ArrayList<>();
        if (Glob.isPattern(name)) {
            Glob glob = Glob.of(name);
            for (ListEntry entry : join(client.list(pattern.substring(0, slash)))) {
                if (entry.kind() == ListEntry.Kind.FILE && glob.matches(entry.name())) {
                    files.add(file(pattern.substring(0, slash) + entry.name(), OptionalLong.of(entry.size()), verify));
                }
            }
        } else {
            files.add(file(pattern, size(pattern), verify));
        }
        if (files.isEmpty()) {
            throw new FileNotFoundException(pattern + " matches no file on the server");
        }
        return files;
    }

    private RemoteFile file(String path, OptionalLong size, boolean verify) throws IOException {
        return new RemoteFile(path, size, verify ? OptionalLong.of(checksum(path)) : OptionalLong.empty());
    }

    /** A server that does not know SIZE may still have the file: the downloads will tell. */
    private OptionalLong size(String path) throws IOException {
        try {
            join(client.quote("TYPE I"));
            return OptionalLong.of(join(client.size(path)));
        } catch (ReplyException e) {
            if (e.isUnsupported()) {
                return OptionalLong.empty();
            }
            throw new FileNotFoundException(path + ": " + e.reply());
        }
    }

    private long checksum(String path) throws IOException {
        CRC32C checksum = new CRC32C();
        join(client.retrieve(path, checksum::update, TransferOptions.DEFAULT));
        return checksum.getValue();
    }

    /** Deletes what this process has uploaded; what the server does not let go of stays, with a warning. */
    public void cleanUp(LoadPlan plan) throws IOException {
        if (plan.mix().workloads().stream().noneMatch(Workload.Upload.class::isInstance)) {
            return;
        }
        for (ListEntry entry : join(client.list(plan.directory()))) {
            if (entry.name().startsWith(LoadPlan.UPLOAD_PREFIX)) {
                delete(plan.directory() + entry.name());
            }
        }
    }

    private void delete(String path) throws IOException {
        try {
            join(client.delete(path));
        } catch (ReplyException e) {
            LoggerFactory.getLogger(Survey.class)
                    .warn(
                            "{} stays on the server: {}",
                            LogText.escape(path),
                            LogText.escape(e.reply().toString()));
        }
    }

    private static <T> T join(CompletableFuture<T> future) throws IOException {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (Futures.cause(e) instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        client.close();
        loop.close();
    }
}
