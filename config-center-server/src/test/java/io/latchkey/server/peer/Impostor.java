package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Somebody with a plain socket. */
final class Impostor implements AutoCloseable {
    private final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;

    Impostor(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    static Impostor connect(int port) throws IOException {
        return new Impostor(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Of the unnamed cluster. */
    static Greeting.Hello hello(Versions versions, int from, int to, boolean secret) {
        return new Greeting.Hello(versions, from, to, secret, new byte[Greeting.NONCE_BYTES], "");
    }

    void say(Greeting greeting) throws IOException {
        say(GreetingCodec.encode(greeting));
    }

    void say(byte[] frame) throws IOException {
        out.writeInt(frame.length);
        out.write(frame);
    }

    byte[] hearBytes() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    Greeting hear() throws IOException, ProtocolException {
        return GreetingCodec.decode(hearBytes());
    }

    void enter(int from, int to) throws IOException, ProtocolException {
        say(hello(Versions.SPOKEN, from, to, false));
        assertThat(hear()).isInstanceOf(Greeting.Welcome.class);
        say(new Greeting.Ready(new byte[0]));
    }

    void expectClosed() throws IOException {
        assertThat(in.read()).isEqualTo(-1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
