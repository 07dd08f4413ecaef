package io.latchkey.server;

import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.peer.Ensemble;
import io.latchkey.server.peer.PeerAddress;
import io.latchkey.server.peer.PeerConfig;
import io.latchkey.server.peer.PeerTrust;
import io.latchkey.server.settings.ResolvedSettings;
import io.latchkey.server.settings.Setting;
import io.latchkey.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The peers' part of a {@link ServerConfig}. */
final class PeerConfigReader {
    private static final int SECRET_CHARS_MIN = 16;

    private final ResolvedSettings settings;
    private final List<String> problems;

    /** @param problems gets a line for each that is found */
    PeerConfigReader(ResolvedSettings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** Null for a server without others, and when there are problems. */
    @Nullable
    PeerConfig read(int id) {
        Map<Integer, ServerEntry> entries = settings.find(Settings.PEERS_SERVERS);
        if (entries == null) {
            return null;
        }
        SortedMap<Integer, PeerAddress> servers = new TreeMap<>();
        entries.forEach((server, entry) -> servers.put(server, entry.peers()));
        PeerAddress self = servers.get(id);
        if (self == null) {
            problems.add(settings.placeOf(Settings.ID) + ": this server is " + id + ", but "
                    + settings.placeOf(Settings.PEERS_SERVERS) + " has only " + servers.keySet());
            return null;
        }
        String given = settings.find(Settings.PEERS_ADDRESS);
        String bind = given == null ? self.host() : given;
        PeerTrust trust = trust();
        String stranger = strangersPlace(servers, bind, trust);
        if (servers.size() == 1 && stranger != null) {
            return null; // it is alone, and stays so: nobody is to reach a peer port where nothing has to be proven
        }
        if (stranger != null) {
            problems.add(
                    stranger + " and not of this machine alone, so servers must prove that they belong together: set"
                            + " peers.cluster, and peers.secretFile (or peers.tlsCertificate, peers.tlsKey and"
                            + " peers.tlsAuthority), on all servers; or set peers.insecure to true to do without");
        }
        int frameBytesMax = settings.get(Settings.PEERS_FRAME_BYTES_MAX);
        long unsentBytesMax = settings.get(Settings.PEERS_UNSENT_BYTES_MAX);
        if (unsentBytesMax < frameBytesMax) {
            problems.add(settings.placeOf(Settings.PEERS_UNSENT_BYTES_MAX) + ": " + unsentBytesMax
                    + " must be at least peers.frameBytesMax, " + frameBytesMax);
            return null;
        }
        return new PeerConfig(
                id, new Ensemble(servers), bind, trust, frameBytesMax, unsentBytesMax, PeerConfig.Timing.DEFAULT);
    }

    /** The first address that {@code trust} is too little for, as the beginning of a sentence; null if there is none. */
    private @Nullable String strangersPlace(Map<Integer, PeerAddress> servers, String bind, PeerTrust trust) {
        String place = settings.placeOf(Settings.PEERS_SERVERS);
        String found = null;
        for (Map.Entry<Integer, PeerAddress> server : servers.entrySet()) {
            PeerAddress address = server.getValue();
            if (server.getKey() != (int) settings.get(Settings.ID) && address.wildcard()) {
                problems.add(place + ": nobody can dial server " + server.getKey() + " at " + address
                        + "; it must be an address that the other servers reach");
            }
            if (found == null && !trust.allows(address.host())) {
                found = place + ": server " + server.getKey() + " is at " + address + ",";
            }
        }
        if (found == null && !trust.allows(bind)) {
            found = settings.placeOf(Settings.PEERS_ADDRESS) + ": \"" + bind + "\" is reached from elsewhere";
        }
        return found;
    }

    private PeerTrust trust() {
        String cluster = settings.find(Settings.PEERS_CLUSTER);
        return new PeerTrust(cluster == null ? "" : cluster, secret(), tls(), settings.get(Settings.PEERS_INSECURE));
    }

    private @Nullable String secret() {
        String secret = settings.find(Settings.PEERS_SECRET);
        Path file = settings.find(Settings.PEERS_SECRET_FILE);
        if (file == null) {
            return secret;
        }
        if (secret != null) {
            problems.add(settings.placeOf(Settings.PEERS_SECRET_FILE) + ": give peers.secret or peers.secretFile, not"
                    + " both");
            return null;
        }
        try {
            String text = Files.readString(file).strip();
            if (text.length() < SECRET_CHARS_MIN) {
                problems.add("the secret in " + file + " must have at least " + SECRET_CHARS_MIN + " characters");
            }
            return text;
        } catch (IOException e) {
            problems.add(settings.placeOf(Settings.PEERS_SECRET_FILE) + ": cannot read " + file + ": " + e);
            return null;
        }
    }

    private PeerTrust.@Nullable Tls tls() {
        Path certificate = pem(Settings.PEERS_TLS_CERTIFICATE);
        Path key = pem(Settings.PEERS_TLS_KEY);
        Path authority = pem(Settings.PEERS_TLS_AUTHORITY);
        if (certificate != null && key != null && authority != null) {
            return new PeerTrust.Tls(certificate, key, authority);
        }
        if (certificate != null || key != null || authority != null) {
            problems.add("peers.tlsCertificate, peers.tlsKey and peers.tlsAuthority belong together: give all three");
        }
        return null;
    }

    private @Nullable Path pem(Setting<Path> setting) {
        Path file = settings.find(setting);
        if (file != null && !Files.isReadable(file)) {
            problems.add(settings.placeOf(setting) + ": cannot read " + file);
        }
        return file;
    }
}
