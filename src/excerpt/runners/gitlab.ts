// GitLab: sections in the trace. Source: "Custom collapsible sections"; the runner's own stages.
import type { Runner } from './runner.ts'

export const gitlab: Runner = {
  id: 'gitlab',
  marks: [
    {
      is: 'setup',
      match:
        /^section_start:\d+:((?:resolve_secrets|prepare_executor|prepare_script|get_sources|restore_cache|download_artifacts)\b.*)/,
    },
    { is: 'after', match: /^section_start:\d+:(after_script\b.*)/ },
    { is: 'cleanup', match: /^section_start:\d+:((?:archive_cache|upload_artifacts|cleanup_file|upload_cache)\w*.*)/ },
    { is: 'run', match: /^section_start:\d+:(.*)/ },
    { is: 'back', match: /^section_end:/ },
    { is: 'setup', match: /^(Running with gitlab-runner .*)/ },
    { is: 'failed', match: /^(?:ERROR: Job failed|WARNING: Job failed|ERROR: Build failed)/ },
    { is: 'passed', match: /^Job succeeded/ },
  ],
  example: [
    ['section_start:1795209595:step_script', 'run'],
    ['section_start:1795209595:get_sources', 'setup'],
    ['section_end:1795209595:get_sources', 'back'],
    ['ERROR: Job failed: exit code 101', 'failed'],
  ],
}
