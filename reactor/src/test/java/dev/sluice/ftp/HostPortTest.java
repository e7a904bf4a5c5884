package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @Test
    void shouldParsePort() {
        assertThat(HostPort.parsePort("132,235,1,2,24,131")).isEqualTo(at(6275, 132, 235, 1, 2));
        assertThat(HostPort.parsePort("0,0,255,255,255,255")).isEqualTo(at(65535, 0, 0, 255, 255));
        assertThat(HostPort.parsePort("127,000,000,001,004,001")).isEqualTo(at(1025, 127, 0, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ",,,,,",
                "1,2,3,4,5",
                "1,2,3,4,5,6,7",
                "1,2,3,4,5,256",
                "1,2,3,4,5,-1",
                "1,2,3,4,5,+1",
                "1,2,3,4,5,",
                "1,2,3,4,5,6 ",
                " 1,2,3,4,5,6",
                "1.2.3.4.5.6",
                "localhost,5,6",
                "1,2,3,4,0,0",
                "1,2,3,4,5,\u0666",
                "99999999999,2,3,4,5,6",
                "0x1,2,3,4,5,6",
                "(1,2,3,4,5,6)"
            })
    void shouldRefuseWhatIsNotAPort(String argument) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parsePort(argument));
    }

    @Test
    void shouldParseTheExamplesOfEprt() {
        assertThat(HostPort.parseEprt("|1|132.235.1.2|6275|")).isEqualTo(at(6275, 132, 235, 1, 2));
        assertThat(HostPort.parseEprt("|2|1080::8:800:200C:417A|5282|"))
                .isEqualTo(at(5282, 0x10, 0x80, 0, 0, 0, 0, 0, 0, 0, 8, 8, 0, 0x20, 0xc, 0x41, 0x7a));
    }

    @ParameterizedTest
    @ValueSource(strings = {"!1!1.2.3.4!80!", "~1~1.2.3.4~80~", "x1x1.2.3.4x80x", ",1,1.2.3.4,80,"})
    void shouldParseEprtWithAnyDelimiter(String argument) {
        assertThat(HostPort.parseEprt(argument)).isEqualTo(at(80, 1, 2, 3, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "|",
                "||",
                "|||",
                "||||",
                "||1.2.3.4|80|",
                "|x|1.2.3.4|80|",
                "|-1|1.2.3.4|80|",
                "|1|1.2.3.4|80",
                "1|1.2.3.4|80|",
                "|1|1.2.3.4|80||",
                "|1|1.2.3.4|80|x",
                " 1 1.2.3.4 80 ",
                "\u007f1\u007f1.2.3.4\u007f80\u007f",
                "|1|1.2.3.4|0|",
                "|1|1.2.3.4|65536|",
                "|1|1.2.3.4|-1|",
                "|1|1.2.3.4|123456|",
                "|1|1.2.3.4||",
                "|1|1.2.3|80|",
                "|1|1.2.3.4.5|80|",
                "|1||80|",
                "|1|localhost|80|",
                "|1|::1|80|",
                "|2|1.2.3.4|80|",
                "|2|::1%eth0|80|",
                "|2|::1%1|80|",
                "|2|[::1]|80|",
                "|2|fe80::1::2|80|",
                "|2|localhost|80|",
                "|2|cafe|80|",
                "|2|1:2:3:4:5:6:7|80|",
                "|2|1:2:3:4:5:6:7:8:9|80|",
                "|2|1::2::3|80|",
                "|2|::1.2.3.256|80|",
                "|2|a:b|80|",
                "|2|:|80|",
                "|2|cafe.example:1|80|",
                "|2||80|",
                ":2:::1:80:"
            })
    void shouldRefuseWhatIsNotAnExtendedPort(String argument) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.parseEprt(argument))
                .isExactlyInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"|3|1.2.3.4|80|", "|0|1.2.3.4|80|", "|99999|whatever|80|"})
    void shouldTellAnUnknownProtocolFromABadArgument(String argument) {
        assertThatExceptionOfType(HostPort.UnknownProtocolException.class)
                .isThrownBy(() -> HostPort.parseEprt(argument))
                .withMessageEndingWith(" (1,2)");
    }

    @Test
    void shouldReadAMappedAddressAsIpv4() {
        assertThat(HostPort.parseEprt("|2|::ffff:1.2.3.4|80|")).isEqualTo(at(80, 1, 2, 3, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Entering Passive Mode (10,1,2,3,4,5)",
                "Entering Passive Mode (10,1,2,3,4,5).",
                "Entering Passive Mode 10,1,2,3,4,5",
                "=10,1,2,3,4,5",
                "10,1,2,3,4,5",
                "Mode 2, port 7 is (10,1,2,3,4,5), ok?",
                "Entering Passive Mode\n10,1,2,3,4,5\nnow"
            })
    void shouldFindTheAddressInAPassiveReply(String text) {
        assertThat(HostPort.parsePassive(text)).isEqualTo(at(1029, 10, 1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Entering Passive Mode", "(1,2,3,4,5)", "(1,2,3,4,5,256)", "(1,2,3,4,0,0)", "(1,2,3,4,5,6,7)"
            })
    void shouldRefuseAPassiveReplyWithoutAddress(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parsePassive(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Entering Extended Passive Mode (|||6446|)",
                "Entering Extended Passive Mode (!!!6446!).",
                "(|||6446|)",
                "Mode (extended) is (|||6446|)"
            })
    void shouldFindThePortInAnExtendedPassiveReply(String text) {
        assertThat(HostPort.parseExtendedPassive(text)).isEqualTo(6446);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "(",
                "()",
                "(|||)",
                "(||||)",
                "(|||0|)",
                "(|||65536|)",
                "(|||x|)",
                "(||6446|)",
                "(|||6446|",
                "|||6446|",
                "(|1|1.2.3.4|6446|)",
                "(    6446 )"
            })
    void shouldRefuseAnExtendedPassiveReplyWithoutPort(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parseExtendedPassive(text));
    }

    @Test
    void shouldFormatEachForm() {
        InetSocketAddress v4 = at(6275, 132, 235, 1, 2);
        assertThat(HostPort.formatPort(v4)).isEqualTo("132,235,1,2,24,131");
        assertThat(HostPort.formatPassive(v4)).isEqualTo("Entering Passive Mode (132,235,1,2,24,131)");
        assertThat(HostPort.formatEprt(v4)).isEqualTo("|1|132.235.1.2|6275|");
        assertThat(HostPort.formatExtendedPassive(6446)).isEqualTo("Entering Extended Passive Mode (|||6446|)");
    }

    @Test
    void shouldLeaveTheZoneOut() throws UnknownHostException {
        byte[] linkLocal = new byte[16];
        linkLocal[0] = (byte) 0xfe;
        linkLocal[1] = (byte) 0x80;
        InetAddress zoned = Inet6Address.getByAddress(null, linkLocal, 1);
        assertThat(zoned.getHostAddress()).contains("%");
        assertThat(HostPort.formatEprt(new InetSocketAddress(zoned, 80))).isEqualTo("|2|fe80:0:0:0:0:0:0:0|80|");
    }

    @Test
    void shouldRefuseToFormatWhatHasNoForm() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.formatPort(at(80, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8)))
                .withMessageContaining("IPv4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HostPort.formatEprt(InetSocketAddress.createUnresolved("localhost", 80)));
    }

    @Property
    void shouldParseWhatItFormats(
            @ForAll @Size(4) byte[] v4, @ForAll @Size(16) byte[] v6, @ForAll @IntRange(min = 1, max = 65535) int port)
            throws UnknownHostException {
        InetSocketAddress four = new InetSocketAddress(InetAddress.getByAddress(v4), port);
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByAddress(v6), port);
        assertThat(HostPort.parsePort(HostPort.formatPort(four))).isEqualTo(four);
        assertThat(HostPort.parseEprt(HostPort.formatEprt(four))).isEqualTo(four);
        assertThat(HostPort.parseEprt(HostPort.formatEprt(six))).isEqualTo(six);
        assertThat(HostPort.parsePassive(HostPort.formatPassive(four))).isEqualTo(four);
        assertThat(HostPort.parseExtendedPassive(HostPort.formatExtendedPassive(port)))
                .isEqualTo(port);
    }

    @Property
    void shouldThrowNothingElse(@ForAll("almostAddresses") String text) {
        List<Function<String, Object>> parsers = List.of(
                HostPort::parsePort, HostPort::parseEprt, HostPort::parsePassive, HostPort::parseExtendedPassive);
        for (Function<String, Object> parser : parsers) {
            try {
                assertThat(parser.apply(text)).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Provide
    Arbitrary<String> almostAddresses() {
        return Arbitraries.strings().withChars("|12:.,()f5 %[]x").ofMaxLength(40);
    }

    private static InetSocketAddress at(int port, int... host) {
        byte[] bytes = new byte[host.length];
        for (int i = 0; i < host.length; i++) {
            bytes[i] = (byte) host[i];
        }
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
