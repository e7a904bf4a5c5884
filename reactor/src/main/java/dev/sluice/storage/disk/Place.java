package dev.sluice.storage.disk;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;

/**
 * A name in an open directory, whether or not something has it. Whoever hands it out sees to it that the directory
 * stays open. Any thread.
 */
record Place(Directory directory, Path name) {
    /** Where it was when the directory was opened: for claims, and for what can be done by paths only. */
    Path path() {
        return directory.resolve(name);
    }

    /** Whether this is the directory itself and not something in it: so the root, which is in none. */
    boolean isDirectoryItself() {
        return name.equals(directory.here());
    }

    /** The part file of an upload to here. */
    Place part() {
        return new Place(directory, name.getFileSystem().getPath(PartName.of(name.toString())));
    }

    BasicFileAttributes look() throws IOException {
        return directory.look(name);
    }

    /** The same, or empty when nothing has the name. */
    Optional<BasicFileAttributes> lookIfThere() throws IOException {
        try {
            return Optional.of(look());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    SeekableByteChannel open(Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return directory.open(name, options, attributes);
    }

    /** Opens the directory that is here, apart from all others who have it open; to be closed by the caller. */
    Directory enter() throws IOException {
        return directory.enter(name);
    }

    void deleteFile() throws IOException {
        directory.deleteFile(name);
    }

    void deleteDirectory() throws IOException {
        directory.deleteDirectory(name);
    }

    /** Renames in one step, over a file that is there. */
    void moveTo(Place other) throws IOException {
        directory.move(name, other.directory, other.name);
    }
}
