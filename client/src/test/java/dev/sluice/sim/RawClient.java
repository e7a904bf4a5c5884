package dev.sluice.sim;

import dev.sluice.ftpd.SimServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Somebody who uses the server with a client that speaks its own mind: one session after another, some with a bad end. */
final class RawClient implements Inhabitant {

    static final int SESSIONS = 3;

    private final World world;
    private final Scene scene;
    private final InetAddress address;
    private final int number;
    private final int depth;
    private int sessions;
    private boolean done;
    private Conversation talk;
    private Deeds deeds;
    private int left;
    private long silentUntil;

    RawClient(Scene scene, int number, InetAddress address) {
        this.world = scene.world();
        this.scene = scene;
        this.number = number;
        this.address = address;
        this.depth = world.chance(0.5) ? 1 : 1 + world.below(12);
        scene.later(world.around(50_000_000), this::begin);
    }

    /** The directory of its own that it has for each session. */
    static String home(int number, int session) {
        return "/c" + number + "-" + session;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public String toString() {
        return "c" + number + "-" + sessions;
    }

    private void begin() {
        if (sessions == SESSIONS) {
            done = true;
            return;
        }
        String name = toString();
        boolean guest = world.chance(0.1);
        left = 1 + world.below(14);
        talk = new Conversation(world, scene.network(), scene.conditions(), name, () -> logIn(guest), why -> next());
        deeds = new Deeds(scene, talk, home(number, sessions), !guest);
        sessions++;
        talk.connect(new InetSocketAddress(address, 0), new InetSocketAddress(Simulation.SERVER, Wire.CONTROL_PORT));
    }

    private void next() {
        scene.later(world.around(10_000_000), this::begin);
    }

    private void logIn(boolean guest) {
        List<String> users = List.copyOf(SimServer.USERS.keySet());
        talk.ask("USER " + (guest ? "anonymous" : world.oneOf(users)), reply -> {}, () -> {});
        talk.ask(
                "PASS " + (guest ? "x" : SimServer.PASSWORD),
                reply -> {
                    if (reply.code() == 230) {
                        deeds.type(world.chance(0.1));
                        goOn(talk);
                    } else if (reply.code() == 450
                            && !(scene.conditions().pool() && scene.conditions().quickDisk())) {
                        talk.hangUp(false);
                    } else {
                        world.fail(this + " could not log in: " + reply);
                    }
                },
                () -> {});
    }

    /** Does the next thing, or several, or waits for the answers. */
    private void goOn(Conversation current) {
        if (current != talk || talk.isOver()) {
            return;
        }
        while (left > 0 && talk.unanswered() < depth && !talk.isOver() && world.elapsed() >= silentUntil) {
            left--;
            doSomething();
        }
        if (left == 0 && world.elapsed() >= silentUntil) {
            end();
        } else if (talk.unanswered() == 0 || talk.unanswered() < depth) {
            goOnLater();
        } else {
            talk.onAnswer(this::goOnLater);
        }
    }

    private void goOnLater() {
        Conversation current = talk;
        long pause = world.around(2_000_000);
        scene.later(Math.max(pause, silentUntil - world.elapsed()), () -> goOn(current));
    }

    private void doSomething() {
        if (world.chance(0.015)) {
            deeds.vanish();
        } else if (world.chance(0.01)) {
            fallSilent();
        } else {
            deeds.doSomething();
        }
    }

    /** For longer than the server waits, perhaps. */
    private void fallSilent() {
        talk.silence();
        silentUntil = world.elapsed() + world.between(TimeUnit.SECONDS.toNanos(1), TimeUnit.MINUTES.toNanos(8));
    }

    private void end() {
        if (talk.isOver()) {
            return;
        }
        switch (world.below(8)) {
            case 0 -> deeds.vanish();
            case 1 -> closeOutput();
            default -> deeds.leave();
        }
    }

    private void closeOutput() {
        deeds.transfers().spoil();
        talk.endOutput();
    }
}
