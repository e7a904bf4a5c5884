package dev.sluice.sim;

import dev.sluice.loop.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** An event loop and what it listens to. */
final class Machine implements AutoCloseable {

    private final World world;
    private final EventLoop loop;
    private final List<Source> sources = new ArrayList<>();
    private final Random order;
    private long pausedUntil;
    private boolean ended;

    Machine(World world, String name) throws IOException {
        this.world = world;
        this.loop = EventLoop.open(
                name, world, (task, cause) -> world.fail(name + ": " + cause + " escaped from " + task + at(cause)));
        SplittableRandom own = world.split();
        this.order = new Random(own.nextLong());
        world.add(this);
    }

    /** Where in our code it came from. */
    static String at(Throwable cause) {
        StringBuilder places = new StringBuilder();
        for (StackTraceElement frame : cause.getStackTrace()) {
            if (frame.getClassName().startsWith("dev.sluice.") && places.length() < 600) {
                places.append("\n    at ").append(frame);
            }
        }
        return places.toString();
    }

    World world() {
        return world;
    }

    EventLoop loop() {
        return loop;
    }

    void add(Source source) {
        sources.add(source);
    }

    void remove(Source source) {
        sources.remove(source);
    }

    /** Connections, listeners and connections being made. */
    int open() {
        return sources.size();
    }

    /** The process gets no processor for so long. */
    void pause(long nanos) {
        pausedUntil = world.elapsed() + nanos;
        world.after(nanos, () -> {});
    }

    /** Looks at what is ready, as a selector would. */
    void notice() {
        List<Source> ready = new ArrayList<>();
        for (Source source : sources) {
            if (source.readyOps() != 0) {
                ready.add(source);
            }
        }
        if (ready.size() > 1) {
            Collections.shuffle(ready, order);
        }
        ready.forEach(Source::notice);
    }

    /** One turn, unless there is nothing to do. */
    boolean turn() {
        if (ended || pausedUntil > world.elapsed()) {
            return false;
        }
        notice();
        if (loop.idleNanos() > 0) {
            return false;
        }
        try {
            loop.runOnce(0);
        } catch (ClosedSelectorException e) {
            ended = true; // It was closed in the turn before.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    /** Nanoseconds until it does something by itself. */
    long idleNanos() {
        return ended ? Long.MAX_VALUE : Math.max(loop.idleNanos(), pausedUntil - world.elapsed());
    }

    /** Whether its loop was closed. */
    boolean hasEnded() {
        return ended;
    }

    /** What keeps it busy. */
    @Override
    public String toString() {
        List<Source> ready = new ArrayList<>(sources);
        ready.removeIf(source -> source.readyOps() == 0);
        return loop.name() + (hasEnded() ? " (ended)" : " idle for " + idleNanos() + " ns") + ", ready " + ready;
    }

    @Override
    public void close() {
        loop.close();
    }
}
