/**
 * The client port: ZooKeeper's wire protocol on Vert.x event loops. A connection belongs to one loop, which alone
 * touches it; reads are answered from that loop's view, writes go to the engine and come back in commit order.
 */
@NullMarked
package io.latchkey.server.zk;

import org.jspecify.annotations.NullMarked;
