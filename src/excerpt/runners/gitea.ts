// Gitea's and Forgejo's act runner, and act itself.
import type { Runner } from './runner.ts'

export const gitea: Runner = {
  id: 'gitea',
  marks: [
    { is: 'cleanup', match: /^(?:\[[^\]]{1,80}\] )?⭐ ?Run (Post .*|Complete job.*)/ },
    {
      is: 'setup',
      match:
        /^(?:\[[^\]]{1,80}\] )?⭐ ?Run ((?:Pre |Set up|Main (?:https?:\S*\/)?(?:actions\/(?:checkout|setup-|cache)|\S+\/setup-)).*)/,
    },
    { is: 'run', match: /^(?:\[[^\]]{1,80}\] )?⭐ ?Run (.*)/ },
    { is: 'failed', match: /^(?:\[[^\]]{1,80}\] )? *❌ +Failure - / },
    { is: 'passed', match: /^(?:\[[^\]]{1,80}\] )? *✅ +Success - / },
    { is: 'cleanup', match: /^(Cleaning up (?:services|container|network) for job.*)/ },
  ],
  example: [
    ['⭐ Run Main npm test', 'run'],
    ['  ❌  Failure - Main npm test', 'failed'],
    ['  ✅  Success - Main logs', 'passed'],
    ['⭐ Run Post https://data.forgejo.org/actions/checkout@v4', 'cleanup'],
    ['⭐ Run Main https://data.forgejo.org/actions/checkout@v4', 'setup'],
  ],
}
