package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressGroupTest {

    private static AddressGroup group(String literal) throws IOException {
        return AddressGroup.of(InetAddress.getByName(literal));
    }

    @Test
    void shouldHoldEachIpv4AddressByItself() throws IOException {
        assertThat(group("192.0.2.1")).isEqualTo(group("192.0.2.1")).isNotEqualTo(group("192.0.2.2"));
        assertThat(group("192.0.2.1")).hasSameHashCodeAs(group("192.0.2.1"));
        assertThat(group("::ffff:192.0.2.1")).as("the same host").isEqualTo(group("192.0.2.1"));
    }

    @Test
    void shouldHoldAllAddressesOfAnIpv6NetworkTogether() throws IOException {
        assertThat(group("2001:db8:1:2::1"))
                .isEqualTo(group("2001:db8:1:2:ffff:ffff:ffff:ffff"))
                .hasSameHashCodeAs(group("2001:db8:1:2:3:4:5:6"))
                .isNotEqualTo(group("2001:db8:1:3::1"));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8::1, 2001:db8:0:0::/64",
        "fe80::1, fe80:0:0:0::/64",
        "::1, 0:0:0:0::/64"
    })
    void shouldNameAddressOrPrefixForLogs(String address, String text) throws IOException {
        assertThat(group(address)).hasToString(text);
    }

    @Test
    void shouldLeaveOutTheInterfaceOfALinkLocalAddress() throws IOException {
        byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
        InetAddress scoped = Inet6Address.getByAddress(null, bytes, 7);
        assertThat(scoped.getHostAddress()).endsWith("%7");
        assertThat(AddressGroup.host(scoped)).isEqualTo("fe80:0:0:0:0:0:0:1");
        assertThat(AddressGroup.of(scoped)).isEqualTo(group("fe80::2")).hasToString("fe80:0:0:0::/64");
        assertThat(AddressGroup.host(InetAddress.getByName("192.0.2.1"))).isEqualTo("192.0.2.1");
    }
}
