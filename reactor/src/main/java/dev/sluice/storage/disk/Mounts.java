package dev.sluice.storage.disk;

import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageOptions.Inline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Which paths lie on disks that may keep a caller waiting, so that calls about them belong on the pool: those on the
 * network, and those that have turned out slow. Any thread.
 *
 * <p>The table of mounts is read once. A link counts by where it is, not by where it leads.
 */
final class Mounts {
    /** @param path where clients find it */
    private record Point(RootedPath path, Mount mount) {}

    /** Holds the root. */
    private final Mount top;
    /** The deepest first. */
    private final List<Point> below;

    private final Inline inline;
    private final LongSupplier nanoTime;

    private Mounts(Mount top, List<Point> below, Inline inline, LongSupplier nanoTime) {
        this.top = top;
        this.below = below;
        this.inline = inline;
        this.nanoTime = nanoTime;
    }

    /** Those of another provider than the local disk: each call may take as long as it likes. */
    static Mounts foreign(Inline inline) {
        Mount only = new Mount("a provider of its own", true);
        return new Mounts(only, List.of(), inline, System::nanoTime);
    }

    /** Those at and below {@code root}, a real path, as far as the system tells. */
    static Mounts below(Path root, Inline inline) {
        return new Mounts(root, MountTable.read(), inline, System::nanoTime);
    }

    /** @param inline what the operator knows better */
    Mounts(Path root, List<MountTable.Line> table, Inline inline, LongSupplier nanoTime) {
        this.inline = inline;
        this.nanoTime = nanoTime;
        List<Point> found = new ArrayList<>();
        MountTable.Line over = new MountTable.Line(root.getRoot(), "");
        for (MountTable.Line line : table) {
            Path point = line.point();
            if (root.startsWith(point)) {
                // Of two on the same point the later one hides the earlier.
                over = point.getNameCount() >= over.point().getNameCount() ? line : over;
            } else if (point.startsWith(root)) {
                add(found, root.relativize(point).toString(), line);
            }
        }
        top = new Mount(over.point().toString(), over.isRemote());
        found.sort(Comparator.comparing(point -> -point.path().toString().length()));
        below = List.copyOf(found);
    }

    private static void add(List<Point> found, String relative, MountTable.Line line) {
        try {
            RootedPath virtual = RootedPath.ROOT.resolve(relative);
            found.removeIf(point -> point.path().startsWith(virtual));
            found.add(new Point(virtual, new Mount(line.point().toString(), line.isRemote())));
        } catch (StorageException e) {
            return; // No client can write this name.
        }
    }

    /**
     * The same as they are seen from a directory below the root; what either learns both know.
     *
     * @param relative where it is
     */
    Mounts below(Path relative) {
        try {
            RootedPath root = RootedPath.ROOT.resolve(relative.toString());
            List<Point> seen = below.stream()
                    .filter(point ->
                            point.path().startsWith(root) && !point.path().equals(root))
                    .map(point -> new Point(point.path().seenFrom(root), point.mount()))
                    .toList();
            return new Mounts(of(root), seen, inline, nanoTime);
        } catch (StorageException e) {
            return new Mounts(top, List.of(), inline, nanoTime); // No client can write this name.
        }
    }

    /** Whether a call about {@code path} may take long. */
    boolean mayBlock(RootedPath path) {
        return switch (inline) {
            case AUTO -> of(path).mayBlock();
            case ALWAYS -> false;
            case NEVER -> true;
        };
    }

    /** Whether {@code path} lies on another machine, or behind a process that may be as far away. */
    boolean isRemote(RootedPath path) {
        return of(path).isRemote();
    }

    /** Learns from a call about {@code path}. */
    void took(RootedPath path, long nanos) {
        if (inline == Inline.AUTO) {
            of(path).took(nanos, nanoTime);
        }
    }

    private Mount of(RootedPath path) {
        for (Point point : below) {
            if (path.startsWith(point.path())) {
                return point.mount();
            }
        }
        return top;
    }
}
