// Tool: what a tool of an agent is: how it is described, what it takes, what it does.
// Promises: a call with wrong arguments never reaches the tool and says which one and why; what was mistyped is not ignored.
// Leaves to others: what the tools do (tools/), how they are called (server.ts), what becomes of an error (handler.ts).
import { z } from 'zod'
import type { Ask } from '../ask/ask.ts'
import type { CatalogTasks } from '../catalog/tasks.ts'
import type { CiLogs } from '../ci/logs.ts'
import { fail } from '../errors.ts'
import type { Hub } from '../follow/hub.ts'
import type { Issues } from '../issues/issues.ts'
import { nearest } from '../lib/nearest.ts'
import type { Log } from '../log.ts'
import type { Runs } from '../runs/runs.ts'
import type { Search } from '../search/search.ts'
import type { Store } from '../store/store.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { Timeline } from '../timeline/timeline.ts'

/** `maxWaits`: calls of log_wait at once. `lookMs`: how often it looks for what was not announced. */
export type Rooms = {
  store: Store
  runs: Runs
  search: Search
  hub: Hub
  issues: Issues
  ask: Ask['ask']
  tasks: Tasks
  taskIndex: CatalogTasks
  timeline: Timeline
  ci: Pick<CiLogs, 'shas' | 'sha' | 'rows' | 'prompt' | 'log'>
  log: Log
  now: () => number
  lookMs: number
  maxWaits: number
}

/** What the agent reads. `structured` says the same as `text`: some clients show their model only one of the two. */
export type Reply = { text: string; structured?: Record<string, unknown> }

/** `args` as they came. Errors: those of errors.ts. */
export type Call = (args: Record<string, unknown>, signal: AbortSignal) => Promise<Reply>

/** As in an answer to `tools/list`. */
export type Definition = {
  name: string
  description: string
  inputSchema: { type: 'object'; [keyword: string]: unknown }
  outputSchema?: { type: 'object'; [keyword: string]: unknown }
  annotations: { readOnlyHint: boolean; openWorldHint: boolean; destructiveHint?: boolean }
}

export type Tool = { definition: Definition; open(rooms: Rooms): Call }

export type ToolWords<Input extends z.ZodObject> = {
  name: string
  description: string
  input: Input
  output?: z.ZodObject
  /** It only reads, unless said. */
  writes?: true
}

export const defineTool = <Input extends z.ZodObject>(
  { name, description, input, output, writes }: ToolWords<Input>,
  open: (rooms: Rooms) => (args: z.output<Input>, signal: AbortSignal) => Promise<Reply>,
): Tool => ({
  definition: {
    name,
    description,
    inputSchema: schemaOf(input, 'input'),
    ...(output && { outputSchema: schemaOf(output, 'output') }),
    annotations: { readOnlyHint: !writes, openWorldHint: false, ...(writes && { destructiveHint: false }) },
  },
  open(rooms) {
    const call = open(rooms)
    return async (args, signal) => call(checked(name, input, args), signal)
  },
})

/** What most tools take. */
export const common = {
  run: z.string().default('latest'),
  max_chars: z.int().min(2000).max(40_000).default(8000),
  response_format: z.enum(['concise', 'detailed']).default('concise'),
}

/** Of these arguments, those that are not the defaults: what a call that goes on has to name. */
export const changed = <Args extends Record<string, string | number | undefined>>(
  input: z.ZodObject,
  args: Args,
): Partial<Args> => {
  const defaultOf = (name: string) => input.shape[name]?.safeParse(undefined).data
  return Object.fromEntries(Object.entries(args).filter(([name, value]) => value !== defaultOf(name))) as Partial<Args>
}

const schemaOf = (schema: z.ZodObject, io: 'input' | 'output') => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io })
  return { ...rest, type: 'object' as const }
}

// `runId` is what the HTTP routes say for `run`
const checked = <Input extends z.ZodObject>(
  name: string,
  input: Input,
  { runId, ...args }: Record<string, unknown>,
): z.output<Input> => {
  const parsed = input.safeParse(runId === undefined ? args : { run: runId, ...args })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code !== 'unrecognized_keys') {
    throw fail('FIELD_INVALID', { field: String(issue?.path[0] ?? 'arguments'), reason: issue?.message ?? '' })
  }
  const field = issue.keys[0]!
  const known = Object.keys(input.shape)
  const meant = nearest(field, known)
  const reason = meant === undefined ? `${name} takes ${known.join(', ')}` : `did you mean ${meant}?`
  throw fail('FIELD_INVALID', { field, reason })
}
