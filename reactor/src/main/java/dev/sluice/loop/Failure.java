package dev.sluice.loop;

import java.util.concurrent.ExecutionException;

/** Tells apart what ends one handler and what ends them all. */
public final class Failure {

    private Failure() {}

    /**
     * What {@code thrown} means to the handler that ran into it: an {@code Error} comes in an {@link ExecutionException}. A stack that was
     * too small is again as good as new when the handler has returned; a class that can't be loaded or a broken assertion concerns this
     * handler only.
     *
     * @throws VirtualMachineError {@code thrown} itself, when the machine is out of memory or broken: nobody can go on then
     */
    public static Exception survivable(Throwable thrown) {
        if (thrown instanceof VirtualMachineError fatal && !(fatal instanceof StackOverflowError)) {
            throw fatal;
        }
        return thrown instanceof Exception exception ? exception : new ExecutionException(thrown);
    }
}
