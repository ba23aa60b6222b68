// GitHub Actions and Azure Pipelines: `##[…]` commands. Source: "Workflow commands", "Logging commands".
import type { Runner } from './runner.ts'

export const github: Runner = {
  id: 'github',
  marks: [
    {
      is: 'setup',
      match:
        /^##\[group\]Run ((?:actions\/(?:checkout|setup-|cache|download-artifact)|\S+\/(?:setup|install)-|docker\/(?:setup|login)-)\S*)/,
    },
    { is: 'cleanup', match: /^##\[group\]Run ((?:actions\/(?:upload-artifact|cache\/save)|codecov\/)\S*)/ },
    { is: 'run', match: /^##\[group\]Run (.*)/ },
    {
      is: 'setup',
      match: /^##\[group\](Runner Image.*|Operating System|GITHUB_TOKEN Permissions|VM Image|Runner Information)/,
    },
    { is: 'cleanup', match: /^(Post job cleanup\.|Cleaning up orphan processes|Evaluate and set job outputs)/ },
    { is: 'cleanup', match: /^##\[section\]Starting: ((?:Post-job|Finalize|Publish|Report|Component Detection).*)/i },
    { is: 'setup', match: /^##\[section\]Starting: ((?:Initialize|Checkout|Pre-job|Install|Use |Cache|Download).*)/ },
    { is: 'run', match: /^##\[section\]Starting: (.*)/ },
    { is: 'back', match: /^##\[section\]Finishing: / },
    { is: 'failed', match: /^##\[error\]/ },
  ],
  example: [
    ['##[group]Run actions/checkout@v5', 'setup'],
    ['##[group]Run npm test', 'run'],
    ['##[group]Installing', undefined],
    ['##[error]Process completed with exit code 1.', 'failed'],
    ['Post job cleanup.', 'cleanup'],
  ],
}
