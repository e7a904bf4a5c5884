package dev.sluice.server;

import dev.sluice.loop.EventLoop;
import dev.sluice.loop.Offload;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the storage closes what may take long: on a lane, unless it has no room, or the storage is called from a lane already. Any
 * thread.
 */
public record DisposalLane(EventLoop loop, Offload lane) implements Executor {

    private static final Logger log = LoggerFactory.getLogger(DisposalLane.class);

    @Override
    public void execute(Runnable task) {
        if (!loop.isLoopThread()) {
            task.run();
            return;
        }
        Callable<Object> work = Executors.callable(task);
        try {
            lane.submit(work, new Offload.Outcome<Object>() {
                @Override
                public void done(Object nothing) {
                    log.trace("Closed a large file");
                }

                @Override
                public void failed(Exception cause) {
                    log.warn("A large file that was deleted could not be closed", cause);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("No room on the lane, so the loop closes a large file", e);
            task.run();
        }
    }
}
