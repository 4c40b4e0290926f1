import { Argument, type Command } from 'commander';
import { EXIT } from '../exit';
import { type Cli, verbAction, withOutputFlag } from '../verb';
import { bashScript } from './completion/bash';
import { fishScript } from './completion/fish';
import { verbsOf } from './completion/verbs';
import { zshScript } from './completion/zsh';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function addCompletion(command: Command, cli: Cli): void {
  command.addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS))).addHelpText('after', LOADING);
  withOutputFlag(command).action(
    verbAction(cli, async ({ out }, shell) => {
      const script = SCRIPTS[shell as keyof typeof SCRIPTS](verbsOf(command.parent as Command));
      out.answer({ shell, script }, script.trimEnd());
      return EXIT.done;
    }),
  );
}

const LOADING = `
How to load it:
  bash   source <(hitl completion bash)                     in ~/.bashrc
  zsh    source <(hitl completion zsh)                      in ~/.zshrc, after compinit
  fish   hitl completion fish > ~/.config/fish/completions/hitl.fish
`;
