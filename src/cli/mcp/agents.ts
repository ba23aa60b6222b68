// Agents: where each client looks for MCP servers, and what it wants to read there.
// Sources: the clients' own documentation. Claude Code: .mcp.json, ${VAR} in headers. VS Code: "servers", comments allowed, ${env:VAR}.
//   Cursor: ${env:VAR}. Windsurf: one file for all projects, "serverUrl" instead of "url".

export type Agent = 'claude' | 'vscode' | 'cursor' | 'windsurf'

/** `file`: in the project's folder, or in the home folder. `key`: the object its servers stand in. */
type Place = {
  title: string
  where: 'project' | 'home'
  file: string
  key: string
  entry(url: string, hasToken: boolean): Entry
}
export type Entry = Record<string, unknown>

export const agents: Record<Agent, Place> = {
  claude: {
    title: 'Claude Code',
    where: 'project',
    file: '.mcp.json',
    key: 'mcpServers',
    entry: (url, hasToken) => ({ type: 'http', url, ...headers(hasToken, variable('SPOOR_TOKEN')) }),
  },
  vscode: {
    title: 'VS Code',
    where: 'project',
    file: '.vscode/mcp.json',
    key: 'servers',
    entry: (url, hasToken) => ({ type: 'http', url, ...headers(hasToken, variable('env:SPOOR_TOKEN')) }),
  },
  cursor: {
    title: 'Cursor',
    where: 'project',
    file: '.cursor/mcp.json',
    key: 'mcpServers',
    entry: (url, hasToken) => ({ url, ...headers(hasToken, variable('env:SPOOR_TOKEN')) }),
  },
  windsurf: {
    title: 'Windsurf',
    where: 'home',
    file: '.codeium/windsurf/mcp_config.json',
    key: 'mcpServers',
    entry: (url, hasToken) => ({ serverUrl: url, ...headers(hasToken, variable('env:SPOOR_TOKEN')) }),
  },
}

// as the clients read it: the token itself is never written, these files are committed
const variable = (named: string) => `\${${named}}`

const headers = (hasToken: boolean, reference: string): Entry =>
  hasToken ? { headers: { Authorization: `Bearer ${reference}` } } : {}
