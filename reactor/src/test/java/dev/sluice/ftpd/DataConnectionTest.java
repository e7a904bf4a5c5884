package dev.sluice.ftpd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.SluiceBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.ServerSocketChannel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Active and passive data connections (RFC 959 §3.2, RFC 2428). */
@Timeout(60)
class DataConnectionTest {

    private ServerFixture fixture;
    private Client client;

    private void start(UnaryOperator<SluiceBuilder> settings) throws IOException {
        fixture = ServerFixture.start(settings);
        fixture.file("file", "content");
        client = fixture.login();
    }

    private void start() throws IOException {
        start(settings -> settings);
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private static InetAddress address(String literal) throws IOException {
        return InetAddress.getByName(literal);
    }

    private static String text(Wire data) throws IOException {
        return new String(data.readToEnd(), UTF_8);
    }

    /** A range of one port, which was free a moment ago. */
    private static PortRange onePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new PortRange(socket.getLocalPort(), socket.getLocalPort());
        }
    }

    @Test
    void shouldTakeConnectionThatComesAfterCommand() throws IOException {
        start();
        int port = client.extendedPassivePort();
        client.command("RETR file").expect(150);
        try (Wire data = client.connectData(port)) {
            assertThat(text(data)).isEqualTo("content");
            client.answer().expect(226);
        }
    }

    @Test
    void shouldTellItsAddressByPasv() throws IOException {
        start();
        InetSocketAddress address = client.passiveAddress();
        assertThat(address.getAddress()).isEqualTo(fixture.server().ftpAddress().getAddress());
        try (Wire data = client.connectData(address.getPort())) {
            client.command("RETR file").expect(150);
            assertThat(text(data)).isEqualTo("content");
            client.answer().expect(226);
        }
    }

    @Test
    void shouldTellTheAddressItIsKnownBy() throws IOException {
        InetAddress outside = address("192.0.2.7");
        start(settings -> settings.ftp(options -> options.passiveHost(outside)));

        assertThat(client.passiveAddress().getAddress()).isEqualTo(outside);
        client.command("ABOR").expect(226);
    }

    @Test
    void shouldConnectToClient() throws IOException {
        start();
        try (ServerSocketChannel listener = client.listen()) {
            client.command(Client.portCommand(listener)).expect(200);
            client.command("RETR file").expect(150);
            try (Wire data = client.accept(listener)) {
                assertThat(text(data)).isEqualTo("content");
            }
            client.answer().expect(226);
        }
    }

    @Test
    void shouldReceiveFromClientItConnectsTo() throws IOException {
        start();
        try (ServerSocketChannel listener = client.listen()) {
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            client.command("EPRT |1|127.0.0.1|" + port + "|").expect(200);
            client.command("STOR new").expect(150);
            try (Wire data = client.accept(listener)) {
                data.write("sent".getBytes(UTF_8));
            }
            client.answer().expect(226);
        }
        assertThat(fixture.text("new")).isEqualTo("sent");
    }

    @Test
    void shouldSayThatClientRefusedConnection() throws IOException {
        start();
        int port = onePort().first();
        client.command("EPRT |1|127.0.0.1|" + port + "|").expect(200);
        client.command("RETR file").expect(150);
        client.answer().expect(425);
        client.command("STOR new").expect(425);
        assertThat(fixture.exists("new")).isFalse();
    }

    @Test
    void shouldNotConnectToStrangersOrServices() throws IOException {
        start();
        client.command("PORT 127,0,0,2,200,10").expect(504);
        client.command("EPRT |1|127.0.0.2|5000|").expect(504);
        client.command("EPRT |2|::1|5000|").expect(504);
        client.command("PORT 127,0,0,1,3,255").expect(504);
        client.command("EPRT |1|127.0.0.1|1023|").expect(504);
        client.command("RETR file").expect(425);
    }

    @Test
    void shouldAcceptNothingButEpsvAfterEpsvAll() throws IOException {
        start();
        client.command("EPSV ALL").expect(200);
        client.command("PASV").expect(503);
        client.command("PORT 127,0,0,1,200,10").expect(503);
        client.command("EPRT |1|127.0.0.1|5000|").expect(503);
        assertThat(client.fetchText("RETR file")).isEqualTo("content");
    }

    @Test
    void shouldServeOverIpv6() throws IOException {
        InetAddress loopback = address("::1");
        start(settings -> settings.ftp(new InetSocketAddress(loopback, 0)));
        client.command("PASV").expect(425);
        assertThat(client.command("EPSV 1").expect(522).text()).contains("(2)");
        assertThat(client.fetchText("RETR file")).isEqualTo("content");
        try (ServerSocketChannel listener = client.listen()) {
            int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
            client.command("EPRT |2|::1|" + port + "|").expect(200);
            client.command("RETR file").expect(150);
            try (Wire data = client.accept(listener)) {
                assertThat(text(data)).isEqualTo("content");
            }
            client.answer().expect(226);
        }
    }

    @Test
    void shouldTakeDataConnectionFromNobodyElse() throws IOException {
        start();
        int port = client.extendedPassivePort();
        try (Wire stranger = client.connectData(address("127.0.0.2"), port)) {
            assertThat(stranger.readToEnd()).isEmpty();
            try (Wire data = client.connectData(port)) {
                client.command("RETR file").expect(150);
                assertThat(text(data)).isEqualTo("content");
                client.answer().expect(226);
            }
        }
    }

    @Test
    void shouldTakeOneConnectionOnly() throws IOException {
        start();
        int port = client.extendedPassivePort();
        try (Wire first = client.connectData(port);
                Wire second = client.connectData(port)) {
            assertThat(text(second)).isEmpty();
            client.command("RETR file").expect(150);
            assertThat(text(first)).isEqualTo("content");
            client.answer().expect(226);
        }
    }

    @Test
    void shouldSharePortAmongDifferentAddresses() throws IOException {
        PortRange range = onePort();
        start(settings -> settings.ftp(options -> options.passivePorts(range)));
        Client other = fixture.client(address("127.0.0.2")).login();
        Client same = fixture.login();

        int port = client.extendedPassivePort();
        assertThat(other.extendedPassivePort()).isEqualTo(port).isEqualTo(range.first());
        same.command("EPSV").expect(425);

        other.command("TYPE I").expect(200);
        try (Wire otherData = other.connectData(port);
                Wire data = client.connectData(port)) {
            client.command("NLST").expect(150);
            other.command("RETR file").expect(150);
            assertThat(text(data)).isEqualTo("file\r\n");
            assertThat(text(otherData)).isEqualTo("content");
            client.answer().expect(226);
            other.answer().expect(226);
        }
        assertThat(same.fetchText("RETR file")).isEqualTo("content");
    }

    @Test
    void shouldGivePortBackInEveryWay() throws IOException {
        PortRange range = onePort();
        start(settings -> settings.ftp(options -> options.passivePorts(range)));
        client.extendedPassivePort();
        client.extendedPassivePort();
        client.command("ABOR").expect(226);
        fixture.login().extendedPassivePort();
        fixture.usage();
        client.command("EPSV").expect(425);
    }

    @Test
    void shouldNotHandLateConnectionToNextSession() throws IOException {
        PortRange range = onePort();
        start(settings -> settings.ftp(options -> options.passivePorts(range)));
        int port = client.extendedPassivePort();
        client.command("ABOR").expect(226);
        try (Wire late = client.connectData(port)) {
            Client next = fixture.login();
            int samePort = next.extendedPassivePort();
            assertThat(samePort).isEqualTo(port);
            assertThat(late.readToEnd()).isEmpty();
            try (Wire data = next.connectData(samePort)) {
                next.command("RETR file").expect(150);
                assertThat(text(data)).isEqualTo("content");
                next.answer().expect(226);
            }
        }
    }

    @Test
    void shouldLendPortsInRandomOrder() throws IOException {
        start();
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            ports.add(client.extendedPassivePort());
        }
        assertThat(ports).hasSizeGreaterThan(4);
        client.command("ABOR").expect(226);
    }

    @Test
    void shouldDropConnectionOnNewPassive() throws IOException {
        start();
        try (Wire first = client.passive();
                Wire second = client.passive()) {
            client.command("RETR file").expect(150);
            assertThat(text(second)).isEqualTo("content");
            assertThat(text(first)).isEmpty();
            client.answer().expect(226);
        }
    }

    @Test
    void shouldDropDataConnectionWithSession() throws IOException {
        start();
        try (Wire data = client.passive()) {
            client.command("QUIT").expect(221);
            client.expectEnd();
            client.close();
            assertThat(data.readToEnd()).isEmpty();
        }
    }
}
