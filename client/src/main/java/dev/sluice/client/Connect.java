package dev.sluice.client;

import dev.sluice.client.SessionListener.Phase;
import dev.sluice.ftp.Reply;
import dev.sluice.net.Connector;
import dev.sluice.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Makes the control connection and waits for the greeting: 220, which 120 may precede. */
final class Connect extends Operation<Reply> implements Connector.Outcome {

    private final InetSocketAddress remote;

    Connect(Session session, InetSocketAddress remote) {
        super(session, "connect to " + remote.getHostString() + " port " + remote.getPort());
        this.remote = remote;
    }

    @Override
    void start() throws IOException {
        if (session().isConnected()) {
            throw new IOException(name() + ": connected already");
        }
        if (remote.isUnresolved()) {
            throw new IOException("unknown host " + remote.getHostString());
        }
        session().shared().opened(session());
        try {
            session()
                    .shared()
                    .network()
                    .connect(
                            new InetSocketAddress(session().options().local(), 0),
                            remote,
                            session().options().connectTimeout().toNanos(),
                            this);
        } catch (IOException e) {
            failed(e);
        }
    }

    @Override
    public void connected(Transport transport) {
        try {
            session().connected(transport);
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException e) {
            failed(new IOException("internal error: " + e, e));
        }
    }

    @Override
    public void failed(IOException cause) {
        session().close(new IOException(name() + ": " + cause.getMessage(), cause));
    }

    @Override
    void reply(Reply reply) {
        if (reply.isCompletion()) {
            session().phase(Phase.GREETED);
            succeed(reply);
        } else if (!reply.isPreliminary()) {
            session().close(new ReplyException(name(), reply));
        }
    }

    @Override
    void abandon() {
        session().close(new IOException(name() + ": given up"));
    }
}
