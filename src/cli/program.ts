// Program: the command tree of `spoor`; which words there are, and how it ends.
// Promises: stdout is data, stderr is talk; exit codes are those of failure.ts; a mistyped word exits 2 and says what was meant.
// Leaves to others: what the commands do (a file each); reading the configuration (main.ts).
import { Command } from 'commander'
import { failureOf } from './failure.ts'
import type { ReadSettings } from './settings.ts'
import { version } from './version.ts'

/** Runs one command and sets the exit code of the process. Never throws. `args`: without node and script. */
export const runCli = async (args: string[], _readSettings: ReadSettings): Promise<void> => {
  try {
    await program().parseAsync(args, { from: 'user' })
  } catch (error) {
    const { text, exitCode } = failureOf(error)
    process.stderr.write(text)
    process.exitCode = exitCode
  }
}

const program = (): Command => {
  const root = new Command('spoor')
    .description('the log of an AI coding agent’s work: send it, keep it, read it')
    .version(version(), '-V, --version')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'spoor: ')) })
  root
    .command('serve')
    .description('start the service')
    .action(async () => (await import('./serve.ts')).serve())
  return root
}
