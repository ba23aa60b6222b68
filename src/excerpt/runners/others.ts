// CircleCI, AWS CodeBuild, Bitbucket, TeamCity, AppVeyor, Zuul, Google Cloud Build: a mark or two each.
import type { Runner } from './runner.ts'

export const others: Runner = {
  id: 'others',
  marks: [
    { is: 'after', match: /^Entering phase (POST_BUILD)|^(?:Running|Executing) (post[- ](?:build|run|actions?).*)/i },
    {
      is: 'setup',
      match:
        /^Entering phase (DOWNLOAD_SOURCE|INSTALL|PRE_BUILD)|^(Build setup:)|^(Spin up environment|Preparing environment variables|Checkout code)$/,
    },
    { is: 'run', match: /^Entering phase (BUILD)/ },
    {
      is: 'failed',
      match:
        /^Phase complete: \w+ State: FAILED|^##teamcity\[buildProblem|^Exited with code (?:exit status )?[1-9]|^CircleCI received exit code [1-9]|^ERROR: build step \d+ |^Command exited with code [1-9]/,
    },
    { is: 'passed', match: /^Phase complete: \w+ State: SUCCEEDED/ },
    {
      is: 'cleanup',
      match:
        /^(Build teardown:|Uploading artifacts\.\.\.|PLAY \[.*(?:[Pp]ost|[Cc]leanup|[Ll]ogs).*\]|POST-RUN START.*)/,
    },
    { is: 'run', match: /^##teamcity\[blockOpened name='([^']*)'|^RUN START.*(playbook.*)/ },
    { is: 'back', match: /^##teamcity\[blockClosed/ },
  ],
  example: [
    ['Phase complete: BUILD State: FAILED', 'failed'],
    ['Entering phase POST_BUILD', 'after'],
    ['Build teardown:', 'cleanup'],
    ['Exited with code exit status 1', 'failed'],
  ],
}
