package dev.sluice.ftpd;

import dev.sluice.loop.Ticker;
import dev.sluice.storage.Entry;
import dev.sluice.storage.Listing;
import dev.sluice.storage.StorageException;
import dev.sluice.transfer.Download;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * The lines of a listing, made as they are sent. On the pool, but for {@link #close}.
 */
final class ListingSource implements Download.Source {

    /** Lines are made in batches of about this many characters. */
    private static final int BATCH = 8 * 1024;

    /** What a listing holds at most: names to be sorted, and a batch of lines as text and in UTF-8. */
    private static final int MEMORY = Listing.MOST_BYTES + 6 * BATCH;

    /** So long one call may look for entries that pass the filter. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** What is listed, and what is to be closed after it. */
    record Entries(Iterator<Entry> iterator, Closeable directory) implements Closeable {

        static Entries of(Listing listing) {
            return new Entries(listing, listing);
        }

        static Entries of(Entry only) {
            return new Entries(List.of(only).iterator(), () -> {});
        }

        @Override
        public void close() throws IOException {
            directory.close();
        }
    }

    /** Opens what is to be listed. */
    interface Opening {
        Entries open() throws StorageException;
    }

    private final Ticker ticker;
    private final Opening opening;
    private final Predicate<String> filter;
    private final EntryFormat format;
    private final StringBuilder lines = new StringBuilder();
    private Optional<Entries> entries = Optional.empty();
    private ByteBuffer encoded = ByteBuffer.allocate(0);

    /** Lists those names that pass {@code filter}. */
    ListingSource(Ticker ticker, Opening opening, Predicate<String> filter, EntryFormat format) {
        this.ticker = ticker;
        this.opening = opening;
        this.filter = filter;
        this.format = format;
    }

    @Override
    public boolean fill(ByteBuffer target) throws IOException {
        if (entries.isEmpty()) {
            entries = Optional.of(opening.open());
        }
        long start = ticker.nanos();
        while (target.hasRemaining() && (encoded.hasRemaining() || encodeMore(start))) {
            int count = Math.min(target.remaining(), encoded.remaining());
            target.put(target.position(), encoded, encoded.position(), count);
            target.position(target.position() + count);
            encoded.position(encoded.position() + count);
        }
        return encoded.hasRemaining() || hasNext();
    }

    private boolean encodeMore(long start) throws IOException {
        lines.setLength(0);
        while (lines.length() < BATCH && ticker.nanos() - start < SLICE_NANOS && hasNext()) {
            Entry entry = entries.get().iterator().next();
            if (filter.test(entry.name())) {
                format.append(lines, entry, entry.name());
                lines.append("\r\n");
            }
        }
        encoded = StandardCharsets.UTF_8.encode(lines.toString());
        return encoded.hasRemaining();
    }

    private boolean hasNext() throws IOException {
        try {
            return entries.get().iterator().hasNext();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public int memory() {
        return MEMORY;
    }

    @Override
    public void close() throws IOException {
        if (entries.isPresent()) {
            entries.get().close();
        }
    }
}
