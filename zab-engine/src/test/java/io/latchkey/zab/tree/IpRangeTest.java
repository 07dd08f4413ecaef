package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.128.0.0/9, 10.127.0.1, false",
        "10.128.0.0/9, 10.129.0.1, true",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "::1, ::2, false",
        "fe80::/10, fe80::1%eth0, true",
        "fe80::/10, fec0::1, false",
        "2001:db8::/32, 2001:db8:1::5, true",
        "2001:db8::/32, 2001:db9::, false",
        "::ffff:1.2.3.4, ::ffff:102:304, true",
        "10.1.2.3, nonsense, false",
    })
    void a_range_contains_an_address_or_not(String range, String address, boolean contains) {
        IpRange parsed = IpRange.parse(range);
        assertThat(parsed).isNotNull();
        assertThat(parsed != null && parsed.contains(address)).isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.-4",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4/-1",
                "1.2.3.4/x",
                "a.b.c.d",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "::/129",
                "1:2:3:4:5:6:7:8::",
                "1.2.3.4:1::",
                "localhost",
                "1.2.3.٤"
            })
    void these_are_no_ranges(String text) {
        assertThat(IpRange.parse(text)).isNull();
    }
}
