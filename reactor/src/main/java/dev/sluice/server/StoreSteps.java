package dev.sluice.server;

import dev.sluice.loop.Offload;
import dev.sluice.storage.LongWork;
import java.io.IOException;

/** Long work of the file store, as a pool does it. */
public record StoreSteps<T>(LongWork<T> work) implements Offload.Steps<T> {

    @Override
    public boolean step() throws IOException {
        return work.step();
    }

    @Override
    public T result() {
        return work.result();
    }

    @Override
    public void close() {
        work.close();
    }
}
