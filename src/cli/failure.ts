// Failure: how a command ends that could not do what it was asked.
// Promises: one sentence, one hint, one exit code, whoever threw; nothing that came from elsewhere reaches the terminal raw.
import { CommanderError } from 'commander'
import { ReadError } from '../../client/src/http.ts'
import { SpoorError } from '../errors.ts'
import { escapeControls } from '../render/escape.ts'

/** What scripts may rely on. */
export const exitCodes = { ok: 0, error: 1, usage: 2, notFound: 3, unreachable: 4, issues: 5 } as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

export class CliError extends Error {
  readonly exitCode: ExitCode
  readonly hint: string

  constructor(exitCode: ExitCode, message: string, hint = '', cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'CliError'
    this.exitCode = exitCode
    this.hint = hint
  }
}

/** What to say on stderr (nothing, when commander has said it) and how to exit. */
export const failureOf = (error: unknown): { text: string; exitCode: ExitCode } => {
  // commander has printed its own sentence; help and version come as errors, too
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode === 0 ? 0 : exitCodes.usage }
  if (error instanceof CliError || error instanceof SpoorError) {
    return { text: told(error.message, error.hint), exitCode: error instanceof CliError ? error.exitCode : 1 }
  }
  if (error instanceof ReadError) return { text: told(error.message, hintOf(error)), exitCode: exitCodeOf(error) }
  return { text: told(error instanceof Error ? error.message : String(error), ''), exitCode: exitCodes.error }
}

/** Whether the same question may be answered later. */
export const isAway = (error: unknown): boolean =>
  error instanceof ReadError && (error.status === 0 || error.status >= 500 || error.status === 429)

export const startHint = 'is it running? start it with: npm start (or: spoor serve), or say where it is: --server <url>'

const exitCodeOf = ({ status }: ReadError): ExitCode => {
  if (status === 0) return exitCodes.unreachable
  return status === 404 ? exitCodes.notFound : exitCodes.error
}

const hintOf = ({ status, hint }: ReadError) => (status === 0 ? startHint : hint)

const told = (sentence: string, hint: string): string =>
  `spoor: ${escapeControls(sentence, '\n\t')}\n${hint === '' ? '' : `  ${escapeControls(hint, '\n\t')}\n`}`
