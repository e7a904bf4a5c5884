package dev.sluice.load;

import dev.sluice.ftp.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * CPU time of a server on the same machine, whatever it is made of: a process and all that descend from it. Linux only.
 *
 * <p>{@code stat} knows hundredths of a second and rounds down, which for a hundred processes that use a few milliseconds each comes
 * to nothing at all; {@code schedstat} knows nanoseconds, but not of threads that have ended. The larger of the two is meant.
 */
public final class ServerCpu {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux
    private static final int USER_TICKS = 11; // fields of /proc/PID/stat behind the name
    private static final int OWN_FIELDS = 2; // user and system time
    private static final int CHILDREN_FIELDS = 2; // the same of children it has waited for
    private static final double NANOS_PER_SECOND = 1e9;

    private ServerCpu() {}

    /** Seconds used so far; nothing when there is no such process, or no /proc to ask. */
    public static OptionalDouble seconds(long pid) {
        Optional<ProcessHandle> server = ProcessHandle.of(pid);
        if (server.isEmpty() || !Files.isReadable(stat(pid))) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Stream.concat(server.stream(), server.get().descendants())
                .mapToDouble(process -> secondsOf(process.pid()))
                .sum());
    }

    private static Path stat(long pid) {
        return Path.of("/proc", Long.toString(pid), "stat");
    }

    private static double secondsOf(long pid) {
        try {
            String stat = Files.readString(stat(pid));
            List<String> fields = Split.at(
                    ' ', stat.substring(stat.lastIndexOf(')') + 2), USER_TICKS + OWN_FIELDS + CHILDREN_FIELDS + 1);
            double own = seconds(fields, USER_TICKS, OWN_FIELDS);
            double children = seconds(fields, USER_TICKS + OWN_FIELDS, CHILDREN_FIELDS);
            return Math.max(own, scheduledSeconds(pid)) + children;
        } catch (IOException e) {
            return 0; // it has ended meanwhile; its parent has its time
        }
    }

    private static double seconds(List<String> fields, int first, int count) {
        double ticks = 0;
        for (int i = first; i < first + count; i++) {
            ticks += Long.parseLong(fields.get(i));
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Of the threads that there are; 0 where the kernel does not say. */
    private static double scheduledSeconds(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return threads.mapToDouble(ServerCpu::scheduledNanos).sum() / NANOS_PER_SECOND;
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    private static double scheduledNanos(Path thread) {
        try {
            String line = Files.readString(thread.resolve("schedstat"));
            return Double.parseDouble(line.substring(0, line.indexOf(' ')));
        } catch (IOException e) {
            return 0; // the thread has ended meanwhile
        }
    }
}
