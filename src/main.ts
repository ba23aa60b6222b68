// The bin: commands of the terminal, `serve` among them.
import { runCli } from './cli/program.ts'

export const main = (argv: string[]): Promise<void> => runCli(argv.slice(2))
