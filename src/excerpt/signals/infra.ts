// Signals: git, docker and its kin, kubernetes, helm, terraform, ansible, cloud clients, the steps of CI runners themselves.
import type { Signal } from './signal.ts'

export const infra: readonly Signal[] = [
  {
    id: 'git',
    kind: 'tool',
    worth: 9,
    match:
      /^(?:remote: )?(?:fatal|error): (?!\d)\S|^CONFLICT \(|\bAutomatic merge failed\b|^ ! \[(?:rejected|remote rejected)\]|\bCould not checkout\b|\bpathspec '.*' did not match\b|\bfailed to push some refs\b|^error: (?:Your local changes|patch failed|could not apply|cannot)|\bunmerged files\b|\bnot something we can merge\b|\bRemote branch .* not found\b/,
    yes: [
      'fatal: not a git repository',
      'CONFLICT (content): Merge conflict in config.yml',
      ' ! [rejected]        main -> main (fetch first)',
      "error: pathspec 'x' did not match any file(s) known to git",
      'error: patch failed: a.c:3',
    ],
    no: ['Merge made by the ort strategy.'],
  },
  {
    id: 'docker',
    kind: 'tool',
    worth: 8,
    match:
      /\bfailed to solve\b|\bThe command '.*' returned a non-zero code\b|\bdid not complete successfully: exit code\b|^(?:Error|ERROR)(?: response from daemon)?: (?:building at STEP|failed|process|Service|pull|No such|Cannot|Conflict|creating|error|while|manifest|could not|unable|OCI|executor)|\bCannot connect to the Docker daemon\b|\bError response from daemon\b|^ERROR \[[\w -]+ \d+\/\d+\]|\berror building image\b|\bdockerfile parse error\b|\bfork\/exec \S+: |\bOCI runtime\b.*\b(?:failed|error)\b|\bcontainer .{1,80} is unhealthy\b|\bdependency failed to start\b|^subprocess exited with status|\bexited with code [1-9]\d*$|\bfailed to compute cache key\b/,
    yes: [
      'ERROR: failed to solve: process "/bin/sh -c x" did not complete successfully: exit code: 1',
      "The command '/bin/sh -c x' returned a non-zero code: 1",
      'Error: building at STEP "RUN x": while running runtime: exit status 1',
      'db-1 exited with code 1',
      'fork/exec /bin/sh: no such file or directory',
    ],
    no: ['Successfully built 1a2b'],
  },
  {
    id: 'dockerfile-lint',
    kind: 'diagnostic',
    match: /^\S*Dockerfile\S*:\d+(?::\d+)? (?:DL|SC)\d{4}\b|^\S*Dockerfile\S*:\d+$|^ *\d+ \| >>> /,
    worth: 7,
    yes: ['Dockerfile:3 DL3008 warning: Pin versions', 'Dockerfile:12', '  12 | >>> RUN make'],
    no: ['  12 |     RUN make'],
  },
  {
    id: 'kubernetes',
    kind: 'tool',
    match:
      /\bError from server\b|\berror: (?:unable to|error validating|timed out waiting|the server)|\bCrashLoopBackOff\b|^Error: (?:INSTALLATION FAILED|UPGRADE FAILED|template:|execution error|parse error|chart|failed|release|YAML|values|unable|context deadline|Kubernetes|timed out|post-upgrade|pre-upgrade)|\bFailedScheduling\b|\bBackOff\b|\bpod .{1,100}\b(?:failed|evicted)\b|\bstrict decoding error\b/i,
    yes: [
      'Error from server (NotFound): pods "x" not found',
      'Error: INSTALLATION FAILED: timed out',
      'error: unable to recognize "a.yml"',
      'Back-off restarting failed container: CrashLoopBackOff',
    ],
    no: ['pod/x created'],
  },
  {
    id: 'terraform',
    kind: 'tool',
    match:
      /^(?:│ |╷|\s*)Error: \S|^│ (?: +on \S+ line \d+|on \S+ line \d+)|\bError (?:acquiring|locking|refreshing|loading|applying|creating|deleting|reading|updating|configuring|running|launching)\b/,
    worth: 8,
    yes: [
      '│ Error: Unsupported argument',
      '│   on main.tf line 3, in resource "a" "b":',
      'Error: Error acquiring the state lock',
    ],
    no: ['│ Warning: Deprecated'],
  },
  {
    id: 'ansible',
    kind: 'tool',
    worth: 9,
    match:
      /^(?:fatal|failed): \[[^\]]{1,200}\](?:: | \(| => ).*|^ERROR! \S|: FAILED! =>|: UNREACHABLE! =>|^\S+ +: ok=\d+ .*(?:unreachable=[1-9]|failed=[1-9])/,
    yes: [
      'fatal: [localhost]: FAILED! => {"changed": true}',
      'ERROR! the role x was not found',
      'localhost : ok=47   changed=30   unreachable=0    failed=1',
    ],
    no: ['localhost : ok=47   changed=30   unreachable=0    failed=0'],
  },
  {
    id: 'cloud',
    kind: 'tool',
    match:
      /\bAn error occurred \(\w+\) when calling\b|^ERROR: \(gcloud\.|\b\w+Exception\) when calling\b|\bResource handler returned message\b|\b(?:CREATE|UPDATE|ROLLBACK|DELETE)_(?:FAILED|ROLLBACK_COMPLETE|COMPLETE_FAILED)\b|\bDeployment failed\b|^\s*✖ Deployment failed|\bServerless Error\b|\bAccess Denied\b|\bNoSuch(?:Bucket|Key|Entity)\b|\bAuthorizationFailed\b|\bThe deployment .* failed\b|\bPulumi\b.*\berror\b|\bdiagnostics:$/i,
    yes: [
      'An error occurred (AccessDenied) when calling the PutObject operation: x',
      'ERROR: (gcloud.run.deploy) x',
      'CREATE_FAILED        | AWS::S3::Bucket',
    ],
    no: ['CREATE_COMPLETE'],
  },
  {
    id: 'ci-config',
    kind: 'tool',
    worth: 8,
    match:
      /\bInvalid workflow file\b|\bThe workflow is not valid\b|\bCan't find 'action\.ya?ml'|\bUnable to resolve action\b|\bThis job (?:failed|was cancelled)\b|\bunable to find .{1,80}action\b|\bNo steps defined\b|\bUnrecognized named-value\b|\bdeprecated version of `actions\/|\bno stages \/ jobs\b|\byaml: (?:line|unmarshal)|\bThere has been a runtime_failure|\bERROR: Preparation failed\b|\bJob failed \(system failure\)|\bERROR: No such (?:container|image)\b|\bNo such DSL method\b|\bgroovy\.lang\.\w+Exception\b|\bWorkflowScript: \d+:|\bhudson\.\w+\S*Exception\b|\bSelf-hosted runner lost\b/i,
    yes: [
      "Error: Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under x",
      'Unable to resolve action `a/b@v9`',
      'ERROR: Preparation failed: x',
      'WorkflowScript: 3: unexpected token',
      'yaml: line 3: mapping values are not allowed',
    ],
    no: ['workflow prepared'],
  },
  {
    id: 'runner-annotation',
    kind: 'tool',
    worth: 7,
    match: /^(?:\[(?:FATAL|CRITICAL|SEVERE|EMERGENCY|ALERT)\] |(?:FATAL|CRITICAL|SEVERE|EMERG|ALERT)\b:? )\S/,
    yes: ['FATAL: no good', '[CRITICAL] boom', 'CRITICAL boom'],
    no: ['FATALITY'],
  },
  {
    id: 'security-scan',
    kind: 'tool',
    worth: 6,
    match:
      /^\d+ (?:vulnerabilit(?:y|ies)|high|critical)\b.*\b(?:high|critical|found)|\bFound [1-9]\d* (?:known )?vulnerabilit|\bleaks? found\b|\bwarn(?:ing)?s found\b|\berror\[(?:vulnerability|rejected|unlicensed|banned|advisory)\]|\bTotal: \d+ \((?:UNKNOWN|LOW|HIGH|CRITICAL).*(?:HIGH|CRITICAL): [1-9]|\bGHSA-\w{4}-\w{4}-\w{4}\b|\bCVE-\d{4}-\d{4,}\b|\bQuality Gate\b.*\bfailed\b|\bQUALITY GATE STATUS: FAILED\b/i,
    yes: [
      '3 vulnerabilities (1 moderate, 2 high)',
      'Found 2 known vulnerabilities in 1 package',
      'WRN leaks found: 2',
      'QUALITY GATE STATUS: FAILED',
    ],
    no: ['found 0 vulnerabilities'],
  },
]
