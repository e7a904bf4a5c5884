package dev.sluice.load;

import dev.sluice.client.Credentials;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What to do to a server.
 *
 * @param credentials the server, and who the sessions are there
 * @param directory where uploads go
 * @param mix what the sessions do
 * @param sessions how many there are
 * @param loops event loops, each with a thread, among which they are divided
 * @param sources addresses to connect from, taken in turn; empty for the one that routing chooses
 * @param schedule when things are done
 * @param pace bytes a second that each session reads or writes at most
 * @param verify whether the content of downloads is compared with that of the first one
 * @param newNames whether each upload goes to a file of its own; else a session writes over the one it wrote before
 * @param ascii whether transfers are of type A
 * @param timeout how long anything may go on without progress
 */
public record LoadPlan(
        Credentials credentials,
        String directory,
        Mix mix,
        int sessions,
        int loops,
        List<InetAddress> sources,
        Schedule schedule,
        OptionalLong pace,
        boolean verify,
        boolean newNames,
        boolean ascii,
        Duration timeout) {

    /** How the names of uploaded files begin: with the process, so that two runs are not in each other's way. */
    static final String UPLOAD_PREFIX = "sluice-load-" + ProcessHandle.current().pid() + "-";

    /**
     * When things are done.
     *
     * @param rate operations a second that are due in all, whether the server keeps up or not; empty for a closed loop, in which each
     *     session begins the next one when the last has ended
     * @param rampUp over which the sessions are begun; zero for as fast as they can log in
     * @param warmUp load before the measurement begins
     * @param duration of the measurement
     * @param count operations after which it ends earlier
     * @param think pause of a session between two operations
     */
    public record Schedule(
            OptionalDouble rate,
            Duration rampUp,
            Duration warmUp,
            Duration duration,
            OptionalLong count,
            Duration think) {

        /** A closed loop, measured for {@code duration} at once. */
        public static Schedule closed(Duration duration) {
            return new Schedule(
                    OptionalDouble.empty(),
                    Duration.ZERO,
                    Duration.ZERO,
                    duration,
                    OptionalLong.empty(),
                    Duration.ZERO);
        }

        /** An open loop of {@code rate} operations a second, measured for {@code duration} at once. */
        public static Schedule open(double rate, Duration duration) {
            return new Schedule(
                    OptionalDouble.of(rate),
                    Duration.ZERO,
                    Duration.ZERO,
                    duration,
                    OptionalLong.empty(),
                    Duration.ZERO);
        }

        /** A closed loop that ends after {@code count} operations. */
        public static Schedule counted(long count) {
            return new Schedule(
                    OptionalDouble.empty(),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofHours(1),
                    OptionalLong.of(count),
                    Duration.ZERO);
        }
    }

    /** A plan with one loop, no pace and a timeout of 30 seconds. */
    public static LoadPlan of(Credentials credentials, Mix mix, int sessions, Schedule schedule) {
        return new LoadPlan(
                credentials,
                "",
                mix,
                sessions,
                1,
                List.of(),
                schedule,
                OptionalLong.empty(),
                false,
                false,
                false,
                Duration.ofSeconds(30));
    }

    LoadPlan withMix(Mix newMix) {
        return new LoadPlan(
                credentials,
                directory,
                newMix,
                sessions,
                loops,
                sources,
                schedule,
                pace,
                verify,
                newNames,
                ascii,
                timeout);
    }

    LoadPlan withSessions(int newSessions) {
        return new LoadPlan(
                credentials,
                directory,
                mix,
                newSessions,
                loops,
                sources,
                schedule,
                pace,
                verify,
                newNames,
                ascii,
                timeout);
    }

    LoadPlan withVerify() {
        return new LoadPlan(
                credentials, directory, mix, sessions, loops, sources, schedule, pace, true, newNames, ascii, timeout);
    }

    LoadPlan withPace(long bytesPerSecond) {
        return new LoadPlan(
                credentials,
                directory,
                mix,
                sessions,
                loops,
                sources,
                schedule,
                OptionalLong.of(bytesPerSecond),
                verify,
                newNames,
                ascii,
                timeout);
    }

    LoadPlan withNewNames() {
        return new LoadPlan(
                credentials, directory, mix, sessions, loops, sources, schedule, pace, verify, true, ascii, timeout);
    }

    LoadPlan withTimeout(Duration newTimeout) {
        return new LoadPlan(
                credentials,
                directory,
                mix,
                sessions,
                loops,
                sources,
                schedule,
                pace,
                verify,
                newNames,
                ascii,
                newTimeout);
    }

    /** The address that session {@code index} connects from; the wildcard address for any. */
    InetSocketAddress source(int index) {
        return sources.isEmpty()
                ? new InetSocketAddress(0)
                : new InetSocketAddress(sources.get(index % sources.size()), 0);
    }

    /** Where session {@code index} uploads to for the {@code number}-th time. */
    String uploadPath(int index, long number) {
        return directory + UPLOAD_PREFIX + index + (newNames ? "-" + number : "");
    }
}
