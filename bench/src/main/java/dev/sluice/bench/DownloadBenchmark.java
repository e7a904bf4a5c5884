package dev.sluice.bench;

import dev.sluice.client.Sink;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Rounds in which every client downloads the file once; the byte rate is a secondary result. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DownloadBenchmark {

    @Benchmark
    public void round(TransferState state, Bytes bytes, Bytes.Cost cost) {
        state.all(i -> state.session(i).retrieve("file", Sink.discarding(), state.options()));
        bytes.bytes += state.size * state.clients;
        cost.add(state.size * state.clients);
    }
}
