package dev.sluice.server;

import dev.sluice.loop.Offload;
import dev.sluice.storage.OpenFile;
import java.io.IOException;

/** Work that reads a file, or a range of it, a part at a time, so that the largest file holds up nobody. */
public abstract class FileSteps<T> implements Offload.Steps<T> {

    /** Bytes read in one step: some hundredths of a second. */
    private static final long STEP_BYTES = 16L << 20;

    private OpenFile file;

    /** Opens the file. */
    protected abstract OpenFile open() throws IOException;

    /** Prepares to read the file that was opened. */
    protected abstract void begin(OpenFile opened) throws IOException;

    /** Reads on by about {@code bytes}; returns whether that was all. */
    protected abstract boolean advance(long bytes) throws IOException;

    @Override
    public final boolean step() throws IOException {
        if (file == null) {
            file = open();
            begin(file);
        }
        return advance(STEP_BYTES);
    }

    @Override
    public final void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
