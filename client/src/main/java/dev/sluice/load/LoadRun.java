package dev.sluice.load;

import dev.sluice.load.LoadResult.Own;
import dev.sluice.load.LoadResult.Spread;
import dev.sluice.loop.LoopStats;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * One run of a {@link LoadPlan}: the sessions are made, they warm the server up, they are measured, they end.
 *
 * <p>Thread rule: {@link #call} blocks its thread, once; {@link #stop} may be called by any other.
 */
public final class LoadRun implements Callable<LoadResult> {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How long what is under way may take to end after the measured time. */
    private static final long DRAIN_NANOS = 5 * SECOND;

    private static final long GOODBYE_NANOS = 2 * SECOND;

    private final LoadPlan plan;
    private final OptionalLong server;
    private final Consumer<Sample> observer;
    private final Orders orders;
    private final List<LoadLoop> loops = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private long phaseStart;
    private long lastSample;

    /**
     * Prepares a run.
     *
     * @param plan whose workloads were looked up on the server, see {@link Survey}
     * @param observer told once a second how it goes, by the thread that runs it
     */
    public LoadRun(LoadPlan plan, Consumer<Sample> observer) {
        this(plan, OptionalLong.empty(), observer);
    }

    /**
     * Prepares a run that says what it costs the server.
     *
     * @param server process id, if the server runs on this machine
     */
    public LoadRun(LoadPlan plan, OptionalLong server, Consumer<Sample> observer) {
        this.server = server;
        this.plan = plan;
        this.observer = observer;
        this.orders = new Orders(plan.schedule());
    }

    /** Ends the run before its time, with the result so far. Any thread. */
    public void stop() {
        stopped.complete(null);
    }

    /**
     * Runs it.
     *
     * @throws IOException when this machine cannot: no selector, no temporary file
     */
    @Override
    public LoadResult call() throws IOException, InterruptedException {
        Metronome metronome = new Metronome(orders, loops);
        try (Content content = Content.create(longestUpload())) {
            for (int i = 0; i < plan.loops(); i++) {
                int remainder = i;
                IntStream indexes = IntStream.range(0, plan.sessions()).filter(n -> n % plan.loops() == remainder);
                loops.add(new LoadLoop("load-" + (i + 1), plan, indexes, orders, content));
            }
            setUp();
            if (orders.isScheduled()) {
                metronome.start();
            }
            warmUp();
            return measure();
        } finally {
            stop();
            metronome.stop();
            loops.forEach(LoadLoop::close);
            for (LoadLoop loop : loops) {
                loop.join();
            }
        }
    }

    private long longestUpload() {
        return plan.mix().workloads().stream()
                .mapToLong(workload -> workload instanceof Workload.Upload upload
                        ? upload.sizes().max()
                        : 0)
                .max()
                .orElse(0);
    }

    // ---- the phases of a run

    private void setUp() throws InterruptedException {
        beginPhase();
        orders.start(phaseStart);
        onLoops(LoadLoop::start);
        while (!stopped.isDone() && !loops.stream().allMatch(LoadLoop::isSetUp)) {
            watch(POLL_NANOS, false);
        }
    }

    private void warmUp() throws InterruptedException {
        if (plan.schedule().warmUp().isZero()) {
            return;
        }
        onLoops(LoadLoop::work);
        beginPhase();
        watch(nanos(plan.schedule().warmUp()), false);
        takeSample(false);
    }

    private LoadResult measure() throws InterruptedException {
        beginPhase();
        if (plan.schedule().rampUp().isZero() && plan.schedule().warmUp().isZero()) {
            orders.start(phaseStart);
        }
        OptionalDouble serverBefore = serverCpu();
        long[] cpuBefore = loops.stream().mapToLong(LoadLoop::cpuNanos).toArray();
        orders.count();
        onLoops(LoadLoop::measure);
        onLoops(LoadLoop::work);
        watch(nanos(plan.schedule().duration()), true);
        long end = orders.endedBy(System.nanoTime());
        orders.stop(end);
        takeSample(true);
        OptionalDouble serverCpu = difference(serverBefore, serverCpu());
        Own own = own(cpuBefore, end - phaseStart);
        onLoops(LoadLoop::stop);
        return drain(end, serverCpu, own);
    }

    /** Lets end what was begun, and then the sessions; what does not is cut off. */
    private LoadResult drain(long end, OptionalDouble serverCpu, Own own) throws InterruptedException {
        int open = count(LoadSession::isOpen);
        int pending = count(LoadSession::hasTask);
        long oldest = ask(session -> session.hasTask() ? session.taskNanos(end) : 0)
                .max()
                .orElse(0);
        long patience = orders.isScheduled() ? Math.max(DRAIN_NANOS, nanos(plan.timeout())) : DRAIN_NANOS;
        await(() -> count(LoadSession::hasTask) == 0 && orders.overdue(end) == 0, patience);
        onLoops(LoadLoop::endSessions);
        await(() -> count(LoadSession::isOpen) == 0, GOODBYE_NANOS);
        Tally tally = new Tally(plan.mix().workloads().size());
        loops.forEach(loop -> tally.add(loop.on(loop::tally)));
        return new LoadResult(
                plan,
                Math.max(1, end - phaseStart) / (double) SECOND,
                open,
                tally,
                List.copyOf(samples),
                Spread.of(ask(session -> session.meter().bytes()).toArray()),
                Spread.of(ask(session -> session.meter().operations()).toArray()),
                orders.overdue(end),
                pending,
                oldest,
                serverCpu,
                own);
    }

    private OptionalDouble serverCpu() {
        return server.isPresent() ? ServerCpu.seconds(server.getAsLong()) : OptionalDouble.empty();
    }

    private static OptionalDouble difference(OptionalDouble before, OptionalDouble after) {
        return before.isPresent() && after.isPresent()
                ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
                : OptionalDouble.empty();
    }

    private Own own(long[] cpuBefore, long elapsed) {
        long cpu = 0;
        long busiest = 0;
        LoopStats.Snapshot worst = loops.get(0).on(loops.get(0)::stats);
        for (int i = 0; i < loops.size(); i++) {
            LoadLoop loop = loops.get(i);
            LoopStats.Snapshot stats = loop.on(loop::stats);
            long used = loop.cpuNanos() - cpuBefore[i];
            cpu += used;
            busiest = Math.max(busiest, Math.max(used, stats.busyNanos()));
            worst = stats.longestNanos() > worst.longestNanos() ? stats : worst;
        }
        return new Own(
                cpu / (double) SECOND,
                Math.min(1, busiest / (double) Math.max(1, elapsed)),
                worst.lagMicros(0.99),
                worst.longestNanos(),
                worst.longestName());
    }

    // ---- time

    private void beginPhase() {
        phaseStart = System.nanoTime();
        lastSample = phaseStart;
    }

    /** Samples each second until the time is over, the last operation has ended, or somebody stops the run. */
    private void watch(long nanos, boolean measured) throws InterruptedException {
        long start = System.nanoTime();
        for (long now = start; now - start < nanos; now = System.nanoTime()) {
            if (now - lastSample >= SECOND) {
                takeSample(measured);
            }
            long wait = Math.min(nanos - (now - start), SECOND - (now - lastSample));
            if (orders.isOver(stopped, Math.max(wait, 1))) {
                return;
            }
        }
    }

    private void takeSample(boolean measured) {
        long now = System.nanoTime();
        if (now - lastSample < SECOND / 10) {
            return; // too short to say anything
        }
        Tally.Interval sum = Tally.Interval.none();
        for (LoadLoop loop : loops) {
            sum = sum.plus(loop.on(() -> loop.tally().takeInterval()));
        }
        Sample sample = sum.sample(
                measured,
                (now - phaseStart) / (double) SECOND,
                (now - lastSample) / (double) SECOND,
                count(LoadSession::isOpen));
        lastSample = now;
        if (measured) {
            samples.add(sample);
        }
        observer.accept(sample);
    }

    private static void await(BooleanSupplier done, long nanos) throws InterruptedException {
        for (long start = System.nanoTime(); !done.getAsBoolean() && System.nanoTime() - start < nanos; ) {
            TimeUnit.NANOSECONDS.sleep(POLL_NANOS);
        }
    }

    private static long nanos(Duration duration) {
        return duration.toNanos();
    }

    // ---- what the loops know

    private void onLoops(Consumer<LoadLoop> action) {
        for (LoadLoop loop : loops) {
            loop.on(() -> {
                action.accept(loop);
                return loop;
            });
        }
    }

    private int count(Predicate<LoadSession> condition) {
        return (int) ask(session -> condition.test(session) ? 1 : 0).sum();
    }

    private LongStream ask(ToLongFunction<LoadSession> question) {
        Stream<long[]> answers = loops.stream()
                .map(loop -> loop.on(
                        () -> loop.sessions().stream().mapToLong(question).toArray()));
        return answers.flatMapToLong(LongStream::of);
    }
}
