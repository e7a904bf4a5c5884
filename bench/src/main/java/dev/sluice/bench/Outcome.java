package dev.sluice.bench;

import java.util.OptionalDouble;

/** What came of one run of a {@link Scenario} on a {@link Peer}. */
sealed interface Outcome {

    /**
     * It has a figure.
     *
     * @param value operations a second or MB/s or milliseconds or MB, as the unit of the scenario says
     * @param cost the server's CPU in microseconds for each operation, or in seconds for each GB
     * @param failed operations beside those that were measured
     */
    record Measured(double value, OptionalDouble cost, long failed) implements Outcome {}

    /** The server does not know the command. */
    record Unsupported() implements Outcome {}

    /** It should have worked and did not. */
    record Failed(String reason) implements Outcome {}
}
