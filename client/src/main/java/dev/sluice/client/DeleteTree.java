package dev.sluice.client;

import dev.sluice.ftp.ListEntry;
import dev.sluice.ftp.ListEntry.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Deletes a remote directory: its files as they are found, several at a time, then the directories from the inside out. */
final class DeleteTree extends Tree {

    private final Deque<String> directories = new ArrayDeque<>();

    DeleteTree(Transfers transfers, TreeOptions options, TransferListener listener, int parallel) {
        super(transfers, options, listener, parallel);
    }

    CompletableFuture<TreeResult> run(String remote) {
        return run(remote, () -> directory(remote))
                .thenCompose(files -> removeDirectories(new ArrayList<>(directories)));
    }

    private CompletableFuture<Void> directory(String remote) {
        directories.push(remote);
        return list(remote).thenAccept(entries -> {
            for (ListEntry entry : entries) {
                String path = join(remote, entry.name());
                add(path, () -> entry(path, entry));
            }
        });
    }

    private CompletableFuture<Void> entry(String path, ListEntry entry) {
        if (!isOneName(entry.name())) {
            return CompletableFuture.failedFuture(badName(entry.name()));
        }
        return entry.kind() == Kind.DIRECTORY
                ? directory(path)
                : pool.with(client -> client.delete(path)).thenAccept(reply -> deleted(path));
    }

    /** A directory was found before those inside it, so the last found go first; one at a time keeps that order. */
    private CompletableFuture<TreeResult> removeDirectories(List<String> paths) {
        CompletableFuture<Void> chain = CompletableFuture.completedFuture(null);
        for (String path : paths) {
            chain = chain.thenCompose(previous -> pool.with(client -> client.removeDirectory(path)))
                    .handle((reply, failure) -> {
                        if (failure == null) {
                            deleted(path);
                        } else {
                            failed(path, Futures.cause(failure));
                        }
                        return null;
                    });
        }
        return chain.thenApply(nothing -> result());
    }
}
