package dev.sluice.sim;

import java.util.Optional;

/** Transfers where others are at work as well: nobody knows whose file is there, but it is somebody's whole one. */
final class SharedDeeds {

    private final World world;
    private final Scene scene;
    private final Deeds deeds;
    private final TransferDeeds transfers;

    SharedDeeds(Scene scene, Deeds deeds, TransferDeeds transfers) {
        this.world = scene.world();
        this.scene = scene;
        this.deeds = deeds;
        this.transfers = transfers;
    }

    void storeShared() {
        Content content = scene.content();
        String path = world.oneOf(Scene.SHARED);
        Attempt attempt = transfers.attempt(Optional.of(content.wire(0, deeds.willBeAscii())));
        transfers.transfer("", "STOR " + path, attempt, (tried, reply) -> {
            if (reply.code() == 226) {
                scene.files().confirmed(path, content);
            }
        });
    }

    void storeUnique() {
        Content content = scene.content();
        Attempt attempt = transfers.attempt(Optional.of(content.wire(0, deeds.willBeAscii())));
        transfers.transfer("", "STOU /shared/u", attempt, (tried, reply) -> {});
    }

    void retrieveShared() {
        Attempt attempt = transfers.attempt(Optional.empty());
        String path = world.oneOf(Scene.SHARED);
        transfers.transfer("", "RETR " + path, attempt, (tried, reply) -> {
            if (reply.code() == 226) {
                boolean asAscii = deeds.isAscii();
                tried.link().whenOver(() -> requireWhole(tried.link(), path, asAscii));
            }
        });
    }

    private void requireWhole(DataLink link, String path, boolean asAscii) {
        if (link.hasEnded()
                && scene.files().library().of(link.received(), asAscii).isEmpty()) {
            world.fail("RETR " + path + " gave " + link.received().length + " bytes that are nobody's whole upload");
        }
    }
}
