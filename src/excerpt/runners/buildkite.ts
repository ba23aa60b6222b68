// Buildkite: groups by three letters, which diffs use, too. Source: "Managing log output".
import type { Runner } from './runner.ts'

export const buildkite: Runner = {
  id: 'buildkite',
  sign: /^~~~ (?:Running|Preparing|Setting|Uploading|:)|buildkite/i,
  marks: [
    {
      is: 'cleanup',
      match: /^~~~ ((?:Running (?:global|local|plugin|repository) (?:pre-exit|post-command)|Uploading|Cleaning).*)/i,
    },
    { is: 'setup', match: /^~~~ (.*)/ },
    { is: 'run', match: /^(?:---|\+\+\+) (?![ab]\/|(?:[Ee]xpected|[Aa]ctual|[Rr]eceived|\/dev\/null)\b)(.*)/ },
    {
      is: 'failed',
      match: /^\^\^\^ \+\+\+|🚨 Error: The command exited with status [1-9]|^user command error: exit status [1-9]/,
    },
  ],
  example: [
    ['~~~ Preparing working directory', 'setup'],
    ['--- :hammer: tox', 'run'],
    ['🚨 Error: The command exited with status 1', 'failed'],
    ['~~~ Uploading artifacts', 'cleanup'],
    ['+++ Actual', undefined],
  ],
}
