package io.latchkey.server.peer;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Both ends of connections between servers, in clear or under mutual TLS. */
final class PeerSockets {
    private final Vertx vertx;
    private final PeerConfig.Timing timing;
    private final PeerTrust.@Nullable Tls tls;

    PeerSockets(Vertx vertx, PeerConfig config) {
        this.vertx = vertx;
        this.timing = config.timing();
        this.tls = config.trust().tls();
    }

    /** With TLS, whoever connects must show a certificate of the authority. */
    NetServer server() {
        NetServerOptions options = new NetServerOptions();
        options.setTcpNoDelay(true).setTcpKeepAlive(true).setReuseAddress(true);
        PeerTrust.Tls files = tls;
        if (files != null) {
            options.setSsl(true)
                    .setKeyCertOptions(identity(files))
                    .setTrustOptions(authority(files))
                    .setClientAuth(ClientAuth.REQUIRED)
                    .setSslHandshakeTimeout(timing.handshake())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        }
        return vertx.createNetServer(options);
    }

    /** With TLS, whoever is dialed must show a certificate of the authority that names the host that was dialed. */
    NetClient client() {
        NetClientOptions options = new NetClientOptions();
        options.setTcpNoDelay(true).setTcpKeepAlive(true).setConnectTimeout(timing.connect());
        PeerTrust.Tls files = tls;
        if (files != null) {
            options.setSsl(true)
                    .setKeyCertOptions(identity(files))
                    .setTrustOptions(authority(files))
                    .setHostnameVerificationAlgorithm("HTTPS")
                    .setSslHandshakeTimeout(timing.handshake())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        }
        return vertx.createNetClient(options);
    }

    private static PemKeyCertOptions identity(PeerTrust.Tls files) {
        return new PemKeyCertOptions()
                .setCertPath(files.certificate().toString())
                .setKeyPath(files.key().toString());
    }

    private static PemTrustOptions authority(PeerTrust.Tls files) {
        return new PemTrustOptions().addCertPath(files.authority().toString());
    }
}
