package dev.sluice.shell;

import dev.sluice.client.FtpClient;
import dev.sluice.client.IfExists;
import dev.sluice.client.LocalFileException;
import dev.sluice.client.Progress;
import dev.sluice.client.RateRecorder;
import dev.sluice.client.ReplyException;
import dev.sluice.client.Sink;
import dev.sluice.client.TransferOptions;
import dev.sluice.client.TransferResult;
import dev.sluice.client.TransferType;
import dev.sluice.ftp.Glob;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListFormat;
import dev.sluice.ftp.LogText;
import dev.sluice.ftp.Reply;
import dev.sluice.net.RateLimit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What can be done with a server, once for the one-shot commands and the shell. Everything here waits until it is done,
 * tells the {@link Report} what it did, and throws what went wrong.
 */
final class Actions {

    /**
     * How transfers go.
     *
     * @param ifExists what to do with a target that exists
     * @param type the representation
     * @param limit how fast all transfers together may go
     * @param rates records their byte rate
     */
    record Settings(IfExists ifExists, TransferType type, RateLimit limit, Optional<RateRecorder> rates) {
        static final Settings DEFAULT =
                new Settings(IfExists.REFUSE, TransferType.BINARY, RateLimit.NONE, Optional.empty());

        TransferOptions options(Progress progress) {
            return TransferOptions.DEFAULT
                    .withType(type)
                    .withLimit(limit)
                    .withProgress(
                            rates.map(recorder -> recorder.watch(progress)).orElse(progress));
        }
    }

    private final Remote remote;
    private final Report report;
    private final Settings settings;

    Actions(Remote remote, Report report, Settings settings) {
        this.remote = remote;
        this.report = report;
        this.settings = settings;
    }

    // ---- transfers, which may run side by side

    /** Downloads a file; the future never fails, the report is told. */
    CompletableFuture<Void> get(String path, Path target) {
        report.found(path, -1);
        return sizeForBar(path)
                .thenCompose(size -> transfer(
                        path, remote.transfers().download(path, target, settings.ifExists(), options(path, size))));
    }

    /** The size of a remote file if a bar will show it, else -1, which also means that the server can't tell. */
    private CompletableFuture<Long> sizeForBar(String path) {
        return report.hasBars()
                ? remote.session(client -> client.size(path)).exceptionally(failure -> -1L)
                : CompletableFuture.completedFuture(-1L);
    }

    /** Uploads a file; the future never fails, the report is told. */
    CompletableFuture<Void> put(Path file, String path) {
        String name = file.toString();
        long size = file.toFile().length();
        return transfer(name, remote.transfers().upload(file, path, settings.ifExists(), options(name, size)));
    }

    private TransferOptions options(String name, long size) {
        return settings.options(report.began(name, size));
    }

    private CompletableFuture<Void> transfer(String name, CompletableFuture<TransferResult> transfer) {
        return transfer.handle((result, failure) -> {
            if (failure == null) {
                report.ended(name, result);
            } else {
                report.failed(name, failure);
            }
            return null;
        });
    }

    /** Waits for all of them; an interrupt gives them up. */
    void awaitAll(List<CompletableFuture<Void>> transfers) throws IOException, InterruptedException {
        try {
            Remote.await(CompletableFuture.allOf(transfers.toArray(CompletableFuture[]::new)));
        } catch (InterruptedException e) {
            remote.abort();
            throw e;
        } finally {
            report.allEnded();
        }
    }

    /** The same with whole directories. */
    Trees trees() {
        return new Trees(remote, report, settings);
    }

    // ---- one thing at a time

    /** Lists a directory, sorted by name. */
    void list(String path) throws IOException, InterruptedException {
        List<ListEntry> entries = new ArrayList<>(remote.call(client -> client.list(path)));
        entries.sort(Comparator.comparing(ListEntry::name));
        Instant now = Instant.now();
        for (ListEntry entry : entries) {
            StringBuilder line = new StringBuilder();
            ListFormat.append(line, entry, now);
            report.result(LogText.escape(line.toString()), json(entry));
        }
    }

    private static JsonLine json(ListEntry entry) {
        JsonLine json = new JsonLine()
                .text("name", entry.name())
                .text("kind", entry.kind().name().toLowerCase(Locale.ROOT))
                .number("size", entry.size());
        return entry.modified().equals(Instant.EPOCH)
                ? json.unknown("modified")
                : json.text("modified", entry.modified().toString());
    }

    /** Writes the bytes of a file to {@code out}. */
    void cat(String path, OutputStream out) throws IOException, InterruptedException {
        WritableByteChannel channel = Channels.newChannel(out);
        Sink sink = data -> write(data, channel);
        remote.call(client -> client.retrieve(path, sink, settings.options(Progress.NONE)));
        out.flush();
    }

    private static void write(ByteBuffer data, WritableByteChannel to) throws IOException {
        try {
            while (data.hasRemaining()) {
                to.write(data);
            }
        } catch (IOException e) {
            throw LocalFileException.of(Path.of("standard output"), e);
        }
    }

    void remove(String path) throws IOException, InterruptedException {
        remote.call(client -> client.delete(path));
        report.deleted(path);
    }

    void makeDirectory(String path) throws IOException, InterruptedException {
        remote.call(client -> client.makeDirectory(path));
        report.done(LogText.escape(path) + "  made", new JsonLine().text("made", path));
    }

    void removeDirectory(String path) throws IOException, InterruptedException {
        remote.call(client -> client.removeDirectory(path));
        report.deleted(path);
    }

    void move(String from, String to) throws IOException, InterruptedException {
        remote.call(client -> client.rename(from, to));
        report.done(
                LogText.escape(from) + " -> " + LogText.escape(to),
                new JsonLine().text("moved", from).text("to", to));
    }

    void size(String path) throws IOException, InterruptedException {
        long size = remote.call(client -> client.size(path));
        report.result(
                size + "  " + LogText.escape(path),
                new JsonLine().text("name", path).number("size", size));
    }

    void hash(String path, String algorithm) throws IOException, InterruptedException {
        String digest = remote.call(client -> client.hash(path, algorithm));
        report.result(
                digest + "  " + LogText.escape(path),
                new JsonLine().text("name", path).text("algorithm", algorithm).text("digest", digest));
    }

    void changeMode(String mode, String path) throws IOException, InterruptedException {
        remote.call(client -> client.send("SITE", "CHMOD " + mode + ' ' + path));
        report.done(
                LogText.escape(path) + "  mode " + mode,
                new JsonLine().text("changed", path).text("mode", mode));
    }

    /** Sends a line as it is and shows the reply. */
    void quote(String line) throws IOException, InterruptedException {
        Reply reply = remote.call(client -> client.quote(line));
        for (String text : reply.lines()) {
            report.result(
                    LogText.escape(text),
                    new JsonLine().number("code", reply.code()).text("text", text));
        }
    }

    /** Tells the server's process id, where the server does. */
    void tellProcessId() throws IOException, InterruptedException {
        OptionalLong pid = remote.call(FtpClient::processId);
        report.result(text(pid), json(pid));
    }

    /** The same for the curious, beside what was asked for. */
    void noteProcessId() throws IOException, InterruptedException {
        if (report.isVerbose()) {
            OptionalLong pid = remote.call(FtpClient::processId);
            report.note(text(pid), json(pid));
        }
    }

    private static String text(OptionalLong pid) {
        return pid.isPresent() ? "server process id: " + pid.getAsLong() : "the server does not tell its process id";
    }

    private static JsonLine json(OptionalLong pid) {
        return pid.isPresent()
                ? new JsonLine().number("server_process_id", pid.getAsLong())
                : new JsonLine().unknown("server_process_id");
    }

    // ---- patterns

    /** The files that match a pattern like {@code dir/*.txt}; a path without wildcards is itself. */
    List<String> expand(String pattern) throws IOException, InterruptedException {
        int slash = pattern.lastIndexOf('/');
        String name = pattern.substring(slash + 1);
        if (!Glob.isPattern(name)) {
            return List.of(pattern);
        }
        String directory = pattern.substring(0, slash + 1);
        Glob glob = Glob.of(name);
        List<String> found = new ArrayList<>();
        for (ListEntry entry : remote.call(client -> client.list(directory))) {
            if (entry.kind() == ListEntry.Kind.FILE && glob.matches(entry.name())) {
                found.add(directory + entry.name());
            }
        }
        if (found.isEmpty()) {
            throw new ReplyException("LIST " + pattern, Reply.of(550, "no such file: nothing matches the pattern"));
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }
}
