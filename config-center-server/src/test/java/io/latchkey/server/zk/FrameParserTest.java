package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameParserTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final FrameParser parser = new FrameParser(allocator, 1_000);
    private final JuteReader reader = new JuteReader();

    private static ByteBuf bytes(ByteBuf from, int length) {
        return from.readBytes(length);
    }

    @Test
    void frames_come_out_whole_wherever_the_stream_is_cut() {
        Random random = new Random(1);
        ByteBuf stream = Unpooled.buffer();
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int words = random.nextInt(200);
            stream.writeInt(4 * words);
            for (int k = 0; k < words; k++) {
                stream.writeInt(i);
            }
            sent.add(words);
        }
        List<Integer> received = new ArrayList<>();
        while (stream.isReadable()) {
            parser.add(bytes(stream, 1 + random.nextInt(Math.min(600, stream.readableBytes()))));
            while (random.nextInt(8) > 0 && parser.next(reader)) {
                takeOne(received);
            }
            parser.settle();
        }
        while (parser.next(reader)) {
            takeOne(received);
        }
        assertThat(received).isEqualTo(sent);
        assertThat(parser.waiting()).isZero();
    }

    private void takeOne(List<Integer> received) {
        int words = reader.remaining() / 4;
        for (int k = 0; k < words; k++) {
            assertThat(reader.int32()).isEqualTo(received.size());
        }
        received.add(words);
    }

    @Test
    void a_length_that_no_frame_has_is_refused_before_anything_is_allocated() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 1_001, 64 << 20, Integer.MAX_VALUE}) {
            FrameParser p = new FrameParser(allocator, 1_000);
            long before = allocator.metric().usedHeapMemory();
            p.add(Unpooled.buffer().writeInt(length));
            assertThatThrownBy(() -> p.next(reader))
                    .isInstanceOf(MalformedRequest.class)
                    .hasMessageContaining("a frame of " + length + " bytes; the most is 1000");
            assertThat(allocator.metric().usedHeapMemory()).isEqualTo(before);
        }
    }

    @Test
    void a_frame_that_is_announced_and_does_not_come_takes_no_memory() {
        long before = allocator.metric().usedHeapMemory();
        parser.add(Unpooled.buffer().writeInt(1_000).writeByte(1));
        assertThat(parser.next(reader)).isFalse();
        parser.settle();

        assertThat(allocator.metric().usedHeapMemory() - before).isLessThan(64);
        parser.release();
        assertThat(allocator.metric().usedHeapMemory()).isEqualTo(before);
    }
}
