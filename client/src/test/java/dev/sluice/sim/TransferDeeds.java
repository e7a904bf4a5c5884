package dev.sluice.sim;

import dev.sluice.ftp.HostPort;
import dev.sluice.ftp.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The transfers of one session: how their data connections are made, what goes over them, and what must come of it. */
final class TransferDeeds {

    /** Telnet: interrupt process, data mark; as clients send them before ABOR (RFC 959 §4.1.3). */
    private static final List<String> SYNCH = List.of("", "\u00ff\u00f4\u00ff\u00f2", "\u00f2");

    private final World world;
    private final Scene scene;
    private final Conversation talk;
    private final Deeds deeds;
    private final List<DataLink> links = new ArrayList<>();
    private final List<Attempt> underWay = new ArrayList<>();

    TransferDeeds(Scene scene, Conversation talk, Deeds deeds) {
        this.world = scene.world();
        this.scene = scene;
        this.talk = talk;
        this.deeds = deeds;
    }

    // ---- how ----

    Attempt attempt(Optional<byte[]> toSend) {
        Attempt attempt = new Attempt(world, scene.network(), toSend);
        links.add(attempt.link());
        underWay.add(attempt);
        return attempt;
    }

    /** Makes the data connection and sends {@code line}, after {@code rest} if that is any; {@code verdict} hears its last reply. */
    void transfer(String rest, String line, Attempt attempt, BiConsumer<Attempt, Reply> verdict) {
        try {
            prepare(attempt);
        } catch (IOException e) {
            attempt.link().close(); // No descriptors; another time.
            return;
        }
        if (!rest.isEmpty()) {
            talk.ask(rest, reply -> {}, () -> {});
        }
        talk.ask(line, reply -> ended(attempt, line, reply, verdict), attempt.link()::close);
        if (world.chance(0.12)) {
            scene.later(world.around(5_000_000), this::abort);
        }
    }

    /** It ends whatever runs when the server hears of it. */
    private void abort() {
        if (!talk.isOver()) {
            spoil();
            talk.ask(world.oneOf(SYNCH), "ABOR", reply -> {}, () -> {});
        }
    }

    /** What is under way may come to nothing, by the client's own doing. */
    void spoil() {
        underWay.forEach(Attempt::spoil);
    }

    private void prepare(Attempt attempt) throws IOException {
        InetSocketAddress here = talk.localAddress();
        InetSocketAddress any = new InetSocketAddress(here.getAddress(), 0);
        switch (world.below(4)) {
            case 0 ->
                talk.ask(
                        "PORT " + HostPort.formatPort(listen(attempt, any)),
                        reply -> attempt.prepared(reply.code() == 200),
                        attempt.link()::close);
            case 1 ->
                talk.ask(
                        "EPRT " + HostPort.formatEprt(listen(attempt, any)),
                        reply -> attempt.prepared(reply.code() == 200),
                        attempt.link()::close);
            case 2 ->
                talk.ask(
                        "PASV",
                        reply -> {
                            if (reply.code() == 227) {
                                connect(
                                        attempt,
                                        any,
                                        HostPort.parsePassive(reply.text()).getPort());
                            }
                        },
                        attempt.link()::close);
            default ->
                talk.ask(
                        "EPSV",
                        reply -> {
                            if (reply.code() == 229) {
                                connect(attempt, any, HostPort.parseExtendedPassive(reply.text()));
                            }
                        },
                        attempt.link()::close);
        }
    }

    private static InetSocketAddress listen(Attempt attempt, InetSocketAddress any) throws IOException {
        InetSocketAddress address = attempt.link().listen(any);
        if (!attempt.connects()) {
            attempt.link().close();
        }
        return address;
    }

    private void connect(Attempt attempt, InetSocketAddress from, int port) {
        attempt.prepared(true);
        if (attempt.connects()) {
            InetSocketAddress server = new InetSocketAddress(Simulation.SERVER, port);
            scene.later(
                    world.chance(0.7) ? 0 : world.around(20_000_000),
                    () -> attempt.link().connect(from, server));
        }
    }

    private void ended(Attempt attempt, String line, Reply reply, BiConsumer<Attempt, Reply> verdict) {
        underWay.remove(attempt);
        verdict.accept(attempt, reply);
        boolean complete = reply.code() == 226;
        if (complete && attempt.mustNotComplete() && attempt.link().moved() > 0 && line.startsWith("STO")) {
            deeds.wrong(line + " (though it was broken off)", reply);
        }
        if (!complete) {
            attempt.link().close();
        }
    }

    // ---- what ----

    void store(String name) {
        Content content = scene.content();
        store("", "STOR", name, content, 0);
    }

    private void store(String rest, String verb, String name, Content content, int offset) {
        boolean asAscii = deeds.willBeAscii();
        Attempt attempt = attempt(Optional.of(content.wire(offset, asAscii)));
        transfer(rest, verb + " " + deeds.path(name), attempt, (tried, reply) -> {
            boolean typeChanged = asAscii != deeds.isAscii();
            stored(tried, verb + " " + name, name, content, reply, typeChanged);
        });
    }

    private void stored(Attempt attempt, String line, String name, Content content, Reply reply, boolean typeChanged) {
        Model model = deeds.model();
        if (reply.code() == 226) {
            model.uploaded(name, content);
            if (typeChanged) {
                world.fail("a script that changes the type under its own upload");
            }
            scene.files().confirmed(deeds.path(name), content);
            return;
        }
        boolean isDirectory = model.mayBe(name, Model.DIRECTORY) && reply.code() == 550;
        if (attempt.isClean()
                && !isDirectory
                && !deeds.mayFail(reply)
                && scene.conditions().network()) {
            deeds.wrong(line, reply);
        }
        if (talk.hadBegun() || reply.code() == 450) {
            model.brokenUpload(name, content);
        }
        if (talk.hadBegun() && (reply.code() == 451 || reply.code() == 452)) {
            model.maybe(name, content.id()); // Put in place, but not known to be on the disk.
        }
    }

    /** Goes on with an upload that broke off. */
    void resume(String name) {
        Content content = deeds.model().partOf(name);
        if (content == null || deeds.willBeAscii() || !deeds.model().is(name, Model.ABSENT) || talk.unanswered() > 0) {
            return;
        }
        talk.ask(
                "SIZE " + deeds.path(name),
                reply -> {
                    if (reply.code() != 213 || talk.unanswered() > 0) {
                        return;
                    }
                    int there = (int) Long.parseLong(reply.text().strip());
                    boolean append = world.chance(0.5);
                    store(append ? "" : "REST " + there, append ? "APPE" : "STOR", name, content, there);
                },
                () -> {});
    }

    void retrieve(String name) {
        int offset = world.chance(0.25) && !deeds.willBeAscii() ? world.below(3_000) : 0;
        Attempt attempt = attempt(Optional.empty());
        String rest = offset > 0 ? "REST " + offset : "";
        transfer(rest, "RETR " + deeds.path(name), attempt, (tried, reply) -> retrieved(tried, name, offset, reply));
    }

    private void retrieved(Attempt attempt, String name, int offset, Reply reply) {
        Model model = deeds.model();
        boolean asAscii = deeds.isAscii();
        String line = "RETR " + name + " from " + offset;
        if (reply.code() == 226) {
            if (!model.narrow(name, state -> state > 0)) {
                deeds.wrong(line, reply);
            }
            List<Integer> possible = List.copyOf(model.at(name));
            attempt.link().whenOver(() -> requireOneOf(attempt, line, possible, offset, asAscii));
        } else if (reply.code() == 550) {
            if (!model.narrow(name, state -> state <= 0)) {
                deeds.wrong(line, reply);
            }
        } else if (reply.code() == 554) {
            if (!model.narrow(
                    name,
                    state -> state > 0 && scene.files().library().get(state).size() < offset)) {
                deeds.wrong(line, reply);
            }
        } else if (attempt.isClean()
                && !deeds.mayFail(reply)
                && scene.conditions().network()) {
            deeds.wrong(line, reply);
        }
    }

    private void requireOneOf(Attempt attempt, String line, List<Integer> possible, int offset, boolean asAscii) {
        if (!attempt.link().hasEnded()) {
            return; // It broke on the way, or its client broke it.
        }
        byte[] received = attempt.link().received();
        boolean known = possible.stream()
                .anyMatch(id -> Arrays.equals(scene.files().library().get(id).wire(offset, asAscii), received));
        if (!known) {
            world.fail(line + " gave " + received.length + " bytes, which are not those of " + possible
                    + "; they begin with "
                    + Text.of(new String(received, 0, Math.min(60, received.length), StandardCharsets.ISO_8859_1)));
        }
    }

    void list() {
        Attempt attempt = attempt(Optional.empty());
        boolean names = world.chance(0.6);
        String verb = names ? "NLST" : world.chance(0.5) ? "LIST" : "MLSD";
        transfer("", verb + " " + deeds.path(""), attempt, (tried, reply) -> {
            if (reply.code() != 226) {
                if (tried.isClean()
                        && !deeds.mayFail(reply)
                        && scene.conditions().network()) {
                    deeds.wrong(verb, reply);
                }
            } else if (names) {
                listed(tried.link());
            }
        });
    }

    private void listed(DataLink link) {
        Runnable check = () -> {
            if (link.hasEnded()) {
                List<String> found = new ArrayList<>();
                new String(link.received(), StandardCharsets.UTF_8)
                        .lines()
                        .forEach(line -> found.add(line.substring(line.lastIndexOf('/') + 1)));
                deeds.listed(found);
            }
        };
        if (link.isClosed()) {
            check.run(); // Later the model would be another one.
        }
    }

    /** All data connections go, with the machine they are on. */
    void vanish(boolean byReset) {
        for (DataLink link : List.copyOf(links)) {
            if (byReset) {
                link.reset();
            } else {
                link.hangUp();
            }
        }
    }
}
