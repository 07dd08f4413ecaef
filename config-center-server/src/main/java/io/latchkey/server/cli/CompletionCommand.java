package io.latchkey.server.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey completion}. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in a shell.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(latchkey completion bash)     in this shell; put it into ~/.bashrc to keep it",
            "  source <(latchkey completion zsh)      likewise for zsh, in ~/.zshrc"
        })
public final class CompletionCommand extends ClientCommand {
    /** The shells that are known. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    @Override
    int run() {
        CommandLine root = spec().root().commandLine();
        // the script knows both shells: in zsh it loads the layer that understands bash's completions
        String script = AutoComplete.bash(root.getCommandName(), root);
        out().print(shell == Shell.zsh ? "autoload -Uz compinit && compinit\n" + script : script);
        return ExitCode.OK;
    }
}
