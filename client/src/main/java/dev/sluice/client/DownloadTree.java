package dev.sluice.client;

import dev.sluice.client.TreeOptions.Compare;
import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListEntry.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A remote directory and all that is in it, on its way to a local one. */
final class DownloadTree extends Tree {

    DownloadTree(Transfers transfers, TreeOptions options, TransferListener listener, int parallel) {
        super(transfers, options, listener, parallel);
    }

    CompletableFuture<TreeResult> run(String remote, Path local) {
        return run(remote, () -> directory(remote, local));
    }

    private CompletableFuture<Void> directory(String remote, Path local) {
        return list(remote)
                .thenCompose(entries -> loop.offload(() -> {
                            Files.createDirectories(local);
                            return LocalFiles.list(local);
                        })
                        .thenCompose(present -> {
                            for (ListEntry entry : entries) {
                                String path = join(remote, entry.name());
                                if (entry.kind() == Kind.FILE) {
                                    listener.found(path, entry.size());
                                }
                                add(path, () -> entry(path, entry, local, present));
                            }
                            return deleteOthers(entries, local, present);
                        }));
    }

    private CompletableFuture<Void> entry(
            String remote, ListEntry entry, Path directory, Map<String, BasicFileAttributes> present) {
        Path local;
        try {
            local = inside(directory, entry.name());
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (entry.kind() == Kind.DIRECTORY) {
            return directory(remote, local);
        }
        if (entry.kind() != Kind.FILE) {
            skipped(remote, "not a regular file");
            return CompletableFuture.completedFuture(null);
        }
        return isSame(remote, entry, local, present.get(entry.name())).thenCompose(same -> {
            if (same) {
                skipped(remote, "unchanged");
                return CompletableFuture.completedFuture(null);
            }
            return file(remote, entry, local);
        });
    }

    private CompletableFuture<Void> file(String remote, ListEntry entry, Path local) {
        Progress progress = listener.began(remote, entry.size());
        return transfers
                .download(remote, local, options.ifExists(), options.transfer().withProgress(progress))
                .thenAccept(result -> {
                    setTime(local, entry.modified());
                    transferred(remote, result);
                });
    }

    /** Only a mirror asks for the time again. */
    private void setTime(Path local, Instant modified) {
        if (options.compare() == Compare.NONE || modified.equals(Instant.EPOCH)) {
            return;
        }
        try {
            Files.setLastModifiedTime(local, FileTime.from(modified));
        } catch (IOException e) {
            throw new CompletionException(LocalFileException.of(local, e));
        }
    }

    private CompletableFuture<Boolean> isSame(String remote, ListEntry entry, Path local, BasicFileAttributes present) {
        if (options.compare() == Compare.NONE
                || present == null
                || !present.isRegularFile()
                || present.size() != entry.size()) {
            return CompletableFuture.completedFuture(false);
        }
        if (options.compare() == Compare.SIZE_AND_TIME) {
            // What a mirror downloads gets the remote time, so a file that is older has changed since.
            return CompletableFuture.completedFuture(
                    !present.lastModifiedTime().toInstant().isBefore(entry.modified()));
        }
        return sameHash(remote, local);
    }

    private CompletableFuture<Void> deleteOthers(
            List<ListEntry> entries, Path local, Map<String, BasicFileAttributes> present) {
        if (!options.delete()) {
            return CompletableFuture.completedFuture(null);
        }
        Set<String> others = new HashSet<>(present.keySet());
        entries.forEach(entry -> others.remove(entry.name()));
        for (String name : others) {
            Path path = local.resolve(name);
            add(
                    path.toString(),
                    () -> loop.offload(() -> {
                                LocalFiles.deleteTree(path);
                                return null;
                            })
                            .thenAccept(nothing -> deleted(path.toString())));
        }
        return CompletableFuture.completedFuture(null);
    }
}
