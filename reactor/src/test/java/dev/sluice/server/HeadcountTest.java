package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class HeadcountTest {

    private final Headcount count = new Headcount();

    private static InetAddress address(String literal) throws IOException {
        return InetAddress.getByName(literal);
    }

    @Test
    void shouldCountEachIpv4Address() throws IOException {
        count.come(address("192.0.2.1"));
        count.come(address("192.0.2.1"));
        count.come(address("192.0.2.2"));
        assertThat(count.of(address("192.0.2.1"))).isEqualTo(2);
        assertThat(count.of(address("192.0.2.3"))).isZero();
    }

    @Test
    void shouldCountAllOfAnIpv6NetworkTogether() throws IOException {
        count.come(address("2001:db8:1:2::1"));
        count.come(address("2001:db8:1:2:ffff::2"));
        assertThat(count.of(address("2001:db8:1:2::3"))).isEqualTo(2);
        assertThat(count.of(address("2001:db8:1:3::1"))).isZero();
        count.gone(address("2001:db8:1:2::1"));
        assertThat(count.of(address("2001:db8:1:2::1"))).isEqualTo(1);
    }

    @Test
    void shouldForgetWhoHasGone() throws IOException {
        count.come(address("2001:db8:1:2::1"));
        count.gone(address("2001:db8:1:2::1"));
        assertThat(count.isEmpty()).isTrue();
    }
}
