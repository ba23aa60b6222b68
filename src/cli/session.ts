// Session: what one command works with: where the service is, which run is meant, how to print and how to talk.
// Promises: data goes to stdout, talk to stderr; colour only on a terminal that did not ask for none (https://no-color.org).
import type { Command } from 'commander'
import type { Place } from '../../client/src/http.ts'
import { createReader, type Reader } from '../../client/src/read.ts'
import { escapeControls } from '../render/escape.ts'
import type { ReadSettings, Settings } from './settings.ts'

/** The options every command knows. */
export type GlobalOptions = { server?: string; run?: string; json?: boolean; color: boolean; quiet?: boolean }

export type Session = {
  settings: Settings
  place: Place
  reader: Reader
  /** '' means the latest. */
  runId: string
  /** Named on the command line, not by LOG_RUN_ID. */
  namedRun: string | undefined
  isJson: boolean
  isTerminal: boolean
  color: boolean
  isQuiet: boolean
  /** Resolves when there is room for more. */
  print(text: string): Promise<void>
  /** A sentence on stderr, not with --quiet. */
  say(sentence: string): void
  /** What went wrong without ending the command: on stderr, always. */
  warn(sentence: string): void
  /** Where a browser or curl finds the run. */
  address(runId: string): string
}

/** `asked`: the run given as an argument; it wins over --run, which wins over LOG_RUN_ID. */
export const openSession = (command: Command, readSettings: ReadSettings, asked?: string): Session => {
  const { server, run, json = false, color, quiet = false } = command.optsWithGlobals<GlobalOptions>()
  const settings = readSettings()
  const url = (server ?? settings.serverUrl).replace(/\/+$/, '')
  const place = { url, token: settings.token === '' ? undefined : settings.token }
  const runId = asked ?? run ?? settings.runId
  const isTerminal = process.stdout.isTTY === true
  const warn = (sentence: string) => void process.stderr.write(`spoor: ${escapeControls(sentence)}\n`)
  return {
    settings,
    place,
    reader: createReader(place),
    runId: runId === 'latest' ? '' : runId,
    namedRun: asked ?? run,
    isJson: json,
    isTerminal,
    color: isTerminal && color && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    isQuiet: quiet,
    async print(text) {
      if (text === '' || process.stdout.write(text)) return
      await new Promise<void>((resolve) => process.stdout.once('drain', resolve))
    },
    say(sentence) {
      if (!quiet) warn(sentence)
    },
    warn,
    address: (id) => `${url}/raw?runId=${encodeURIComponent(id)}`,
  }
}
