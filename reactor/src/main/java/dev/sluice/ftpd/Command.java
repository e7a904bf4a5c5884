package dev.sluice.ftpd;

import dev.sluice.account.Right;
import dev.sluice.storage.StorageException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One verb.
 *
 * @param verb in upper case
 * @param access who may use it
 * @param argument whether it takes an argument
 * @param whileBusy whether it is carried out at once while a transfer runs, instead of waiting for its end
 * @param action what it does
 * @param parameters its parameters as HELP shows them, empty if it has none
 */
record Command(String verb, Access access, Argument argument, boolean whileBusy, Action action, String parameters) {

    /**
     * Who may use a command.
     *
     * @param login whether somebody must have logged in
     * @param rights of which he must have one; empty if none is needed
     */
    record Access(boolean login, List<Right> rights) {
        /** Anybody. */
        static final Access ANYBODY = new Access(false, List.of());

        /** Who is logged in. */
        static final Access USERS = new Access(true, List.of());

        /** Who has one of {@code rights}: the command itself looks which of them, if it depends on what is there. */
        static Access needs(Right... rights) {
            return new Access(true, List.of(rights));
        }

        /** As documentation has it: {@code anybody}, {@code users}, {@code WRITE or OVERWRITE}. */
        @Override
        public String toString() {
            return !login
                    ? "anybody"
                    : rights.isEmpty()
                            ? "users"
                            : rights.stream().map(Right::name).collect(Collectors.joining(" or "));
        }
    }

    /** Whether a command takes an argument. */
    enum Argument {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    /** What a command does. It replies through the session, now or later. */
    @FunctionalInterface
    interface Action {
        /**
         * Carries the command out.
         *
         * @throws StorageException becomes the reply that fits its reason
         * @throws Refusal becomes its reply
         */
        void run(FtpSession session, String argument) throws StorageException, Refusal;
    }

    /** A command that cannot be carried out, with the reply that says why. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int code;

        Refusal(int code, String text) {
            super(text, null, false, false);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /** The verb and its parameters, for HELP. */
    String syntax() {
        return parameters.isEmpty() ? verb : verb + " " + parameters;
    }
}
