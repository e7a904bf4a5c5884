package dev.sluice.loop;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * The reactor: waits on one {@link Selector} and runs, one after another and on one thread, whatever is to be done.
 *
 * <p>{@link #runOnce} is one turn. {@link #run} turns until the loop is closed; a test turns it by hand with a clock of its own.
 * {@link #execute} and {@link #submit} may be called by any thread; everything else belongs to the loop's thread and asserts it.
 */
public final class EventLoop implements Executor, AutoCloseable {

    private final String name;
    private final Ticker ticker;
    private final BiConsumer<String, Exception> uncaught;
    private final Selector selector;
    private final Mailbox mailbox = new Mailbox();
    private final TimerQueue timers = new TimerQueue();
    private final LoopStats stats = new LoopStats();
    private final AtomicReference<Thread> owner = new AtomicReference<>();
    private final List<Registration> changed = new ArrayList<>();
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final ArrayDeque<Runnable> nextTurn = new ArrayDeque<>();
    private final Horizon horizon;
    private volatile boolean closing;
    private long now;
    private long turnStart;
    private boolean turning;
    private boolean awake;

    private EventLoop(String name, Ticker ticker, BiConsumer<String, Exception> uncaught) throws IOException {
        this.name = name;
        this.ticker = ticker;
        this.uncaught = uncaught;
        this.selector = Selector.open();
        this.now = ticker.nanos();
        this.horizon = new Horizon(now);
    }

    /**
     * Opens a loop.
     *
     * @param name says in messages and in the names of its threads which loop it is
     * @param ticker the clock
     * @param uncaught told of an exception that escapes a task or a timer (an endpoint's own go to {@link ReadyHandler#failed}), with
     *     the task's name
     */
    public static EventLoop open(String name, Ticker ticker, BiConsumer<String, Exception> uncaught)
            throws IOException {
        return new EventLoop(name, ticker, uncaught);
    }

    // ---- one turn ----

    /**
     * One turn: tell the selector what changed; wait for ready channels, at most {@code maxWaitNanos}, and serve them; then the mailbox
     * as it stands, the timers that are due, and what asked for another turn.
     *
     * @throws IOException when the selector itself fails
     */
    public void runOnce(long maxWaitNanos) throws IOException {
        claimThread();
        assertOnLoop();
        turning = true;
        int asked = nextTurn.size();
        try {
            applyChanges();
            select(Math.min(maxWaitNanos, idleNanos()));
            wakeUp();
            runDeferred(name);
            runPosted();
            runDueTimers();
            runNextTurn(asked);
            stats.turn(ticker.nanos() - turnStart);
        } finally {
            turning = false;
            awake = false;
            if (closing) {
                closeAll();
            }
        }
    }

    /**
     * Turns until {@link #close} is called, and then closes every channel that is left. It does that, too, when the selector itself
     * fails or an error comes up that no handler can get over, such as a lack of memory; that is then thrown.
     *
     * @throws UncheckedIOException when the selector fails
     */
    public void run() {
        claimThread();
        if (closing && !isOnLoop()) {
            return; // Closed by another thread before it ever turned.
        }
        assertOnLoop();
        try {
            while (!closing) {
                runOnce(Long.MAX_VALUE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            closeAll();
        }
    }

    private void applyChanges() {
        for (Registration registration : changed) {
            registration.apply();
        }
        changed.clear();
    }

    /**
     * Nanoseconds for which the loop may sleep if no channel becomes ready: 0 while something waits, else until the next timer, and
     * {@link Long#MAX_VALUE} when there is none. For whoever turns it by hand.
     */
    public long idleNanos() {
        if (closing || !nextTurn.isEmpty() || !deferred.isEmpty() || !mailbox.isEmpty()) {
            return 0;
        }
        return timers.nanosToNext(ticker.nanos());
    }

    private void select(long waitNanos) throws IOException {
        long asked = ticker.nanos();
        int ready;
        if (waitNanos <= 0) {
            ready = selector.selectNow(this::dispatch);
        } else if (waitNanos == Long.MAX_VALUE) {
            ready = selector.select(this::dispatch);
        } else {
            // Rounded up: waking a fraction of a millisecond before the timer would only cost another turn.
            ready = selector.select(this::dispatch, TimeUnit.NANOSECONDS.toMillis(waitNanos - 1) + 1);
        }
        // An interrupted thread never sleeps in select again; the loop ends by close(), not by interrupts.
        Thread.interrupted();
        horizon.looked(asked, ready, selector.keys().size());
    }

    /** Notes, once a turn, when the loop came back from its sleep. */
    private void wakeUp() {
        if (!awake) {
            awake = true;
            now = ticker.nanos();
            turnStart = now;
        }
    }

    private void dispatch(SelectionKey key) {
        wakeUp();
        Registration registration = (Registration) key.attachment();
        long start = ticker.nanos();
        registration.dispatch();
        finishHandler(registration.name(), start);
    }

    private void runPosted() {
        for (ArrayDeque<Runnable> posted = mailbox.take(); !posted.isEmpty(); ) {
            runTask("mailbox", posted.poll());
        }
    }

    /**
     * Look first, then judge: a timer fires when the selector has been asked after its deadline. So nobody is taken for silent whose
     * bytes came while the machine slept or the process was stopped.
     */
    private void runDueTimers() {
        now = horizon.until();
        for (Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
            runTask(due.name(), due::fire);
        }
        now = ticker.nanos();
    }

    /** Runs what was asked for before this turn, in which the selector has been looked at since. */
    private void runNextTurn(int asked) {
        for (int left = asked; left > 0; left--) {
            runTask("next turn", nextTurn.poll());
        }
    }

    private void runTask(String task, Runnable work) {
        long start = ticker.nanos();
        guard(task, work);
        finishHandler(task, start);
    }

    private void finishHandler(String handler, long start) {
        runDeferred(handler);
        stats.handler(handler, ticker.nanos() - start);
    }

    /** Runs what the handler left for its end: replies are flushed and sessions closed here, never inside their own call stack. */
    private void runDeferred(String handler) {
        for (Runnable work = deferred.poll(); work != null; work = deferred.poll()) {
            guard(handler, work);
        }
    }

    private void guard(String task, Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            report(task, Failure.survivable(e));
        }
    }

    // ---- what handlers ask of the loop ----

    /**
     * Puts a channel on the loop.
     *
     * @param ops what to be told of at first; see {@link Registration#want}
     * @throws IOException when the channel cannot be made non-blocking or is closed
     */
    public Registration register(SelectableChannel channel, int ops, ReadyHandler handler) throws IOException {
        assertOnLoop();
        if (channel.isBlocking()) {
            channel.configureBlocking(false);
        }
        return new Registration(this, channel, selector, ops, handler);
    }

    /** A timer, not yet armed, that runs {@code action} on the loop. */
    public Timer timer(String task, Runnable action) {
        return new Timer(this, timers, task, action);
    }

    /** Runs {@code work} as soon as the handler that runs now has returned, before any other handler; between turns, in the next. */
    public void defer(Runnable work) {
        assertOnLoop();
        deferred.add(work);
    }

    /** Runs {@code work} in the next turn, which then does not sleep: for an endpoint that has more to do but lets others go first. */
    public void nextTurn(Runnable work) {
        assertOnLoop();
        nextTurn.add(work);
    }

    /** The time of this turn in nanoseconds; see {@link Ticker#nanos}. */
    public long now() {
        return now;
    }

    /** The clock itself, for measuring how long a single call takes. */
    public Ticker ticker() {
        return ticker;
    }

    /** The loop's counters; read them on the loop's thread. */
    public LoopStats stats() {
        return stats;
    }

    /** Open channels on this loop; 0 when it has ended. */
    public int registrations() {
        assertOnLoop();
        return selector.isOpen()
                ? (int) selector.keys().stream().filter(SelectionKey::isValid).count()
                : 0;
    }

    /** Closes {@code closeable} now; a failure to close is reported and harms nobody. */
    public void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            report("close", e);
        }
    }

    /** Fails unless the calling thread is the loop's, or the loop has not turned yet. */
    public void assertOnLoop() {
        if (!isOnLoop()) {
            throw new IllegalStateException(
                    "called on " + Thread.currentThread().getName() + ", but this belongs to the event loop " + name);
        }
    }

    /** Whether the calling thread is the one that turns this loop; false as long as none does. */
    public boolean isLoopThread() {
        return owner.get() == Thread.currentThread();
    }

    /** The loop's name. */
    public String name() {
        return name;
    }

    // ---- from any thread ----

    /**
     * Runs {@code task} on the loop, when it next takes what is in its mailbox. Any thread.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the loop has ended
     */
    @Override
    public void execute(Runnable task) {
        if (mailbox.post(task) && !isOnLoop()) {
            selector.wakeup();
        }
    }

    /** Runs {@code call} on the loop and completes the future with its result. Any thread. */
    public <T> CompletableFuture<T> submit(Callable<T> call) {
        CompletableFuture<T> future = new CompletableFuture<>();
        execute(() -> {
            try {
                future.complete(call.call());
            } catch (Throwable e) {
                future.completeExceptionally(e);
                Failure.survivable(e);
            }
        });
        return future;
    }

    /**
     * Ends the loop at the end of its current turn, or now when it is between turns: all its channels are closed, what is in the mailbox
     * still runs, and {@link #run} returns. Any thread; safe to call again.
     */
    @Override
    public void close() {
        closing = true;
        claimThread();
        if (!isOnLoop()) {
            selector.wakeup();
        } else if (!turning) {
            closeAll();
        }
    }

    // ---- inside ----

    void changed(Registration registration) {
        changed.add(registration);
    }

    void report(String task, Exception cause) {
        uncaught.accept(task, cause);
    }

    private boolean isOnLoop() {
        Thread thread = owner.get();
        return thread == null || thread == Thread.currentThread();
    }

    /** The first thread to turn the loop, or to close it, becomes its owner. */
    private void claimThread() {
        owner.compareAndSet(null, Thread.currentThread());
    }

    private void closeAll() {
        if (!selector.isOpen()) {
            return;
        }
        mailbox.close();
        for (SelectionKey key : selector.keys()) {
            close(key.channel());
        }
        close(selector);
        // Results that arrived meanwhile may hold open files; their owners are closed and let go of them.
        while (!mailbox.isEmpty()) {
            runPosted();
        }
    }
}
