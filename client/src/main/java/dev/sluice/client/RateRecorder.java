package dev.sluice.client;

import dev.sluice.client.RateMeter.Sample;
import dev.sluice.loop.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Records the byte rate of one transfer, or of several together, over time. A timer of the loop takes the samples, so the
 * transfer itself pays for one addition per read or write.
 *
 * <p>Thread rule: {@link #stop} on any thread, all else on the loop's or before it begins to work.
 */
public final class RateRecorder {

    /** How often a sample is taken unless said otherwise: every 10 ms. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(10);

    private final ClientLoop loop;
    private final long intervalNanos;
    private final Consumer<Sample> target;
    private final Timer timer;
    private RateMeter meter; // null until the first byte moves
    private long total;
    private long sampled;

    /** Records every {@code interval} to {@code target}, which is called on the loop's thread. */
    public RateRecorder(ClientLoop loop, Duration interval, Consumer<Sample> target) {
        this.loop = loop;
        this.intervalNanos = interval.toNanos();
        this.target = target;
        this.timer = loop.loop().timer("rate sample", this::sample);
    }

    /**
     * A progress that counts here what one transfer moves, and passes it on. Time begins to count when the first of them
     * all is asked for.
     */
    public Progress watch(Progress next) {
        loop.execute(this::start);
        return new Progress() {
            private long before;

            @Override
            public void began(long offset) {
                next.began(offset);
            }

            @Override
            public void moved(long bytes) {
                // A transfer that is tried again counts from 0 again.
                total += bytes >= before ? bytes - before : bytes;
                before = bytes;
                next.moved(bytes);
            }
        };
    }

    private void start() {
        if (meter == null) {
            meter = new RateMeter(loop.loop().ticker().nanos());
            timer.fireAfter(intervalNanos);
        }
    }

    private void sample() {
        sampled = total;
        meter.sample(loop.loop().ticker().nanos(), total).ifPresent(target);
        timer.fireAfter(intervalNanos);
    }

    /** Takes a last sample of what has moved since the one before, and no more. Completes when the target has it. */
    public CompletableFuture<Void> stop() {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        return loop.begin(stopped, () -> {
            if (meter != null && total > sampled) {
                sample();
            }
            timer.cancel();
            stopped.complete(null);
        });
    }
}
