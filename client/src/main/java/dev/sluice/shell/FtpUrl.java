package dev.sluice.shell;

import dev.sluice.client.Credentials;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An FTP URL (RFC 1738 §3.2): {@code ftp://user:password@host:port/path}, with {@code %XX} for special characters.
 *
 * <p>The path is relative to the directory one is in after login; {@code ftp://host/%2Fetc} is absolute.
 *
 * @param host name or address
 * @param port 21 if not given
 * @param user if given
 * @param password if given
 * @param path empty for the directory itself; a slash at the end is kept, as it says that a directory is meant
 */
record FtpUrl(String host, int port, Optional<String> user, Optional<String> password, String path) {

    static final int DEFAULT_PORT = 21;

    private static final String SCHEME = "ftp://";
    private static final int MAX_PORT = 65_535;

    /** Whether {@code text} is meant as a URL. */
    static boolean isUrl(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /**
     * Parses a URL.
     *
     * @throws UsageException when it is none, or not for FTP
     */
    static FtpUrl parse(String text) {
        if (!isUrl(text)) {
            throw new UsageException("'" + text + "' is not a URL like ftp://host/path");
        }
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : decode(rest.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        String[] login = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        String hostPort = authority.substring(at + 1);
        int colon = hostPort.endsWith("]") ? -1 : hostPort.lastIndexOf(':');
        String host = colon < 0 ? hostPort : hostPort.substring(0, colon);
        if (host.isEmpty()) {
            throw new UsageException("'" + text + "' names no host");
        }
        return new FtpUrl(
                host,
                colon < 0 ? DEFAULT_PORT : port(hostPort.substring(colon + 1)),
                login.length > 0 ? Optional.of(decode(login[0])) : Optional.empty(),
                login.length > 1 ? Optional.of(decode(login[1])) : Optional.empty(),
                path);
    }

    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below, in our words
        }
        throw new UsageException("'" + text + "' is not a port: 1 to " + MAX_PORT);
    }

    /** Who is where; asks the name service, which may block. */
    Credentials credentials(String userName, String userPassword) throws UnknownHostException {
        return new Credentials(resolve(host, port), userName, userPassword);
    }

    static InetSocketAddress resolve(String host, int port) throws UnknownHostException {
        boolean literal = host.startsWith("[") && host.endsWith("]");
        try {
            return new InetSocketAddress(
                    InetAddress.getByName(literal ? host.substring(1, host.length() - 1) : host), port);
        } catch (UnknownHostException e) {
            UnknownHostException clear = new UnknownHostException("unknown host " + host);
            clear.initCause(e);
            throw clear;
        }
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            if (text.charAt(i) == '%') {
                bytes.write(escape(text, i));
                i += 3;
            } else {
                int end = text.offsetByCodePoints(i, 1);
                bytes.writeBytes(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
                i = end;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static int escape(String text, int percent) {
        int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new UsageException(
                    "'%' in a URL must be followed by two hexadecimal digits; write '%25' for '%' itself");
        }
        return high * 16 + low;
    }
}
