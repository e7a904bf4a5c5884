package dev.sluice.sim;

import dev.sluice.net.Network;
import dev.sluice.storage.disk.SimStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the inhabitants of a world share.
 *
 * @param clients the machine that all clients run on
 * @param network their network
 * @param mostBytes how long an upload is at most, so that it gets through in time
 * @param files what was uploaded
 */
record Scene(World world, Machine clients, Network network, Conditions conditions, int mostBytes, Files files) {

    static final List<String> SHARED = List.of("/shared/x", "/shared/y", "/shared/z");

    /** What was uploaded, and what was published of it. */
    static final class Files implements SimDisk.Audience {
        private final World world;
        private final Content.Library library = new Content.Library();
        private final Map<String, Content> published = new LinkedHashMap<>();
        private final Map<String, Content> confirmed = new LinkedHashMap<>();

        Files(World world) {
            this.world = world;
        }

        Content.Library library() {
            return library;
        }

        @Override
        public void published(Path path, byte[] bytes) {
            Optional<Content> content = library.of(bytes);
            if (content.isEmpty()) {
                world.fail(path + " was published with " + bytes.length
                        + " bytes that are nobody's whole upload; they begin with "
                        + Text.of(new String(bytes, 0, Math.min(40, bytes.length), StandardCharsets.US_ASCII)));
            } else {
                published.put(SimStore.virtual(path), content.get());
                confirmed.remove(SimStore.virtual(path));
            }
        }

        /** A client was told that {@code content} is at {@code path}. */
        void confirmed(String path, Content content) {
            if (content.equals(published.get(path))) {
                confirmed.put(path, content);
            }
        }

        @Override
        public void changed(Path path) {
            confirmed.remove(SimStore.virtual(path));
            published.remove(SimStore.virtual(path));
        }

        /** What must survive a crash. */
        Map<String, Content> confirmed() {
            return confirmed;
        }
    }

    /** Runs {@code action} on the clients' loop. */
    void later(long nanos, Runnable action) {
        world.after(nanos, () -> clients.loop().execute(action));
    }

    /** The content of a new upload: mostly small. */
    Content content() {
        int size = world.chance(0.5)
                ? (int) world.between(0, 100)
                : world.chance(0.7) ? world.below(5_000) : (int) world.between(0, mostBytes);
        return files.library().make(Math.min(size, mostBytes));
    }
}
