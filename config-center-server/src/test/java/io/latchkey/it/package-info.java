/**
 * What a user can do, done with real processes and real sockets: the jar that is shipped, stock ZooKeeper clients, the
 * commands, the samples and a browser.
 */
package io.latchkey.it;
