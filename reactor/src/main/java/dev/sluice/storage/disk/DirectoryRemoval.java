package dev.sluice.storage.disk;

import dev.sluice.storage.LongWork;
import dev.sluice.storage.RootedPath;
import dev.sluice.storage.StorageException;
import dev.sluice.storage.StorageException.Reason;
import dev.sluice.storage.disk.Claims.Claim;
import dev.sluice.storage.disk.Claims.Hold;
import dev.sluice.storage.disk.Claims.Work;
import dev.sluice.storage.disk.Directory.Names;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.time.Clock;

/**
 * Removes a directory that holds nothing, or nothing but parts of broken uploads. Those go with it, but none before all
 * names have been seen. From the first step to the end it is claimed with all that is in it.
 */
final class DirectoryRemoval implements LongWork<RootedPath> {
    private final RootedPath path;
    private final Locator locator;
    private final Parts parts;
    private final Claims claims;
    private final Clock clock;
    private Node node;
    private Hold hold;
    private Directory open;
    private Names names;
    private boolean seen;

    DirectoryRemoval(RootedPath path, Locator locator, Parts parts, Claims claims, Clock clock) {
        this.path = path;
        this.locator = locator;
        this.parts = parts;
        this.claims = claims;
        this.clock = clock;
    }

    @Override
    public boolean step() throws IOException {
        return node == null ? begin() : goOn();
    }

    private boolean begin() throws IOException {
        node = locator.requireDirectory(path);
        if (path.isRoot() || node.isLink()) {
            throw StorageException.of(path, Reason.DENIED);
        }
        hold = claims.takeTree(path, new Claim("another client", clock.instant()), Work.REMOVAL, node.target());
        try {
            remove();
            return true;
        } catch (DirectoryNotEmptyException e) {
            read();
            return false;
        }
    }

    private boolean goOn() throws IOException {
        StepLimit limit = new StepLimit();
        do {
            if (names.hasNext()) {
                take(new Place(open, names.next()));
            } else if (seen) {
                remove();
                return true;
            } else {
                seen = true;
                read();
            }
        } while (!limit.isReached());
        return false;
    }

    /** The first time it is looked at only; the second time it goes. */
    private void take(Place place) throws IOException {
        boolean part = PartName.matches(place.name().toString());
        if (!seen && !part) {
            throw StorageException.of(path, Reason.NOT_EMPTY);
        } else if (seen && part && !parts.remove(place)) {
            throw StorageException.of(path, Reason.BUSY);
        }
    }

    /** From the beginning. */
    private void read() throws IOException {
        closeNames();
        open = node.target().enter();
        names = open.names();
    }

    private void remove() throws IOException {
        closeNames();
        node.target().deleteDirectory();
        locator.forget(node.target());
    }

    private void closeNames() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    @Override
    public RootedPath result() {
        return path;
    }

    @Override
    public void close() {
        closeNames();
        if (hold != null) {
            hold.close();
            hold = null;
        }
        if (node != null) {
            node.close();
            node = null;
        }
    }
}
