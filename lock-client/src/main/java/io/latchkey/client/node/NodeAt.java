package io.latchkey.client.node;

import io.latchkey.client.session.Code;
import io.latchkey.client.session.NodePath;
import io.latchkey.client.session.ZkRequest;
import io.latchkey.client.session.ZkSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where something with a name lives.
 *
 * @param root the node under which locks live
 * @param kind the node below that for all of its kind, begins with an underscore as no lock's name does
 * @param name a / in it makes levels
 */
public record NodeAt(String root, String kind, String name) {
    private static final int NAME_CHARACTERS_MAX = 512;

    /** Checks the name. */
    public NodeAt {
        if (name.isEmpty() || name.length() > NAME_CHARACTERS_MAX) {
            throw new IllegalArgumentException("a name has 1 to " + NAME_CHARACTERS_MAX + " characters");
        }
        NodePath.check(root + "/" + kind + "/" + name);
    }

    /** The node itself. */
    public String path() {
        return root + "/" + kind + "/" + name;
    }

    /** Makes the nodes above, as containers below the root, and gives the outcome of the last. */
    public void makeParents(ZkSession session, Consumer<Code> done) {
        makeAll(session, path().lastIndexOf('/'), done);
    }

    /** Makes the node itself too, as a container. */
    public void makeContainer(ZkSession session, Consumer<Code> done) {
        makeAll(session, path().length(), done);
    }

    private void makeAll(ZkSession session, int length, Consumer<Code> done) {
        List<String> levels = new ArrayList<>();
        String whole = path();
        for (int slash = whole.indexOf('/', 1); slash > 0 && slash < length; slash = whole.indexOf('/', slash + 1)) {
            levels.add(whole.substring(0, slash));
        }
        levels.add(whole.substring(0, length));
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean last = i == levels.size() - 1;
            ZkRequest.Mode mode =
                    level.length() <= root.length() ? ZkRequest.Mode.PERSISTENT : ZkRequest.Mode.CONTAINER;
            session.submit(new ZkRequest.CreateNode(level, null, mode), null, outcome -> {
                if (last) {
                    Code code = outcome.code();
                    done.accept(code == Code.NODE_EXISTS ? Code.OK : code);
                }
            });
        }
    }
}
