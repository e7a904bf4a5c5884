package dev.sluice.transfer;

import dev.sluice.net.Transport;
import dev.sluice.transfer.TransferOutcome.Kind;
import java.util.ArrayList;
import java.util.List;

/** An owner that closes the connection and remembers how transfers ended. */
final class Ends implements TransferOwner {

    private final List<Kind> kinds = new ArrayList<>();

    @Override
    public void released(Transport connection, boolean intact) {
        connection.close();
    }

    @Override
    public void ended(TransferOutcome outcome) {
        kinds.add(outcome.kind());
    }

    /** How they ended, in that order. */
    List<Kind> kinds() {
        return kinds;
    }

    boolean isEmpty() {
        return kinds.isEmpty();
    }
}
