package dev.sluice.ftpd;

import dev.sluice.ftp.Fact;
import dev.sluice.storage.Checksums;
import dev.sluice.storage.RootedPath;
import java.util.Optional;
import java.util.Set;

/** What a client has set by commands; REIN sets it back. */
final class SessionParameters {

    private Optional<String> user = Optional.empty();
    private RootedPath directory = RootedPath.ROOT;
    private boolean ascii = true;
    private boolean extendedPassiveOnly;
    private long restart;
    private Optional<RootedPath> renameFrom = Optional.empty();
    private int renameCommand;
    private Set<Fact> facts = EntryFormat.DEFAULT;
    private Checksums.Algorithm hash = Checksums.Algorithm.SHA256;

    /** The name that USER gave and that PASS is to prove. */
    Optional<String> user() {
        return user;
    }

    void user(Optional<String> name) {
        user = name;
    }

    /** Where CWD has gone to. */
    RootedPath directory() {
        return directory;
    }

    void directory(RootedPath path) {
        directory = path;
    }

    /** TYPE A rather than TYPE I; ASCII is the default (RFC 959 §5.1). */
    boolean isAscii() {
        return ascii;
    }

    void ascii(boolean on) {
        ascii = on;
    }

    /** Whether the client has said EPSV ALL (RFC 2428 §4). */
    boolean isExtendedPassiveOnly() {
        return extendedPassiveOnly;
    }

    void extendedPassiveOnly() {
        extendedPassiveOnly = true;
    }

    /** Where the next transfer begins, in bytes. */
    void restartAt(long offset) {
        restart = offset;
    }

    /** Where this transfer begins; the next begins at 0 again. */
    long takeRestart() {
        long offset = restart;
        restart = 0;
        return offset;
    }

    /** RNFR, the session's command number {@code command}, has named {@code path}. */
    void renameFrom(RootedPath path, int command) {
        renameFrom = Optional.of(path);
        renameCommand = command;
    }

    /** The path that RNFR named, if that was command {@code command}: RNTO has to follow at once (RFC 959 §4.1.3). */
    Optional<RootedPath> renameFrom(int command) {
        return renameFrom.filter(path -> renameCommand == command);
    }

    /** The facts that MLST and MLSD give. */
    Set<Fact> facts() {
        return facts;
    }

    void facts(Set<Fact> chosen) {
        facts = chosen;
    }

    /** The algorithm of HASH. */
    Checksums.Algorithm hash() {
        return hash;
    }

    void hash(Checksums.Algorithm algorithm) {
        hash = algorithm;
    }
}
