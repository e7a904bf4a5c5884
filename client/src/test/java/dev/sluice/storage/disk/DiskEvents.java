package dev.sluice.storage.disk;

import java.io.IOException;
import java.nio.file.Path;

/** What happens on a simulated disk, told before and after; whoever hears of it before may let it take time, or fail. */
public interface DiskEvents {

    /** What is asked of the disk. */
    enum Call {
        LOOK,
        OPEN,
        CREATE,
        LIST,
        DELETE,
        MOVE,
        MAKE_DIRECTORY,
        READ,
        WRITE,
        TRUNCATE,
        FORCE,
        SYNC
    }

    /** Somebody has a file or directory open. */
    void opened(Path path);

    void closed(Path path);

    /** {@code call} is about to be made for {@code path}. */
    void before(Call call, Path path) throws IOException;

    /** How many of {@code bytes} a READ or WRITE moves, at least one of them. */
    int moves(Call call, int bytes);

    /** A file was made: {@code inode} tells it from all others. */
    void made(Path path, Object inode);

    /** The bytes of a file are on the disk. */
    void forced(Object inode, byte[] content);

    /** A file or directory has another name, in one step, and what had that name before is gone. */
    void moved(Path from, Path to);

    void deleted(Path path);

    void madeDirectory(Path path);

    /** The names in a directory are on the disk. */
    void synced(Path directory);
}
