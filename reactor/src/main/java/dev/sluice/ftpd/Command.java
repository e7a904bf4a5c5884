package dev.sluice.ftpd;

import dev.sluice.storage.StorageException;

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

    /** Who may use a command. */
    enum Access {
        /** Anybody. */
        ALL,
        /** Who is logged in. */
        READ,
        /** Who may change files. */
        WRITE
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
