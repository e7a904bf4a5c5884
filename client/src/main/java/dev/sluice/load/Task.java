package dev.sluice.load;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One operation for one session.
 *
 * @param index of the workload in the mix
 * @param path of the file or directory; empty where there is none
 * @param size of the data in bytes, -1 where it is not known
 * @param checksum of the data, where it is to be verified
 * @param due when it should have begun, on the loop's clock; empty in a closed loop, where that is when it does begin
 * @param counted whether it is one of the operations that were ordered by number
 */
record Task(
        int index,
        Workload workload,
        String path,
        long size,
        OptionalLong checksum,
        OptionalLong due,
        boolean counted) {

    /** Nothing to do. */
    static final Task NONE =
            new Task(0, new Workload.Idle(), "", -1, OptionalLong.empty(), OptionalLong.empty(), false);

    boolean isNone() {
        return workload instanceof Workload.Idle;
    }

    /** The command on the control connection. */
    String verb() {
        if (workload instanceof Workload.Download) {
            return "RETR";
        }
        if (workload instanceof Workload.Upload) {
            return "STOR";
        }
        return workload instanceof Workload.Listing listing
                ? listing.verb()
                : workload.title().toUpperCase(java.util.Locale.ROOT);
    }

    /** The whole command line. */
    String command() {
        return path.isEmpty() ? verb() : verb() + ' ' + path;
    }

    /** What is wrong with what was received, though the server called it complete. */
    Optional<Failure.Kind> fault(DataFlow data, boolean ascii) {
        if (!(workload instanceof Workload.Download)) {
            return Optional.empty();
        }
        if (!ascii && size >= 0 && data.moved() != size) {
            return Optional.of(Failure.Kind.TRUNCATED);
        }
        return checksum.isPresent() && checksum.getAsLong() != data.checksum()
                ? Optional.of(Failure.Kind.CORRUPT)
                : Optional.empty();
    }
}
