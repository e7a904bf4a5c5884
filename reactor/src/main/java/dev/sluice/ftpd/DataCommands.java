package dev.sluice.ftpd;

import dev.sluice.ftp.Digits;
import dev.sluice.ftp.HostPort;
import dev.sluice.ftp.Split;
import dev.sluice.ftpd.Command.Refusal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;

/** How data is to go: transfer parameters (RFC 959 §4.1.2) and data connections (also RFC 2428). */
final class DataCommands {

    private static final int LOWEST_SAFE_PORT = 1024;

    private DataCommands() {}

    static void port(FtpSession session, String argument) throws Refusal {
        try {
            connectTo(session, "PORT", HostPort.parsePort(argument));
        } catch (IllegalArgumentException e) {
            throw new Refusal(501, e.getMessage());
        }
    }

    static void eprt(FtpSession session, String argument) throws Refusal {
        try {
            connectTo(session, "EPRT", HostPort.parseEprt(argument));
        } catch (HostPort.UnknownProtocolException e) {
            throw new Refusal(522, "Network protocol not supported, use (1,2)");
        } catch (IllegalArgumentException e) {
            throw new Refusal(501, e.getMessage());
        }
    }

    private static void connectTo(FtpSession session, String verb, InetSocketAddress address) throws Refusal {
        refuseAfterEpsvAll(session);
        if (!session.settings().foreignData()) {
            if (!address.getAddress().equals(session.address())) {
                throw new Refusal(504, verb + " to another address than your own is not allowed.");
            }
            if (address.getPort() < LOWEST_SAFE_PORT) {
                throw new Refusal(504, verb + " to a port below " + LOWEST_SAFE_PORT + " is not allowed.");
            }
        }
        if (address.getPort() == 0) {
            throw new Refusal(501, "Port 0 cannot be connected to.");
        }
        session.data().connectTo(new InetSocketAddress(session.localAddress(), 0), address);
        session.reply(200, verb + " noted.");
    }

    static void pasv(FtpSession session, String none) throws Refusal {
        refuseAfterEpsvAll(session);
        InetAddress host = session.settings().passiveHost().orElseGet(() -> session.localAddress());
        if (!(host instanceof Inet4Address)) {
            throw new Refusal(425, "PASV is for IPv4; use EPSV (RFC 2428).");
        }
        int port = listen(session);
        session.reply(227, HostPort.formatPassive(new InetSocketAddress(host, port)));
    }

    static void epsv(FtpSession session, String argument) throws Refusal {
        switch (argument.toUpperCase(Locale.ROOT)) {
            case "ALL" -> {
                session.parameters().extendedPassiveOnly();
                session.reply(200, "From now on only EPSV is accepted.");
                return;
            }
            case "", "1", "2" -> {}
            default ->
                throw argument.chars().allMatch(Character::isDigit)
                        ? new Refusal(522, "Network protocol not supported, use (1,2)")
                        : new Refusal(501, "EPSV takes 1, 2, ALL or nothing.");
        }
        boolean isIpv4 = session.localAddress() instanceof Inet4Address;
        if (argument.equals(isIpv4 ? "2" : "1")) {
            throw new Refusal(522, "Network protocol not supported, use (" + (isIpv4 ? 1 : 2) + ")");
        }
        session.reply(229, HostPort.formatExtendedPassive(listen(session)));
    }

    private static int listen(FtpSession session) throws Refusal {
        DataRendezvous data = session.data();
        data.clear();
        PassivePort.Lease lease = session.leasePort(data::accepted)
                .orElseThrow(() -> new Refusal(425, "All passive ports are in use; try again in a moment."));
        data.listen(lease);
        return lease.port();
    }

    private static void refuseAfterEpsvAll(FtpSession session) throws Refusal {
        if (session.parameters().isExtendedPassiveOnly()) {
            throw new Refusal(503, "EPSV ALL was sent: only EPSV is accepted (RFC 2428).");
        }
    }

    static void type(FtpSession session, String argument) throws Refusal {
        switch (argument.toUpperCase(Locale.ROOT).strip()) {
            case "A", "A N" -> session.parameters().ascii(true);
            case "I", "L 8", "L8" -> session.parameters().ascii(false);
            case "A T", "A C", "E", "E N", "E T", "E C", "L 7", "L 9", "L 16", "L 32", "L 36" ->
                throw new Refusal(504, "TYPE " + argument + " is not implemented; use A, I or L 8.");
            default -> throw new Refusal(501, "TYPE takes A, A N, I or L 8.");
        }
        session.reply(200, session.parameters().isAscii() ? "Type is ASCII." : "Type is binary.");
    }

    static void stru(FtpSession session, String argument) throws Refusal {
        only(session, argument, "F", "R", "P");
    }

    static void mode(FtpSession session, String argument) throws Refusal {
        only(session, argument, "S", "B", "C", "Z");
    }

    private static void only(FtpSession session, String argument, String implemented, String... known) throws Refusal {
        String letter = argument.toUpperCase(Locale.ROOT);
        if (letter.equals(implemented)) {
            session.reply(200, "Noted.");
            return;
        }
        for (String other : known) {
            if (letter.equals(other)) {
                throw new Refusal(504, "Only " + implemented + " is implemented.");
            }
        }
        throw new Refusal(501, "Only " + implemented + " is known here.");
    }

    /** Nothing needs to be set aside here; a file may be as long as the disk allows. */
    static void allo(FtpSession session, String argument) throws Refusal {
        List<String> words = Split.at(' ', argument, 4);
        boolean records = words.size() == 3 && words.get(1).equalsIgnoreCase("R");
        if (Digits.parse(words.get(0)) < 0
                || (words.size() > 1 && !records)
                || (records && Digits.parse(words.get(2)) < 0)) {
            throw new Refusal(501, "ALLO takes a number of bytes.");
        }
        session.reply(202, "No storage needs to be allocated.");
    }

    static void rest(FtpSession session, String argument) throws Refusal {
        long offset = Digits.parse(argument);
        if (offset < 0) {
            throw new Refusal(501, "REST takes an offset in bytes, not below 0.");
        }
        session.parameters().restartAt(offset);
        session.reply(350, "Restarting at " + offset + "; send RETR, STOR or APPE next.");
    }
}
