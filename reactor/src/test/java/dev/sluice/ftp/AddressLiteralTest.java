package dev.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "1080:0:0:0:8:800:200C:417A,1080:0:0:0:8:800:200c:417a",
        "1080::8:800:200C:417A,1080:0:0:0:8:800:200c:417a",
        "FF01::101,ff01:0:0:0:0:0:0:101",
        "::1,0:0:0:0:0:0:0:1",
        "1::,1:0:0:0:0:0:0:0",
        "::,0:0:0:0:0:0:0:0",
        "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8,0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:1.2.3.4,1:2:3:4:5:6:102:304",
        "64:ff9b::192.0.2.33,64:ff9b:0:0:0:0:c000:221",
        "0001:0:0:0:0:0:0:000f,1:0:0:0:0:0:0:f",
        "::ffff:1.2.3.4,1.2.3.4"
    })
    void shouldParseIpv6(String literal, String expected) {
        assertThat(AddressLiteral.parseIpv6(literal).getHostAddress()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":::",
                "1",
                "cafe",
                "1.2.3.4",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "1:2:3:4::5:6:7:8",
                "::1::",
                "1::2::3",
                ":1::2",
                "1::2:",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "00001::",
                "g::",
                "-1::",
                "+1::",
                "::1%0",
                "::1%eth0",
                "[::1]",
                "1.2.3.4::",
                "1.2.3.4:1:2:3:4:5:6",
                "::1.2.3",
                "::1.2.3.256",
                "1:2:3:4:5:6:7:1.2.3.4",
                "1:2:3:4:5::1.2.3.4.5",
                "::\u0661",
                "localhost",
                "cafe.example:1",
                "1:2:3:4:5:6:7:8:9:a:b:c:d:e:f:1:2:3:4:5:6:7:8"
            })
    void shouldRefuseWhatIsNotIpv6(String literal) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressLiteral.parseIpv6(literal))
                .withMessage("Not an IPv6 address: '" + literal + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.", ".1.2.3", "0x1.2.3.4", "localhost", "::1"})
    void shouldRefuseWhatIsNotIpv4(String literal) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressLiteral.parseIpv4(literal))
                .withMessage("Not an IPv4 address: '" + literal + "'");
    }

    @Property
    void shouldAgreeWithTheJdk(@ForAll("almostIpv6") String literal) {
        assertThat(parsed(literal)).isEqualTo(parsedByJdk(literal));
    }

    @Provide
    Arbitrary<String> almostIpv6() {
        return Arbitraries.of("1", "ab", "FFFF", "0", "0c0", ":", ":", ":", "::", "1.2.3.4")
                .list()
                .ofMaxSize(16)
                .map(parts -> String.join("", parts))
                .filter(text -> text.contains(":") && !text.matches(".*[0-9a-fA-F]{5}.*")); // the JDK takes 00001
    }

    private static Optional<InetAddress> parsed(String literal) {
        try {
            return Optional.of(AddressLiteral.parseIpv6(literal));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** With a colon in it, the text is never taken for a name. */
    private static Optional<InetAddress> parsedByJdk(String literal) {
        try {
            return Optional.of(InetAddress.getByName('[' + literal + ']'));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
