package io.latchkey.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the admin UI, read once from the class path and served from memory. Only names that were found there are
 * known, so no address leads anywhere else.
 */
final class AdminUi {
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
            + "frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static final String FOLDER = "admin-ui/";
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8");

    private final Map<String, Asset> assets;

    private record Asset(String type, String tag, Buffer plain, Buffer zipped) {}

    private AdminUi(Map<String, Asset> assets) {
        this.assets = Map.copyOf(assets);
    }

    /**
     * Reads all files; blocks.
     *
     * @throws IOException if they are not on the class path or can't be read
     */
    static AdminUi load() throws IOException {
        URL index = AdminUi.class.getClassLoader().getResource(FOLDER + "index.html");
        if (index == null) {
            throw new IOException("the admin UI is not on the class path: " + FOLDER + "index.html is missing");
        }
        Map<String, Asset> assets = new HashMap<>();
        URLConnection connection = index.openConnection();
        if (connection instanceof JarURLConnection jar) {
            jar.setUseCaches(false);
            try (JarFile file = jar.getJarFile()) {
                for (JarEntry entry : file.stream().filter(AdminUi::isAsset).toList()) {
                    try (InputStream in = file.getInputStream(entry)) {
                        add(assets, entry.getName().substring(FOLDER.length()), in.readAllBytes());
                    }
                }
            }
        } else {
            addFolder(assets, index);
        }
        return new AdminUi(assets);
    }

    private static boolean isAsset(JarEntry entry) {
        return !entry.isDirectory() && entry.getName().startsWith(FOLDER);
    }

    private static void addFolder(Map<String, Asset> assets, URL index) throws IOException {
        Path folder;
        try {
            folder = Path.of(index.toURI()).resolveSibling("");
        } catch (URISyntaxException e) {
            throw new IOException("the admin UI lies at an odd place: " + index, e);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                add(assets, folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
    }

    private static void add(Map<String, Asset> assets, String name, byte[] bytes) throws IOException {
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(bytes);
        }
        Asset asset = new Asset(type, tag(bytes), Buffer.buffer(bytes), Buffer.buffer(zipped.toByteArray()));
        assets.put("/" + name, asset);
        if (name.equals("index.html")) {
            assets.put("/", asset);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(digest, 0, 12) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Paths of all files. */
    List<String> paths() {
        return assets.keySet().stream().sorted().toList();
    }

    /** @return false if there is no such file: nothing was answered */
    boolean serve(HttpServerRequest request) {
        Asset asset = assets.get(request.path());
        if (asset == null) {
            return false;
        }
        HttpServerResponse response = request.response()
                .putHeader("ETag", asset.tag())
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Vary", "Accept-Encoding");
        if (asset.tag().equals(request.getHeader("If-None-Match"))) {
            response.setStatusCode(304).end();
            return true;
        }
        boolean zip = takesGzip(request.getHeader("Accept-Encoding"));
        if (zip) {
            response.putHeader("Content-Encoding", "gzip");
        }
        response.putHeader("Content-Type", asset.type()).end(zip ? asset.zipped() : asset.plain());
        return true;
    }

    private static boolean takesGzip(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && acceptEncoding.contains("gzip")
                && !acceptEncoding.replace(" ", "").contains("gzip;q=0");
    }
}
