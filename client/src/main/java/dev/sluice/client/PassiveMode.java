package dev.sluice.client;

import dev.sluice.ftp.HostPort;
import dev.sluice.ftp.ProtocolException;
import dev.sluice.ftp.Reply;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * How one session learns where to connect for data: by EPSV (RFC 2428) at first, and for good by PASV once the server has refused
 * that.
 */
public final class PassiveMode {

    private static final int PASSIVE_REPLY = 227;

    private boolean extended = true;

    /** The command to ask with. */
    public String command() {
        return extended ? "EPSV" : "PASV";
    }

    /**
     * Falls back to PASV, which is to be sent next, if {@code reply} says that {@code server} does not know EPSV; tells whether it
     * does. There is no such way out over IPv6, whose addresses PASV can't tell.
     */
    public boolean fallsBack(Reply reply, InetAddress server) {
        boolean refused = extended && reply.isPermanentError() && !(server instanceof Inet6Address);
        extended = extended && !refused;
        return refused;
    }

    /**
     * Where to connect, as {@code reply} to the command says: to the port. The host in a 227 may be one behind a NAT, or a trap, and is
     * not looked at: it is always {@code server}, the control connection's peer.
     *
     * @throws ProtocolException when there is no port in the reply
     */
    public static InetSocketAddress address(Reply reply, InetAddress server) throws ProtocolException {
        try {
            int port = reply.code() == PASSIVE_REPLY
                    ? HostPort.parsePassive(reply.text()).getPort()
                    : HostPort.parseExtendedPassive(reply.text());
            return new InetSocketAddress(server, port);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(e.getMessage());
        }
    }
}
