// Jenkins: stages of a pipeline, steps after the build of a freestyle job. Which stage failed is said only at the end.
import type { Runner } from './runner.ts'

export const jenkins: Runner = {
  id: 'jenkins',
  marks: [
    {
      is: 'after',
      match:
        /^\[Pipeline\] \{ \(((?:Declarative: Post|Post|Collect|Publish|Archive|Report|Notify|Upload|Logs|Clean).*)\)/i,
    },
    { is: 'setup', match: /^\[Pipeline\] \{ \(((?:Declarative: (?:Checkout|Tool|Agent)|Checkout|Setup|Prepare).*)\)/i },
    { is: 'run', match: /^\[Pipeline\] \{ \((.*)\)/ },
    { is: 'cleanup', match: /^\[Pipeline\] (junit|archiveArtifacts|cleanWs|publishHTML|emailext|step|deleteDir)\b/ },
    { is: 'failed', match: /^Build step '.*' marked build as failure/ },
    {
      is: 'cleanup',
      match: /^(Archiving artifacts|Recording test results|Sending e-mails? .*|Notifying upstream.*)/,
    },
    { is: 'failed', match: /^ERROR: script returned exit code|^Finished: FAILURE/ },
  ],
  example: [
    ['[Pipeline] { (Unit)', 'run'],
    ['[Pipeline] { (Declarative: Checkout SCM)', 'setup'],
    ['[Pipeline] { (Declarative: Post Actions)', 'after'],
    ["Build step 'Execute shell' marked build as failure", 'failed'],
    ['Archiving artifacts', 'cleanup'],
  ],
}
