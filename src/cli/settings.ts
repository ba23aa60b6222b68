// Settings: what the commands need of the configuration; main reads it and hands it over.

/** `from` says where a setting was found: a file's name, `environment`, or `default`. */
export type Origin = { setting: string; value: string; from: string }

/** `token` and `runId` are '' when there is none. */
export type Settings = {
  serverUrl: string
  token: string
  runId: string
  dataDir: string
  /** What each family is kept in. */
  kinds: Record<string, string>
  minFreeBytes: number
  /** spoor.config.yaml, which need not be there. */
  settingsFile: string
  /** '' when there is none: that what is run here is part of. */
  taskId: string
  /** How long a command of a task may give no sign of life until its task is given up. */
  taskLostAfterMs: number
  origins: Origin[]
}

/** Throws CliError (usage) when a setting is wrong. */
export type ReadSettings = () => Settings
