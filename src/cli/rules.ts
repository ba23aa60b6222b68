// spoor rules: by which rules lines become failures, and whether your own do what their examples say.
// Leaves to others: the trying (try-rules.ts), which is only loaded when it is asked for.
import type { Command } from 'commander'
import { openSession } from './session.ts'
import type { ReadSettings } from './settings.ts'

type Options = { all?: boolean }

export const addRules = (root: Command, readSettings: ReadSettings): void => {
  const rules = root
    .command('rules')
    .helpGroup('Manage:')
    .summary('by which rules lines become failures')
    .description('Lists the rules in the order in which they are tried: your own, then those that come with spoor.')
    .argument('[file]', 'your rules (default: spoor.config.yaml, when it is there)')
    .addHelpText('after', '\nExamples:\n  spoor rules\n  spoor rules --json | jq -r .id')
    .action(async (file: string | undefined, _options: object, command: Command) =>
      (await import('./try-rules.ts')).listRules(openSession(command, readSettings), file),
    )
  rules
    .command('test')
    .summary('try the examples of your rules')
    .description('Runs the examples and counter-examples of your rules, each as a log would be.')
    .argument('[file]', 'your rules (default: spoor.config.yaml)')
    .option('--all', 'the examples of the rules that come with spoor, too')
    .addHelpText(
      'after',
      '\nExamples:\n  spoor rules test\n  spoor rules test ci/spoor.config.yaml --all\n\nExit codes: 0 all as it should be, 1 an example is not, 2 the file cannot be used.',
    )
    .action(async (file: string | undefined, { all }: Options, command: Command) =>
      (await import('./try-rules.ts')).tryRules(openSession(command, readSettings), file, all ?? false),
    )
}
