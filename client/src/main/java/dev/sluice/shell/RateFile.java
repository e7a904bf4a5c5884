package dev.sluice.shell;

import dev.sluice.client.LocalFileException;
import dev.sluice.client.RateMeter.Sample;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A file of byte rates over time: CSV with a header, one line per sample, rates in MB/s (1 MB = 10^6 bytes). */
final class RateFile implements AutoCloseable {

    private static final String HEADER = "seconds,bytes,mb_per_s,mb_per_s_average_60";
    private static final int COLUMNS = 4;

    private final Path path;
    private final BufferedWriter out;

    private RateFile(Path path, BufferedWriter out) {
        this.path = path;
        this.out = out;
    }

    /** Begins a new file. */
    static RateFile create(Path path) throws LocalFileException {
        try {
            BufferedWriter out = Files.newBufferedWriter(path);
            out.write(HEADER + '\n');
            return new RateFile(path, out);
        } catch (IOException e) {
            throw LocalFileException.of(path, e);
        }
    }

    void add(Sample sample) {
        try {
            out.write(String.format(
                    Locale.ROOT,
                    "%.6f,%d,%.3f,%.3f%n",
                    sample.seconds(),
                    sample.bytes(),
                    sample.rate(),
                    sample.average()));
        } catch (IOException e) {
            throw new UncheckedIOException(LocalFileException.of(path, e));
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws LocalFileException {
        try {
            out.close();
        } catch (IOException e) {
            throw LocalFileException.of(path, e);
        }
    }

    /** Reads a file back. */
    static List<Sample> read(Path path) throws LocalFileException {
        List<Sample> samples = new ArrayList<>();
        try {
            List<String> lines = Files.readAllLines(path);
            for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
                samples.add(parse(line));
            }
        } catch (IOException e) {
            throw LocalFileException.of(path, e);
        } catch (IllegalArgumentException e) {
            throw LocalFileException.of(path, "is no file of byte rates: " + e.getMessage());
        }
        if (samples.isEmpty()) {
            throw LocalFileException.of(path, "has no samples");
        }
        return samples;
    }

    private static Sample parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != COLUMNS) {
            throw new IllegalArgumentException("'" + line + "' has not " + COLUMNS + " columns");
        }
        return new Sample(
                Double.parseDouble(fields[0]),
                Long.parseLong(fields[1]),
                Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]));
    }
}
