package dev.sluice.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a disk survives when the power fails: bytes that were forced, and names that were. Of what was done to names later, the system
 * may have written a part already, from the first on; of bytes that were not forced, anything.
 */
final class CrashImage {

    private final Map<Object, byte[]> forced = new HashMap<>();
    private final Map<Path, Object> names = new HashMap<>();
    private final List<Change> pending = new ArrayList<>();

    /** What is done to names. */
    private record Change(Optional<Path> from, Path to, Optional<Object> inode) {
        boolean concerns(Path directory) {
            return directory.equals(to.getParent())
                    || from.filter(path -> directory.equals(path.getParent())).isPresent();
        }

        void apply(Map<Path, Object> names) {
            Object moved = from.map(names::remove).or(() -> inode).orElse(null);
            if (moved == null) {
                names.remove(to);
            } else {
                names.put(to, moved);
            }
        }
    }

    void made(Path path, Object inode) {
        pending.add(new Change(Optional.empty(), path, Optional.of(inode)));
    }

    void moved(Path from, Path to) {
        pending.add(new Change(Optional.of(from), to, Optional.empty()));
    }

    void deleted(Path path) {
        pending.add(new Change(Optional.empty(), path, Optional.empty()));
    }

    void forced(Object inode, byte[] content) {
        forced.put(inode, content);
    }

    void synced(Path directory) {
        pending.removeIf(change -> {
            boolean now = change.concerns(directory);
            if (now) {
                change.apply(names);
            }
            return now;
        });
    }

    /** Changes that may or may not have been written. */
    int pending() {
        return pending.size();
    }

    /**
     * What is at {@code path} after a crash that came when {@code written} of the pending changes were on the disk.
     *
     * @return empty when nothing certain is there
     */
    Optional<byte[]> at(Path path, int written) {
        Map<Path, Object> then = new HashMap<>(names);
        pending.subList(0, written).forEach(change -> change.apply(then));
        return Optional.ofNullable(then.get(path)).map(forced::get);
    }
}
