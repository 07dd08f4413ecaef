package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links under mutual TLS, with certificates that Java's own keytool makes. */
class MutualTlsTest extends OnSockets {
    @TempDir
    private Path dir;

    @Test
    void servers_with_certificates_of_the_authority_are_linked_known_or_not() throws Exception {
        PeerTrust trust = trusting(identity("ours", "ip:127.0.0.1"), "ours");
        Ear one = new Ear();
        Ear two = new Ear();
        start(config(1, trust, 1), one);
        VertxPeerTransport second = start(config(2, trust, 1, 2), two);
        long link = two.expect("up 1").link();
        one.expect("up 2");
        byte[] large = new byte[FRAME_MAX];
        second.send(1, link, List.of(bytes("under tls"), large));
        one.expect("frame 2 under tls");
        assertThat(one.next().frame()).isEqualTo(large);
    }

    @Test
    void a_certificate_of_another_authority_gets_no_link_and_gives_none() throws Exception {
        PeerTrust ours = trusting(identity("ours", "ip:127.0.0.1"), "ours");
        // believes us, but is not believed
        PeerTrust foreign = trusting(identity("foreign", "ip:127.0.0.1"), "ours");
        Ear one = new Ear();
        start(config(1, ours, 1, 2, 3), one);
        Ear two = new Ear();
        start(config(2, foreign, 1, 2), two);
        Ear three = new Ear();
        start(config(3, ours, 1, 2, 3), three);
        one.expect("up 3");
        three.expect("up 1");
        try (Impostor inClear = impostor(1)) {
            inClear.say(Impostor.hello(Versions.SPOKEN, 2, 1, false));
            assertThat(closedWithoutGreeting(inClear)).isTrue();
        }
        one.expectNothing();
        two.expectNothing();
        three.expectNothing();
    }

    @Test
    void a_certificate_that_names_another_host_is_not_believed() throws Exception {
        PeerTrust elsewhere = trusting(identity("elsewhere", "dns:elsewhere.example"), "elsewhere");
        Ear one = new Ear();
        start(config(1, elsewhere, 1, 2), one);
        Ear two = new Ear();
        start(config(2, elsewhere, 1, 2), two);
        try (Impostor inClear = impostor(1)) {
            inClear.say(Impostor.hello(Versions.SPOKEN, 2, 1, false));
            assertThat(closedWithoutGreeting(inClear)).isTrue();
        }
        one.expectNothing();
        two.expectNothing();
    }

    /** TLS may send an alert before it closes; nothing of it is a greeting. */
    private static boolean closedWithoutGreeting(Impostor impostor) throws IOException {
        byte[] all = impostor.in.readAllBytes();
        return !new String(all, StandardCharsets.ISO_8859_1).contains("LKPR");
    }

    /** A self-signed certificate, which is its own authority. */
    private String identity(String name, String place) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + place,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Certificate certificate = keys.getCertificate(name);
        write(name + ".crt", "CERTIFICATE", certificate.getEncoded());
        write(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey(name, "changeit".toCharArray()).getEncoded());
        return name;
    }

    private void write(String file, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                dir.resolve(file), "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private PeerTrust trusting(String self, String authority) {
        return new PeerTrust(
                "blue",
                null,
                new PeerTrust.Tls(
                        dir.resolve(self + ".crt"), dir.resolve(self + ".key"), dir.resolve(authority + ".crt")),
                false);
    }
}
