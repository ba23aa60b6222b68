// spoor mcp: the tools of an agent. Over stdio, for clients that start a program; or written into a client's own file.
// Leaves to others: what the tools are (src/mcp), what each client wants (mcp/agents.ts).
import { Argument, type Command } from 'commander'
import { type Agent, agents } from './mcp/agents.ts'
import { type InstallOptions, install } from './mcp/install.ts'
import { openSession } from './session.ts'
import type { ReadSettings } from './settings.ts'

export const addMcp = (root: Command, readSettings: ReadSettings): void => {
  const mcp = root
    .command('mcp')
    .helpGroup('Manage:')
    .summary('the tools for coding agents, over stdio')
    .description(
      'Speaks MCP on stdin and stdout and hands every call to the service. Agents that speak HTTP need no program: spoor mcp install.',
    )
    // only here are the tools loaded
    .action(async (_: object, command: Command) =>
      (await import('./mcp/serve.ts')).serveAgents(openSession(command, readSettings)),
    )
  mcp
    .command('install')
    .summary('write the file in which an agent looks for tools; asks first')
    .description(
      'Adds the service to the file in which this client looks for MCP servers. Shows what it would write and asks; what is there stays.',
    )
    .addArgument(new Argument('<client>', 'for whom').choices(Object.keys(agents)))
    .option('-y, --yes', 'write without asking, for scripts')
    .option('--dry-run', 'only show what would be written')
    .addHelpText(
      'after',
      [
        '\nExamples:',
        '  spoor mcp install claude            .mcp.json of this folder',
        '  spoor mcp install vscode --yes      .vscode/mcp.json, without asking',
        '  spoor mcp install windsurf --server http://10.0.0.5:3002',
      ].join('\n'),
    )
    .action((client: Agent, options: InstallOptions, command: Command) =>
      install(openSession(command, readSettings), client, options),
    )
}
