package dev.sluice.load;

import dev.sluice.client.ControlChannel;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.LoopStats;
import dev.sluice.loop.Ticker;
import dev.sluice.loop.Timer;
import dev.sluice.net.Network;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.slf4j.LoggerFactory;

/**
 * An event loop with its share of the sessions: it begins them, gives each free one the next task, and brings lost ones back.
 *
 * <p>Thread rule: the loop's thread only, but where it says any.
 */
final class LoadLoop implements AutoCloseable {

    /** Large enough that a call costs little beside the copy, small enough for a core's own cache. */
    private static final int SCRATCH_BYTES = 256 * 1024;

    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LoadPlan plan;
    private final Mix mix;
    private final Orders orders;
    private final Content content;
    private final EventLoop loop;
    private final Network network;
    private final Thread thread;
    private final Tally tally;
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private final ByteBuffer controlInput = ByteBuffer.allocate(ControlChannel.INPUT_BYTES);
    private final List<LoadSession> sessions = new ArrayList<>();
    private final ArrayDeque<LoadSession> free = new ArrayDeque<>();
    private final ArrayDeque<LoadSession> lost = new ArrayDeque<>();
    private final SplittableRandom random;
    private final Timer sweep;
    private final Arrivals arrivals;
    private boolean working;
    private boolean stopping;

    /**
     * Starts a loop.
     *
     * @param indexes of its sessions among all
     */
    LoadLoop(String name, LoadPlan plan, IntStream indexes, Orders orders, Content content) throws IOException {
        this.plan = plan;
        this.mix = plan.mix();
        this.orders = orders;
        this.content = content;
        this.tally = new Tally(mix.workloads().size());
        this.random = new SplittableRandom(name.hashCode());
        this.loop = EventLoop.open(
                name,
                Ticker.SYSTEM,
                (task, cause) -> LoggerFactory.getLogger(LoadLoop.class).error("{} failed in {}", name, task, cause));
        this.network = Network.sockets(loop);
        this.sweep = loop.timer("load sweep", this::sweep);
        indexes.forEach(index -> sessions.add(new LoadSession(this, index)));
        this.arrivals = new Arrivals(this, sessions);
        thread = new Thread(loop::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    // ---- the course of a run

    /** Begins the sessions. Where they ramp up they work at once, else when {@link #work} says so. */
    void start() {
        sweep.fireAfter(sweepNanos());
        if (mix.isLogin()) {
            free.addAll(sessions); // to come is what they are measured by
        } else {
            working = !plan.schedule().rampUp().isZero();
            arrivals.begin();
        }
    }

    /** Whether every session has logged in, or failed to. Any thread. */
    boolean isSetUp() {
        return mix.isLogin() || arrivals.areOver();
    }

    /** Gives every free session a task. */
    void work() {
        working = true;
        due();
    }

    /** The measurement begins. */
    void measure() {
        tally.begin(!mix.hasLogin());
        sessions.forEach(session -> session.meter().forget());
        loop.stats().reset();
    }

    /** The measured time is over: what is under way or overdue ends, and nothing else begins. */
    void stop() {
        stopping = true;
        tally.end(orders.isScheduled());
        arrivals.stop();
        lost.clear();
    }

    /** Ends all sessions, with a goodbye where that is possible. */
    void endSessions() {
        sessions.forEach(LoadSession::end);
    }

    private void sweep() {
        for (LoadSession session : sessions) {
            session.checkProgress(plan.timeout().toNanos());
        }
        for (int i = lost.size(); i > 0; i--) {
            comeBack(lost.poll());
        }
        sweep.fireAfter(sweepNanos());
    }

    private long sweepNanos() {
        return Math.min(SWEEP_NANOS, plan.timeout().toNanos() / 4);
    }

    private void comeBack(LoadSession session) {
        if (mix.isLogin()) {
            next(session);
        } else {
            session.connect();
        }
    }

    // ---- from the sessions

    /** The session has logged in and waits for a task. */
    void free(LoadSession session) {
        arrivals.settled(session);
        next(session);
    }

    /** The session has ended its task, well or not, and still stands unless that was to log in and out. */
    void finished(LoadSession session, Task task) {
        orders.ended(task);
        if (!stopping && !session.isOpen() && !mix.isLogin()) {
            session.connect();
        } else if (stopping || plan.schedule().think().isZero()) {
            next(session);
        } else {
            loop.timer("load think", () -> next(session))
                    .fireAfter(plan.schedule().think().toNanos());
        }
    }

    /** The session has lost its connection, and its task if it had one. It comes back a little later. */
    void lost(LoadSession session, Task task) {
        free.remove(session);
        arrivals.settled(session);
        if (!task.isNone()) {
            orders.ended(task);
        }
        if (!stopping) {
            lost.add(session);
        }
    }

    /** Operations have come due: the sessions that have waited longest take them. */
    void due() {
        for (int i = free.size(); i > 0 && next(free.poll()); i--) {
            // until there is nothing due, or nobody free
        }
    }

    /** Gives the session a task; false if there is none for it. */
    private boolean next(LoadSession session) {
        boolean fit = session.isOpen() || mix.isLogin();
        Orders.Order order = working && fit && !mix.isIdle() ? orders.take(nanos()) : Orders.Order.NONE;
        if (order.isNone()) {
            free.add(session);
            return false;
        }
        session.begin(task(session, order));
        return true;
    }

    private Task task(LoadSession session, Orders.Order order) {
        int index = mix.pick(random);
        Workload workload = mix.workloads().get(index);
        String path = "";
        long size = -1;
        OptionalLong checksum = OptionalLong.empty();
        if (workload instanceof Workload.Download download) {
            RemoteFile file =
                    download.files().get(random.nextInt(download.files().size()));
            path = file.path();
            size = file.size().orElse(-1);
            checksum = file.checksum();
        } else if (workload instanceof Workload.Upload upload) {
            path = session.uploadPath();
            size = upload.sizes().pick(random);
        } else if (workload instanceof Workload.Listing listing) {
            path = listing.path();
        }
        return new Task(index, workload, path, size, checksum, order.due(), order.counted());
    }

    // ---- what the sessions need

    LoadPlan plan() {
        return plan;
    }

    EventLoop loop() {
        return loop;
    }

    Network network() {
        return network;
    }

    Tally tally() {
        return tally;
    }

    Content content() {
        return content;
    }

    /** Where bytes go that nobody wants. */
    ByteBuffer scratch() {
        return scratch;
    }

    ByteBuffer controlInput() {
        return controlInput;
    }

    RandomGenerator random() {
        return random;
    }

    /** The clock, read now. */
    long nanos() {
        return loop.ticker().nanos();
    }

    // ---- what the run needs

    List<LoadSession> sessions() {
        return sessions;
    }

    LoopStats.Snapshot stats() {
        return loop.stats().snapshot();
    }

    /** Asks the loop's thread and waits for its answer. Any thread. */
    <T> T on(Callable<T> question) {
        return loop.submit(question).join();
    }

    /** CPU time of the loop's thread so far, in nanoseconds. Any thread. */
    long cpuNanos() {
        return Math.max(0, ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()));
    }

    /** Waits until the loop has ended, after {@link #close}. Any thread. */
    void join() throws InterruptedException {
        thread.join();
    }

    /** Ends the loop and every connection on it. Any thread. */
    @Override
    public void close() {
        loop.close();
    }
}
