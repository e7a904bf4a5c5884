package dev.sluice.ftpd;

import dev.sluice.ftp.Reply;
import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Timer;
import java.time.Duration;

/**
 * How long a session may stay as it is: one deadline for each {@link ControlState}, and what happens when it has passed. One timer
 * watches, lazily: activity stores a timestamp.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class Deadlines {

    /**
     * How long a client may take to read our last words before the connection is closed all the same, and how long we work for one
     * that has closed its side.
     */
    static final long FAREWELL_NANOS = Duration.ofSeconds(5).toNanos();

    private final FtpSession session;
    private final EventLoop loop;
    private final Duration login;
    private final Duration idle;
    private final Timer timer;
    private long loggedOutAt;
    private long activeAt;

    Deadlines(FtpSession session, EventLoop loop, FtpSettings settings) {
        this.session = session;
        this.loop = loop;
        this.login = settings.loginTimeout();
        this.idle = settings.idleTimeout();
        this.timer = loop.timer("session timeout", () -> session.guard(this::check));
        this.loggedOutAt = loop.now();
        this.activeAt = loggedOutAt;
    }

    /** The client has done something, or something was done for it. */
    void active() {
        activeAt = loop.now();
    }

    /** From now on it has to log in. */
    void loggedOut() {
        loggedOutAt = loop.now();
    }

    /** The session's state, or what it waits for, has changed: makes sure that the timer fires in time. */
    void watch() {
        timer.fireWithin(timeLeft());
    }

    void cancel() {
        timer.cancel();
    }

    /** Nanoseconds until the state has lasted for too long. */
    private long timeLeft() {
        long now = loop.now();
        return switch (session.state()) {
            case GREETING, LOGIN -> loggedOutAt + login.toNanos() - now;
            case READY -> activeAt + idle.toNanos() - now;
            case WORKING ->
                session.parting().hasInputEnded()
                        ? activeAt + FAREWELL_NANOS - now
                        : session.jobs().timeLeft(now);
            case TRANSFERRING -> session.transfers().timeLeft(now);
            case CLOSING -> activeAt + FAREWELL_NANOS - now;
            case CLOSED -> Long.MAX_VALUE;
        };
    }

    private void check() {
        if (timeLeft() <= 0) {
            expire();
        }
        if (session.state() != ControlState.CLOSED) {
            watch();
        }
    }

    private void expire() {
        switch (session.state()) {
            case GREETING, LOGIN -> closeIdle(login);
            case READY -> closeIdle(idle);
            case WORKING -> {
                if (session.parting().hasInputEnded()) {
                    session.end("disconnected in the middle of a command");
                } else if (session.jobs().timeOut()) {
                    closeHanging();
                }
            }
            case TRANSFERRING -> {
                if (session.transfers().timeOut()) {
                    closeHanging();
                }
            }
            case CLOSING -> session.end("the client did not read our last reply");
            case CLOSED -> {}
        }
    }

    private void closeHanging() {
        session.parting()
                .now(
                        Reply.of(
                                421,
                                "The command does not come back: the server waits for its disk in vain. Closing the connection."));
    }

    private void closeIdle(Duration limit) {
        session.parting()
                .now(Reply.of(421, "Nothing useful came for " + limit.toSeconds() + " s; closing the connection."));
    }
}
