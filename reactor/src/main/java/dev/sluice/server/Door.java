package dev.sluice.server;

import dev.sluice.net.Acceptor;
import dev.sluice.net.LogLimit;
import dev.sluice.net.MemoryBudget;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where clients of a service come in, or are turned away. Nothing is kept of who is turned away, so that however many there are, and
 * however long they stay, none of them is in a newcomer's way.
 *
 * <p>Thread rule: the loop's thread only.
 */
final class Door implements Acceptor.Target {

    private static final Logger log = LoggerFactory.getLogger(Door.class);

    private final Served served;
    private final LoopServices services;
    private final Service service;
    private final LogLimit refusals;

    Door(Served served, LoopServices services, Service service) {
        this.served = served;
        this.services = services;
        this.service = service;
        this.refusals = new LogLimit(services.loop());
    }

    @Override
    public void accepted(Transport connection) throws IOException {
        InetAddress from = connection.remoteAddress().getAddress();
        Optional<String> refusal =
                served.admission().enter(from, services.loop().now());
        if (refusal.isPresent()) {
            turnAway(connection, refusal.get());
            return;
        }
        MemoryBudget.Account memory = services.memory().open(from);
        if (!memory.borrow(Admitted.SESSION_BYTES)) {
            memory.close();
            served.admission().leave(from);
            turnAway(connection, "The server is short of memory; try again later.");
            return;
        }
        Admitted admitted = new Admitted(served.admission(), connection, memory);
        try {
            service.accept(admitted);
        } catch (Throwable e) {
            admitted.close();
            throw e;
        }
    }

    private void turnAway(Transport connection, String why) {
        refusals.log(more -> log.info(
                "Turned away {}: {}{}", connection.remoteAddress().getAddress().getHostAddress(), why, more));
        try {
            service.turnAway(connection, why);
            connection.finish(connection::close);
        } catch (IOException e) {
            log.debug("A client was gone before it was turned away: {}", e.toString());
            connection.close();
        }
    }
}
