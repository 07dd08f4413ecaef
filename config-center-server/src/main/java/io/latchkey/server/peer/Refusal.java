package io.latchkey.server.peer;

/** Why a server does not let another one in. Only the code travels: details are for the log of the one who refuses. */
enum Refusal {
    VERSION(1, "both speak no version of the peer protocol in common: run the same version of Latchkey on both"),
    CLUSTER(2, "it belongs to another cluster: compare peers.cluster of both, and whether the address is right"),
    IDS(3, "it does not bear the id that is dialed, or does not know ours: compare ids and server list of both"),
    SECRET(4, "only one of both has a shared secret: give all servers of the cluster the same peers.secret"),
    PROOF(5, "it has another shared secret: give all servers of the cluster the same peers.secret"),
    LINKED(6, "it has a link to this server, or makes one; if it keeps saying so, two servers bear the same id");

    private final int code;
    private final String advice;

    Refusal(int code, String advice) {
        this.code = code;
        this.advice = advice;
    }

    int code() {
        return code;
    }

    /** What to tell whoever operates the refused server. */
    String advice() {
        return advice;
    }

    static Refusal of(int code) throws ProtocolException {
        for (Refusal refusal : values()) {
            if (refusal.code == code) {
                return refusal;
            }
        }
        throw new ProtocolException("refusal code " + code + " is unknown");
    }
}
