// spoor completion: the script with which a shell completes what is typed after `spoor`.
// The script calls `spoor complete -- <words>` at every Tab: see completions.ts.
import { Argument, type Command } from 'commander'
import { openSession } from './session.ts'
import type { ReadSettings } from './settings.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell']

export const addCompletion = (root: Command, readSettings: ReadSettings): void => {
  root
    .command('completion')
    .helpGroup('Manage:')
    .summary('complete commands, options and run ids in your shell')
    .description('Prints a script for your shell, which then completes commands, options and run ids at Tab.')
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor completion bash > ~/.local/share/bash-completion/completions/spoor',
        '  spoor completion zsh > ~/.spoor-completion.zsh     and in ~/.zshrc: source ~/.spoor-completion.zsh',
        '  spoor completion fish > ~/.config/fish/completions/spoor.fish',
        '  spoor completion powershell >> $PROFILE',
      ].join('\n'),
    )
    .action(async (shell: string, _options: object, command: Command) => {
      if (shell === 'bash') await openSession(command, readSettings).print(withoutPackage)
      const { script } = await import('@bomb.sh/tab')
      script(shell, 'spoor', 'spoor')
    })
}

// the script wants a function of the package bash-completion, which not every machine has (macOS)
const withoutPackage = `
if ! declare -F _get_comp_words_by_ref >/dev/null; then
  _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
    cur=\${words[cword]}
    prev=\${words[cword-1]}
  }
fi
`
