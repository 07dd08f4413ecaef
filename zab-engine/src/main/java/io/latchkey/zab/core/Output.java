package io.latchkey.zab.core;

/** One effect as data, so that it can be recorded, printed and compared. */
sealed interface Output {
    void performOn(Effects effects);

    record Send(int to, Message message) implements Output {
        @Override
        public void performOn(Effects e) {
            e.send(to, message);
        }
    }

    record Append(long ticket, Proposal proposal) implements Output {
        @Override
        public void performOn(Effects e) {
            e.append(ticket, proposal);
        }
    }

    record Truncate(long ticket, long keepTo) implements Output {
        @Override
        public void performOn(Effects e) {
            e.truncate(ticket, keepTo);
        }
    }

    record Install(long ticket, long zxid, Image image) implements Output {
        @Override
        public void performOn(Effects e) {
            e.install(ticket, zxid, image);
        }
    }

    record StoreEpochs(long ticket, long acceptedEpoch, long currentEpoch, long disk) implements Output {
        @Override
        public void performOn(Effects e) {
            e.storeEpochs(ticket, acceptedEpoch, currentEpoch, disk);
        }
    }

    record Deliver(Proposal committed) implements Output {
        @Override
        public void performOn(Effects e) {
            e.deliver(committed);
        }
    }

    record Restore(long zxid, Image image) implements Output {
        @Override
        public void performOn(Effects e) {
            e.restore(zxid, image);
        }
    }

    record SendSnapshot(int to, long session) implements Output {
        @Override
        public void performOn(Effects e) {
            e.sendSnapshot(to, session);
        }
    }

    record Reconfigured(QuorumConfig config) implements Output {
        @Override
        public void performOn(Effects e) {
            e.reconfigured(config);
        }
    }

    record Confirmed(long round) implements Output {
        @Override
        public void performOn(Effects e) {
            e.confirmed(round);
        }
    }

    record RoleChanged(Role role, Phase phase, long epoch, int leader) implements Output {
        @Override
        public void performOn(Effects e) {
            e.roleChanged(role, phase, epoch, leader);
        }
    }
}
