package dev.sluice.storage.disk;

import dev.sluice.storage.disk.DiskEvents.Call;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Set;

/** A directory of a simulated disk: another one, whose every call is told of. */
final class SimDirectory extends Directory {

    private final Directory inner;
    private final DiskEvents events;

    SimDirectory(Directory inner, DiskEvents events) {
        super(inner.path());
        this.inner = inner;
        this.events = events;
        events.opened(path());
    }

    @Override
    Object key() throws IOException {
        return inner.key();
    }

    @Override
    <V extends FileAttributeView> V view(Path name, Class<V> kind) {
        return inner.view(name, kind);
    }

    @Override
    SeekableByteChannel open(Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        boolean isNew = options.contains(StandardOpenOption.CREATE_NEW);
        events.before(isNew ? Call.CREATE : Call.OPEN, resolve(name));
        SeekableByteChannel channel = inner.open(name, options, attributes);
        Object inode = inner.look(name).fileKey();
        if (isNew) {
            events.made(resolve(name), inode);
        }
        return new SimChannel((FileChannel) channel, resolve(name), inode, events);
    }

    @Override
    Directory enter(Path name) throws IOException {
        events.before(Call.LIST, resolve(name));
        return new SimDirectory(inner.enter(name), events);
    }

    @Override
    Names names() throws IOException {
        events.before(Call.LIST, path());
        return inner.names();
    }

    @Override
    void deleteFile(Path name) throws IOException {
        events.before(Call.DELETE, resolve(name));
        inner.deleteFile(name);
        events.deleted(resolve(name));
    }

    @Override
    void deleteDirectory(Path name) throws IOException {
        events.before(Call.DELETE, resolve(name));
        inner.deleteDirectory(name);
        events.deleted(resolve(name));
    }

    @Override
    void move(Path name, Directory to, Path newName) throws IOException {
        events.before(Call.MOVE, to.resolve(newName));
        inner.move(name, ((SimDirectory) to).inner, newName);
        events.moved(resolve(name), to.resolve(newName));
    }

    @Override
    void makeDirectory(Path name) throws IOException {
        events.before(Call.MAKE_DIRECTORY, resolve(name));
        inner.makeDirectory(name);
        events.madeDirectory(resolve(name));
    }

    @Override
    void sync() throws IOException {
        events.before(Call.SYNC, path());
        events.synced(path());
    }

    @Override
    void release() {
        events.closed(path());
        inner.close();
    }
}
