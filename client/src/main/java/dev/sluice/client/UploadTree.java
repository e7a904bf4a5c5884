package dev.sluice.client;

import dev.sluice.client.TreeOptions.Compare;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListEntry.Kind;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A local directory and all that is in it, on its way to a remote one. */
final class UploadTree extends Tree {

    UploadTree(Transfers transfers, TreeOptions options, TransferListener listener, int parallel) {
        super(transfers, options, listener, parallel);
    }

    CompletableFuture<TreeResult> run(Path local, String remote) {
        return run(local.toString(), () -> directory(local, remote));
    }

    private CompletableFuture<Void> directory(Path local, String remote) {
        return loop.offload(() -> LocalFiles.list(local))
                .thenCompose(files -> present(remote).thenCompose(present -> directory(local, remote, files, present)));
    }

    private CompletableFuture<Void> directory(
            Path local, String remote, Map<String, BasicFileAttributes> files, Map<String, ListEntry> present) {
        files.forEach((name, attributes) -> {
            Path path = local.resolve(name);
            if (attributes.isRegularFile()) {
                listener.found(path.toString(), attributes.size());
            }
            add(
                    path.toString(),
                    () -> entry(path, attributes, join(remote, name), Optional.ofNullable(present.get(name))));
        });
        if (options.delete()) {
            present.forEach((name, entry) -> {
                if (!files.containsKey(name)) {
                    deleteRemote(entry, join(remote, name));
                }
            });
        }
        return CompletableFuture.completedFuture(null);
    }

    /** What is in the remote directory, which is made if it is not there. */
    private CompletableFuture<Map<String, ListEntry>> present(String remote) {
        return remote.isEmpty()
                ? byName(remote)
                : pool.with(client -> client.makeDirectory(remote))
                        .handle((made, failure) -> failure == null)
                        .thenCompose(made -> made ? CompletableFuture.completedFuture(Map.of()) : byName(remote));
    }

    private CompletableFuture<Map<String, ListEntry>> byName(String remote) {
        return list(remote)
                .thenApply(entries -> entries.stream()
                        .collect(Collectors.toMap(ListEntry::name, Function.identity(), (first, second) -> first)));
    }

    private CompletableFuture<Void> entry(
            Path local, BasicFileAttributes attributes, String remote, Optional<ListEntry> present) {
        if (attributes.isDirectory()) {
            return directory(local, remote);
        }
        if (!attributes.isRegularFile()) {
            skipped(local.toString(), "not a regular file");
            return CompletableFuture.completedFuture(null);
        }
        return isSame(local, attributes, remote, present).thenCompose(same -> {
            if (same) {
                skipped(local.toString(), "unchanged");
                return CompletableFuture.completedFuture(null);
            }
            return file(local, attributes, remote, present.isPresent());
        });
    }

    private CompletableFuture<Void> file(Path local, BasicFileAttributes attributes, String remote, boolean present) {
        Progress progress = listener.began(local.toString(), attributes.size());
        ResumableUpload.Target target = present ? ResumableUpload.Target.PRESENT : ResumableUpload.Target.ABSENT;
        return transfers
                .upload(
                        local,
                        remote,
                        options.ifExists(),
                        target,
                        options.transfer().withProgress(progress))
                .thenCompose(
                        result -> setTime(remote, attributes.lastModifiedTime().toInstant())
                                .thenAccept(nothing -> transferred(local.toString(), result)));
    }

    /** Only a mirror asks for the time again; a server that can't set it shows the time of the upload, which does too. */
    private CompletableFuture<Void> setTime(String remote, Instant modified) {
        if (options.compare() == Compare.NONE) {
            return CompletableFuture.completedFuture(null);
        }
        return pool.with(client -> client.setModified(remote, modified)).handle((reply, failure) -> null);
    }

    private CompletableFuture<Boolean> isSame(
            Path local, BasicFileAttributes attributes, String remote, Optional<ListEntry> present) {
        if (options.compare() == Compare.NONE
                || present.isEmpty()
                || present.get().kind() != Kind.FILE
                || present.get().size() != attributes.size()) {
            return CompletableFuture.completedFuture(false);
        }
        if (options.compare() == Compare.SIZE_AND_TIME) {
            // MFMT has seconds.
            Instant time = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
            return CompletableFuture.completedFuture(!present.get().modified().isBefore(time));
        }
        return sameHash(remote, local);
    }

    private void deleteRemote(ListEntry entry, String remote) {
        if (!isOneName(entry.name())) {
            add(remote, () -> CompletableFuture.failedFuture(badName(entry.name())));
        } else if (entry.kind() == Kind.DIRECTORY) {
            add(remote, () -> transfers.deleteTree(remote, listener).thenAccept(this::deletedTree));
        } else {
            add(remote, () -> pool.with(client -> client.delete(remote)).thenAccept(reply -> deleted(remote)));
        }
    }
}
