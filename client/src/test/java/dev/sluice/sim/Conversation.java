package dev.sluice.sim;

import dev.sluice.ftp.Reply;
import dev.sluice.net.Network;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One session as its client sees it: each command gets its replies, in order, and within its time. */
final class Conversation implements RawSession.Owner {

    private static final long GOOD_PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final long ENDLESS_PATIENCE = TimeUnit.MINUTES.toNanos(40);

    private final World world;
    private final Conditions conditions;
    private final String name;
    private final Runnable greeted;
    private final Consumer<String> over;
    private final RawSession session;
    private final ArrayDeque<Asked> pending = new ArrayDeque<>();
    private Runnable onAnswer = () -> {};
    private boolean hasGreeted;
    private boolean goodbye;
    private boolean hungUp;
    private boolean outputEnded;
    private boolean halfClosed;
    private boolean mayBeSilent;
    private boolean hadBegun;
    private long heardAt;

    /** A command that was sent. */
    static final class Asked {
        private final String verb;
        private final String line;
        private final boolean duringTransfer;
        private final Consumer<Reply> answered;
        private final Runnable lost;
        private boolean begun;

        private Asked(String verb, String line, boolean duringTransfer, Consumer<Reply> answered, Runnable lost) {
            this.verb = verb;
            this.line = line;
            this.duringTransfer = duringTransfer;
            this.answered = answered;
            this.lost = lost;
        }

        /** ABOR and a bare STAT do not wait for the end of a transfer. */
        private boolean mayGoAhead() {
            return duringTransfer && (line.equalsIgnoreCase("ABOR") || line.equalsIgnoreCase("STAT"));
        }

        @Override
        public String toString() {
            return begun ? line + " (begun)" : line;
        }
    }

    Conversation(
            World world, Network network, Conditions conditions, String name, Runnable greeted, Consumer<String> over) {
        this.world = world;
        this.conditions = conditions;
        this.name = name;
        this.greeted = greeted;
        this.over = over;
        this.session = new RawSession(network, this);
    }

    void connect(InetSocketAddress local, InetSocketAddress server) {
        session.connect(local, server);
        watch();
    }

    // ---- speaking ----

    /**
     * Sends a command.
     *
     * @param answered told of the last reply, but not of 421
     * @param lost told instead when there will be none
     */
    void ask(String line, Consumer<Reply> answered, Runnable lost) {
        ask("", line, answered, lost);
    }

    /** Sends a command with some bytes before it that are none of it. */
    void ask(String before, String line, Consumer<Reply> answered, Runnable lost) {
        if (session.isOver() || outputEnded) {
            lost.run();
            return;
        }
        int space = line.indexOf(' ');
        String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        boolean during = pending.stream().anyMatch(asked -> ReplyRules.isTransfer(asked.verb));
        if (pending.isEmpty()) {
            heardAt = world.elapsed();
        }
        pending.add(new Asked(verb, line, during, answered, lost));
        session.send((before + line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Commands that have no answer yet. */
    int unanswered() {
        return pending.size();
    }

    /** Whether what was answered last had begun with 150. */
    boolean hadBegun() {
        return hadBegun;
    }

    /** Runs {@code action} once, when the next answer has come. */
    void onAnswer(Runnable action) {
        onAnswer = action;
    }

    /** The client will be silent on purpose, and may be told to go. */
    void silence() {
        mayBeSilent = true;
    }

    void hangUp(boolean byReset) {
        hungUp = true;
        session.hangUp(byReset);
    }

    void hurry() {
        session.hurry();
    }

    /** No more commands come, but whatever was asked is to be answered. */
    void endOutput() {
        hungUp = true;
        outputEnded = true;
        halfClosed = pending.stream().noneMatch(asked -> ReplyRules.isTransfer(asked.verb));
        session.endOutput();
    }

    boolean isOver() {
        return session.isOver();
    }

    InetSocketAddress localAddress() {
        return session.localAddress();
    }

    // ---- listening ----

    @Override
    public void connected() {
        heardAt = world.elapsed();
    }

    @Override
    public void reply(Reply reply) {
        heardAt = world.elapsed();
        world.say(() -> name + " < " + Text.of(reply.toString()));
        if (goodbye) {
            world.fail(name + ": a reply after the last one: " + reply);
        } else if (reply.code() == 421) {
            sentAway(reply);
        } else if (!hasGreeted) {
            greet(reply);
        } else if (reply.isPreliminary()) {
            begin(reply);
        } else {
            end(reply);
        }
    }

    private void sentAway(Reply reply) {
        goodbye = true;
        if (conditions.areFine() && !mayBeSilent) {
            world.fail(name + " was sent away: " + reply + "; waited for " + pending);
        }
    }

    private void greet(Reply reply) {
        hasGreeted = true;
        if (reply.code() == 220) {
            greeted.run();
        } else {
            world.fail(name + ": a greeting that is none: " + reply);
        }
    }

    private void begin(Reply reply) {
        Asked asked = pending.peek();
        if (asked == null || asked.begun || !ReplyRules.isTransfer(asked.verb) || reply.code() != 150) {
            world.fail(name + ": " + reply + " begins nothing; waits for " + pending);
        } else {
            asked.begun = true;
        }
    }

    private void end(Reply reply) {
        Asked asked = asked(reply.code());
        if (asked == null) {
            world.fail(name + ": " + reply + " answers nothing; waits for " + pending);
            return;
        }
        pending.remove(asked);
        hadBegun = asked.begun;
        goodbye = asked.verb.equals("QUIT") && reply.code() == 221;
        asked.answered.accept(reply);
        Runnable then = onAnswer;
        onAnswer = () -> {};
        then.run();
    }

    private Asked asked(int code) {
        Iterator<Asked> all = pending.iterator();
        if (!all.hasNext()) {
            return null;
        }
        Asked first = all.next();
        if (ReplyRules.mayEnd(first.verb, first.begun, code)) {
            return first;
        }
        while (all.hasNext()) {
            Asked later = all.next();
            if (later.mayGoAhead() && ReplyRules.mayEnd(later.verb, false, code)) {
                return later;
            }
        }
        return null;
    }

    @Override
    public void over(String why) {
        world.say(() -> name + " is over: " + why);
        if (conditions.network() && !goodbye && !hungUp) {
            world.fail(name + " lost its connection: " + why + "; waited for " + pending);
        }
        if (conditions.areFine() && halfClosed && !pending.isEmpty()) {
            world.fail(name + " closed its side and was not answered any more; waited for " + pending);
        }
        List<Asked> lost = new ArrayList<>(pending);
        pending.clear();
        lost.forEach(asked -> asked.lost.run());
        over.accept(why);
    }

    /** Nobody waits for ever. */
    private void watch() {
        long patience = conditions.areFine() ? GOOD_PATIENCE : ENDLESS_PATIENCE;
        world.after(patience / 4, () -> {
            if (session.isOver()) {
                return;
            }
            if ((!pending.isEmpty() || goodbye || !hasGreeted) && world.elapsed() - heardAt > patience) {
                world.fail(name + " hears nothing; waits for " + pending + (goodbye ? ", was told goodbye" : ""));
            }
            watch();
        });
    }
}
