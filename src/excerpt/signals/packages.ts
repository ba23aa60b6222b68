// Signals: package managers that cannot install, resolve, publish or agree with their lock file.
import type { Signal } from './signal.ts'

export const packages: readonly Signal[] = [
  {
    id: 'npm-code',
    kind: 'tool',
    worth: 9,
    match:
      /^npm (?:ERR!|error) (?:code|errno|notarget|404|peer dep missing|Could not resolve|ERESOLVE|Missing:|Invalid:|`npm ci`|Conflicting|Found:|audit|syscall|network|missing script)|^npm (?:ERR!|error) (?:cb\(\) never called|Cannot |Invalid |Unsupported|Unexpected|EBADENGINE|Lifecycle|Missing script)/i,
    yes: [
      'npm ERR! code ERESOLVE',
      'npm error ERESOLVE unable to resolve dependency tree',
      'npm error Found: react@18.2.0',
      'npm error Missing script: "tset"',
      'npm ERR! Missing: a@1 from lock file',
    ],
    no: ['npm warn deprecated a@1'],
  },
  {
    id: 'npm-line',
    kind: 'tool',
    worth: 4,
    match:
      /^(?:npm|lerna) (?:ERR!|error)(?: (?!A complete log|Exit status|Failed at|This is probably not|\/|peer )\S.*| peer \S.*)$/,
    yes: ['npm ERR! Test failed.  See above for more details.', 'npm error peer react@"^19.0.0" from react-dom@19.0.0'],
    no: ['npm error A complete log of this run can be found in: /x', 'npm ERR!'],
  },
  {
    id: 'npm-command',
    kind: 'verdict',
    worth: 3,
    match:
      /^npm (?:ERR!|error) (?:Exit status|Failed at the|command failed|command sh -c|Test failed|Lifecycle script)/i,
    yes: ['npm error command sh -c node-gyp rebuild', 'npm ERR! Exit status 1'],
    no: ['npm error code E404'],
  },
  {
    id: 'pnpm-yarn',
    kind: 'tool',
    match:
      /\bERR_PNPM_\w+|^ ?ELIFECYCLE\b|\bYN\d{4}: .*(?:✖|×|│|┌).*\b(?:Error|failed|can't|couldn't|not found|would have been|doesn't)|^(?:➤ )?YN(?:0001|0009|0028|0018|0035|0080|0082)\b|^error (?:An unexpected error occurred|Couldn't find|Your lockfile|Found incompatible|Command failed|\S+@\S+: The engine|Command ".*" not found)|^error: (?:lockfile had changes|script ".*" exited|could not resolve|InstallFailed|No version matching)/,
    worth: 8,
    yes: [
      ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"'.trim(),
      'error Your lockfile needs to be updated',
      '➤ YN0028: │ The lockfile would have been modified',
      'error: lockfile had changes, but lockfile is frozen',
    ],
    no: ['➤ YN0000: Done', 'success Saved lockfile.'],
  },
  {
    id: 'workspace-failed',
    kind: 'verdict',
    match:
      /\bERR_PNPM_RECURSIVE_\w+|^ERROR: {2}command finished with error|^ ?(?:Failed|ERROR) {2,}\S+#\S+|^ +Failed: {4}\S|^NX +(?:Ran|Running) target.*failed|^(?:Lerna|NX|lerna)\b.*\b(?:failed|ERR)|^\s+Failed tasks:|^\S+:(?:test|build|lint)\S*: ERROR: /,
    yes: [
      'ERROR:  command finished with error: command (/x) npm run test exited (1)',
      ' Failed:    web#test',
      'Failed tasks:'.padStart(20),
    ],
    no: ['NX   Successfully ran target build'],
  },
  {
    id: 'pip',
    kind: 'tool',
    match:
      /^ERROR: (?:Could not|No matching|Failed building|Failed to build|Cannot install|Command errored|Package|pip's|ResolutionImpossible|Invalid requirement|Wheel|THESE PACKAGES|Directory|File|Exception|Some build|Ignored|Hash|HTTP|Can not|Cannot|Double|Requested|Repository|Project)|^\s*(?:error|×|╰─>|│ exit code): ?\S|^\s*(?:× |╰─> |note: This error originates from a subprocess)|\bmetadata-generation-failed\b|\blegacy-install-failure\b|\bsubprocess-exited-with-error\b/,
    yes: [
      'ERROR: Could not find a version that satisfies the requirement x==9',
      'ERROR: Failed building wheel for x',
      '  error: subprocess-exited-with-error',
      '  × python setup.py bdist_wheel did not run successfully.',
    ],
    no: ['WARNING: You are using pip version 20'],
  },
  {
    id: 'poetry-uv-conda',
    kind: 'tool',
    match:
      /\bSolverProblemError\b|\bversion solving failed\b|\bpoetry\.lock is not up to date\b|\bpyproject\.toml changed significantly\b|^\s*(?:×|╰─▶) \S|\bNo solution found when resolving\b|\bUnsatisfiable(?:Error)?\b|\bResolvePackageNotFound\b|\bPackagesNotFoundError\b|\bNo (?:versions|matching version|candidate)s? (?:of|found|for)\b|\bLibMambaUnsatisfiableError\b|\bunable to resolve\b|\bNo compatible version\b|\bThe lockfile at .* needs to be updated/i,
    yes: [
      '  × No solution found when resolving dependencies:',
      '  ╰─▶ Because x depends on y',
      'Because a depends on b, version solving failed.',
      'PackagesNotFoundError: The following packages are not available',
    ],
    no: ['Resolved 3 packages in 12ms'],
  },
  {
    id: 'cargo',
    kind: 'tool',
    match:
      /^error: (?:failed to (?:select a version|get|parse|run|resolve|download|load|read|verify)|no matching package|the lock file|package .* cannot|cannot|couldn't|could not find|toolchain|component|process didn't|test failed|linking with|build failed|no such (?:sub)?command)|^Caused by:$/,
    yes: [
      'error: failed to select a version for `a`.',
      'error: the lock file /x/Cargo.lock needs to be updated but --locked was passed',
      'error: linking with `cc` failed: exit status: 1',
      "error: process didn't exit successfully: `x` (signal: 11)",
    ],
    no: ['warning: unused'],
  },
  {
    id: 'cargo-sum',
    kind: 'verdict',
    match:
      /^error: (?:could not compile|aborting due to|\d+ targets? failed|test (?:failed|run failed)|failed to run custom build command|could not document)/,
    yes: [
      'error: could not compile `ledger` (lib) due to 2 previous errors',
      'error: test failed, to rerun pass `--lib`',
    ],
    no: ['error[E0382]: borrow'],
  },
  {
    id: 'jvm-packages',
    kind: 'tool',
    match:
      /\bCould not (?:resolve|find|transfer|download|get|GET|HEAD)\b.*|\bFailed to (?:collect dependencies|read artifact|transfer|deploy|resolve)\b|\bNo matching variant\b|\bUnresolvedDependency|\bunresolved dependenc|\bnon-resolvable parent POM\b|\bDependency resolution failed\b|\bPlugin .* was not found\b|\bsbt\.librarymanagement\.\w+Exception|\bcoursier\.\w*[Ee]rror|\bCould not transfer artifact\b/i,
    yes: [
      'Could not resolve dependencies for project a:b:jar:1',
      "Plugin [id: 'x'] was not found in any of the following sources",
      'Could not transfer artifact a:b:jar:1 from/to clojars',
    ],
    no: ['Could this be?'],
  },
  {
    id: 'ruby-packages',
    kind: 'tool',
    match:
      /\bBundler::\w+|\bGem::\w+|^Could not find (?:gem|compatible versions|\S+ in any)|\bBundler could not find compatible versions\b|\bAn error occurred while installing\b|\bERROR: {2}(?:Error|While|Could|Failed|Loading)|\bYour (?:Ruby version is|bundle is locked|lockfile)|\bFailed to build gem native extension\b|^(?:rake|bundler|bundle): (?:command|failed|aborted)|^rake aborted!|\bNo Rakefile found\b|\bDon't know how to build task\b/,
    yes: [
      'Bundler::GemNotFound: Could not find a-1 in any of the sources',
      'rake aborted!',
      'ERROR:  Error installing a:',
      'No Rakefile found (looking for: rakefile)',
      'An error occurred while installing a (1), and Bundler cannot continue.',
    ],
    no: ['Bundle complete!'],
  },
  {
    id: 'composer',
    kind: 'tool',
    match:
      /\bYour requirements could not be resolved\b|\bYour lock file does not contain\b|^\s*Problem \d+$|^\s+- Root composer\.json requires|\bScript .* (?:handling the .* event )?returned with error code\b|^\s*\[[\w\\]+Exception\]|^The "https?:.*" file could not be downloaded/,
    yes: [
      'Your requirements could not be resolved to an installable set of packages.',
      '  Problem 1',
      '  [RuntimeException]',
      'Script phpunit handling the test event returned with error code 1',
    ],
    no: ['Nothing to install'],
  },
  {
    id: 'go-modules',
    kind: 'tool',
    match:
      /^go: (?!downloading|finding|extracting|creating|added|upgraded|found)\S.*|\bmissing go\.sum entry\b|\bgo: updates to go\.(?:mod|sum) needed\b|\bverifying .* checksum mismatch\b|\bno required module provides\b|\bis not in (?:std|GOROOT)\b|\binconsistent vendoring\b/,
    yes: [
      'go: a.com/b@v1: invalid version: unknown revision',
      'a.go:3:2: missing go.sum entry for module',
      'go: updates to go.mod needed',
    ],
    no: ['go: downloading a.com/b v1'],
  },
  {
    id: 'nuget-dotnet',
    kind: 'tool',
    match:
      /\bUnable to (?:find|load|resolve) (?:package|the service index|version)\b|\bThe project file could not be loaded\b|\bNo executable found matching command\b|\bA compatible (?:installed )?\.NET (?:SDK|Core SDK)\b.*\bnot found\b|\bIt was not possible to find any compatible framework\b/i,
    yes: [
      'Unable to load the service index for source https://x',
      'It was not possible to find any compatible framework version',
    ],
    no: ['Restored /x/a.csproj'],
  },
  {
    id: 'os-packages',
    kind: 'tool',
    match:
      /^E: \S|^dpkg: error|\bUnable to (?:locate package|fetch some archives|correct problems)\b|\bHash Sum mismatch\b|\bUnable to acquire the dpkg\b|\bdoes not have a Release file\b|^ERROR: (?:unable to select packages|unsatisfiable constraints)|^\s+\S+ \(no such package\):|^Error: (?:Unable to find a match|Failed to download|Nothing to do|No such formula|Problem: )|\bNo package .* available\b|\bThe following packages have unmet dependencies\b|\bnothing provides \S|^error: (?:target not found|failed to (?:prepare|commit|synchronize)|Failed dependencies|unable to)|^Error: No available formula|\bGPG (?:check|error)\b|\bNO_PUBKEY\b/,
    yes: [
      'E: Unable to locate package x',
      'ERROR: unable to select packages:',
      '  x (no such package):',
      'Error: Unable to find a match: x',
      'No package x available.',
      'nothing provides x needed by y',
    ],
    no: ['Setting up x', 'E is a letter'],
  },
  {
    id: 'swift-flutter',
    kind: 'tool',
    match:
      /^Because .* (?:depends on|requires) .*\b(?:version solving failed|is forbidden|which doesn't match)|^\[!\] (?!Smart)\S|\berror: Dependencies could not be resolved\b|\bUnable to find a specification for\b|\bxcodebuild: error: |\bNo profiles for\b|\brequires a provisioning profile\b|\bCode Sign(?:ing)? [Ee]rror\b|\bBuild input file cannot be found\b/,
    yes: [
      '[!] CocoaPods could not find compatible versions for pod "x":',
      'xcodebuild: error: Unable to find a destination',
      "error: Build input file cannot be found: '/x/Info.plist'",
    ],
    no: ['Pod installation complete!'],
  },
  {
    id: 'haskell-ocaml-packages',
    kind: 'tool',
    match:
      /^(?:cabal|stack|opam|rebar3|mix|luarocks|leiningen|lein|nimble|conan|vcpkg|spack): (?!.*\bup to date)\S|^Error: \[?(?:Cabal|cabal|S)-\d+\]?|^\[ERROR\] The following|^===> (?:Failed|Unable|Compilation|Errors?|Uncaught|Could not)|\bNo such hash\b|\bInvalid dependency\b|\bCould not resolve dependencies:/,
    yes: [
      'cabal: Could not resolve dependencies:',
      'Error: [Cabal-7125]',
      '===> Failed to restore',
      'No such hash: 31b8c',
    ],
    no: ['===> Verifying dependencies...'],
  },
]
