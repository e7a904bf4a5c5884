package dev.sluice.bench;

import dev.sluice.client.FileSource;
import dev.sluice.client.LocalFileException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Rounds in which every client uploads the file once, to a name of its own; the byte rate is a secondary result. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class UploadBenchmark {

    @Benchmark
    public void round(TransferState state, Bytes bytes, Bytes.Cost cost) {
        state.all(i -> upload(state, i));
        bytes.bytes += state.size * state.clients;
        cost.add(state.size * state.clients);
    }

    private static CompletableFuture<?> upload(TransferState state, int client) {
        try {
            return state.session(client).store("upload-" + client, FileSource.open(state.file, 0), state.options());
        } catch (LocalFileException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
