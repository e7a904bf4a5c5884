package dev.sluice.sim;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/** One direction of a connection: bytes arrive in order, in pieces of any size, and as many as there is room for. */
final class Stream {

    private static final int SMALL = 300;

    private final World world;
    private final Weather weather;
    private final int capacity;
    private final Bytes flying = new Bytes();
    private final Bytes arrived = new Bytes();
    private long left = Long.MAX_VALUE;
    private boolean delivering;
    private boolean endSent;
    private boolean endArrived;
    private SimSocket sender;
    private SimSocket receiver;

    Stream(World world, Weather weather) {
        this.world = world;
        this.weather = weather;
        this.capacity = (int) world.between(weather.leastBuffer(), weather.mostBuffer());
        if (world.chance(weather.reset())) {
            left = world.chance(0.5) ? world.between(0, 200) : world.between(0, 50_000);
        }
    }

    void connect(SimSocket from, SimSocket to) {
        sender = from;
        receiver = to;
    }

    int room() {
        return capacity - flying.size() - arrived.size();
    }

    int readable() {
        return arrived.size();
    }

    boolean hasEnded() {
        return endArrived && arrived.size() == 0;
    }

    /** Takes what fits, or a part of it. */
    int write(ByteBuffer from) {
        int count = Math.min(room(), from.remaining());
        if (count > 1 && world.chance(0.2)) {
            count = (int) world.between(1, count);
        }
        if (count > 0) {
            flying.add(from, count);
            left -= count;
            deliver();
        }
        return count;
    }

    int read(ByteBuffer to) {
        int count = Math.min(arrived.size(), to.remaining());
        if (count > 1 && world.chance(0.2)) {
            count = (int) world.between(1, count);
        }
        if (count > 0) {
            arrived.take(to, count);
            deliver();
        }
        return count;
    }

    /** No more will be written. */
    void end() {
        endSent = true;
        deliver();
    }

    /** Nothing that is on its way arrives any more. */
    void cut() {
        flying.clear();
        endSent = false;
    }

    void discard() {
        arrived.clear();
    }

    /** All that is on its way arrives now, as far as there is room: both ends are on one machine. */
    void hurry() {
        arriveNow(Math.min(flying.size(), capacity - arrived.size()));
    }

    private void deliver() {
        if (!delivering && (flying.size() > 0 || (endSent && !endArrived))) {
            delivering = true;
            world.after(
                    world.chance(weather.stall())
                            ? world.between(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(60))
                            : world.around(weather.latency()),
                    this::arrive);
        }
    }

    private void arrive() {
        delivering = false;
        int most = flying.size();
        if (most > 1 && world.chance(0.4)) {
            most = (int) world.between(1, most < SMALL && world.chance(0.3) ? 3 : most);
        }
        arriveNow(Math.min(most, flying.size()));
        deliver();
    }

    private void arriveNow(int count) {
        if (left <= 0) {
            left = Long.MAX_VALUE;
            world.say(() -> sender + " ** the connection breaks **");
            sender.reset();
            receiver.reset();
            return;
        }
        flying.moveTo(arrived, count);
        endArrived |= endSent && flying.size() == 0;
        if (!receiver.isOpen() && count > 0) {
            // Nobody is there to read it any more.
            arrived.clear();
            sender.resetLater();
        }
    }
}
