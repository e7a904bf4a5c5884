package dev.sluice.sim;

import dev.sluice.ftp.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** What one client does in one session to the files, and what must come of it. */
final class Deeds {

    static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    private final World world;
    private final Scene scene;
    private final Conversation talk;
    private final String home;
    private final boolean mayWrite;
    private final Model model = new Model();
    private final TransferDeeds transfers;
    private final SharedDeeds shared;
    private boolean ascii = true;
    private boolean askedForAscii = true;

    /** @param home a directory in which nobody else does anything */
    Deeds(Scene scene, Conversation talk, String home, boolean mayWrite) {
        this.world = scene.world();
        this.scene = scene;
        this.talk = talk;
        this.home = home;
        this.mayWrite = mayWrite;
        this.transfers = new TransferDeeds(scene, talk, this);
        this.shared = new SharedDeeds(scene, this, transfers);
    }

    Model model() {
        return model;
    }

    TransferDeeds transfers() {
        return transfers;
    }

    /** The type by the replies so far. */
    boolean isAscii() {
        return ascii;
    }

    /** The type when all that was asked for is done. */
    boolean willBeAscii() {
        return askedForAscii;
    }

    String path(String name) {
        return home + "/" + name;
    }

    /** Whether what was asked for can fail for reasons that are not the client's. */
    boolean mayFail(Reply reply) {
        Conditions conditions = scene.conditions();
        return switch (reply.code()) {
            case 421 -> true;
            // With a slow disk, a part that took long to make may be another process's.
            case 450 -> !conditions.pool() || !conditions.quickDisk();
            case 451 -> !conditions.pool() || !conditions.disk();
            // Of a read that failed once the server cannot say whether it was the disk's fault; and work that waits for
            // the
            // pool does not get on.
            case 426 -> !conditions.disk() || !conditions.pool();
            case 452 -> !conditions.disk();
            case 550 -> !mayWrite;
            default -> false;
        };
    }

    void wrong(String line, Reply reply) {
        world.fail(home + ": " + line + " was answered by " + reply + ", but " + model);
    }

    /** Something to do, of what there is. */
    void doSomething() {
        switch (world.below(20)) {
            case 0 -> size(world.oneOf(NAMES));
            case 1 -> delete(world.oneOf(NAMES));
            case 2 -> size(file());
            case 3 -> rename(world.oneOf(NAMES), world.oneOf(NAMES));
            case 4 -> makeDirectory(world.oneOf(NAMES));
            case 5 -> removeDirectory(world.oneOf(NAMES));
            case 6 -> type(world.chance(0.3));
            case 7 -> hash(file());
            case 8, 9, 10 -> transfers.store(world.oneOf(NAMES));
            case 11, 12, 13 -> transfers.retrieve(file());
            case 14 -> transfers.list();
            case 15 -> shared.storeShared();
            case 16 -> shared.retrieveShared();
            case 17 -> transfers.resume(world.oneOf(NAMES));
            case 18 -> shared.storeUnique();
            default -> anything();
        }
    }

    /** A name that is a file's, as a rule, as far as the answers tell by now. */
    private String file() {
        List<String> files = new ArrayList<>(NAMES);
        files.removeIf(name -> !model.mayBeFile(name));
        return files.isEmpty() || world.chance(0.1) ? world.oneOf(NAMES) : world.oneOf(files);
    }

    private void ask(String line, Consumer<Reply> answered) {
        talk.ask(line, answered, () -> {});
    }

    private void expect(String line, Reply reply, boolean fine) {
        if (!fine && !mayFail(reply)) {
            wrong(line, reply);
        }
    }

    void type(boolean toAscii) {
        askedForAscii = toAscii;
        ask(toAscii ? "TYPE A" : "TYPE I", reply -> {
            ascii = toAscii;
            expect("TYPE", reply, reply.code() == 200);
        });
    }

    private void size(String name) {
        ask("SIZE " + path(name), reply -> {
            if (reply.code() == 213) {
                long size = Long.parseLong(reply.text().strip());
                expect("SIZE " + name, reply, model.narrow(name, state -> hasSize(name, state, size)));
            } else if (reply.code() == 550) {
                boolean mayBeGone = model.narrow(name, state -> state <= 0);
                expect("SIZE " + name, reply, mayBeGone);
            } else {
                expect("SIZE " + name, reply, false);
            }
        });
    }

    private boolean hasSize(String name, int state, long size) {
        if (state > 0) {
            return scene.files().library().get(state).wire(0, ascii).length == size;
        }
        // The part of a broken upload, which can be resumed.
        return state == Model.ABSENT
                && model.mayHavePart(name)
                && size <= model.partOf(name).size();
    }

    private void hash(String name) {
        ask("XSHA256 " + path(name), reply -> {
            if (reply.code() == 250) {
                String hash = reply.text().strip();
                expect(
                        "XSHA256 " + name,
                        reply,
                        model.narrow(
                                name,
                                state -> state > 0
                                        && Hashes.sha256(scene.files()
                                                        .library()
                                                        .get(state)
                                                        .bytes())
                                                .equalsIgnoreCase(hash)));
            } else {
                expect("XSHA256 " + name, reply, reply.code() == 550 && model.narrow(name, state -> state <= 0));
            }
        });
    }

    private void delete(String name) {
        ask("DELE " + path(name), reply -> {
            if (reply.code() == 250) {
                boolean possible = model.mayBeFile(name) || model.mayHavePart(name);
                expect("DELE " + name, reply, possible);
                model.set(name, Model.ABSENT);
            } else if (reply.code() == 550 && mayWrite) {
                expect("DELE " + name, reply, model.narrow(name, state -> state <= 0));
            } else {
                expect("DELE " + name, reply, false);
                unlessRefused(reply, () -> model.maybe(name, Model.ABSENT));
            }
        });
    }

    /** A change that failed half-way may have been made all the same. */
    private void unlessRefused(Reply reply, Runnable maybe) {
        if (reply.code() == 451 || reply.code() == 452) {
            maybe.run();
        }
    }

    private void rename(String from, String to) {
        boolean[] ready = new boolean[1];
        ask("RNFR " + path(from), reply -> {
            ready[0] = reply.code() == 350;
            if (reply.code() == 350) {
                expect("RNFR " + from, reply, model.narrow(from, state -> state != Model.ABSENT));
            } else {
                expect("RNFR " + from, reply, reply.code() == 550 && model.narrow(from, is(Model.ABSENT)));
            }
        });
        ask("RNTO " + path(to), reply -> renamed(from, to, ready[0], reply));
    }

    private static IntPredicate is(int wanted) {
        return state -> state == wanted;
    }

    private void renamed(String from, String to, boolean ready, Reply reply) {
        String line = "RNTO " + from + " " + to;
        if (!ready) {
            expect(line, reply, reply.code() == 503);
        } else if (reply.code() == 250) {
            boolean possible =
                    from.equals(to) || model.mayBe(to, Model.ABSENT) || (model.mayBeFile(from) && model.mayBeFile(to));
            expect(line, reply, possible);
            if (!from.equals(to)) {
                model.move(from, to);
            }
        } else {
            boolean refused = model.mayBe(from, Model.DIRECTORY) || model.mayBe(to, Model.DIRECTORY);
            expect(line, reply, reply.code() == 550 && refused && !from.equals(to));
            unlessRefused(reply, () -> {
                model.at(from).forEach(state -> model.maybe(to, state));
                model.maybe(to, Model.ABSENT);
                model.maybe(from, Model.ABSENT);
            });
        }
    }

    private void makeDirectory(String name) {
        ask("MKD " + path(name), reply -> {
            if (reply.code() == 257) {
                expect("MKD " + name, reply, model.narrow(name, is(Model.ABSENT)));
                model.set(name, Model.DIRECTORY);
            } else {
                expect("MKD " + name, reply, reply.code() == 550 && model.narrow(name, state -> state != Model.ABSENT));
                unlessRefused(reply, () -> model.maybe(name, Model.DIRECTORY));
            }
        });
    }

    private void removeDirectory(String name) {
        ask("RMD " + path(name), reply -> {
            if (reply.code() == 250) {
                expect("RMD " + name, reply, model.narrow(name, is(Model.DIRECTORY)));
                model.set(name, Model.ABSENT);
            } else {
                expect(
                        "RMD " + name,
                        reply,
                        reply.code() == 550 && model.narrow(name, state -> state != Model.DIRECTORY));
                unlessRefused(reply, () -> model.maybe(name, Model.ABSENT));
            }
        });
    }

    /** The names of a listing of the client's own directory are those that are there. */
    void listed(List<String> names) {
        Predicate<String> listed = names::contains;
        for (String name : NAMES) {
            boolean fits = model.narrow(name, state -> listed.test(name) == (state != Model.ABSENT));
            if (!fits) {
                world.fail(home + ": the listing is " + names + ", but " + model);
            }
        }
        List<String> strange = new ArrayList<>(names);
        strange.removeAll(NAMES);
        if (!strange.isEmpty()) {
            world.fail(home + ": the listing shows " + strange);
        }
    }

    private void anything() {
        String line = Lines.any(world);
        if (line.toUpperCase(Locale.ROOT).startsWith("ABOR")) {
            transfers.spoil();
        }
        talk.ask(line, reply -> {}, () -> {});
    }

    /** The session ends in good order. */
    void leave() {
        ask("NOOP", reply -> expect("NOOP", reply, reply.code() == 200));
        ask("QUIT", reply -> expect("QUIT", reply, reply.code() == 221));
    }

    /** The client goes as if its machine was switched off, or its process killed. */
    void vanish() {
        boolean byReset = world.chance(0.5);
        transfers.vanish(byReset);
        talk.hangUp(byReset);
        talk.hurry();
    }
}
