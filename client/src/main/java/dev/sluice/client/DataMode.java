package dev.sluice.client;

/** Who makes the data connection. */
public enum DataMode {
    /** The client, to a port of the server: EPSV, or PASV for servers that do not know it. */
    PASSIVE,
    /** The server, to a port of the client: EPRT, or PORT over IPv4. */
    ACTIVE
}
