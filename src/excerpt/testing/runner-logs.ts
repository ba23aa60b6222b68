// Runner logs: whole failed jobs of CI systems whose own marks, limits and accidents are part of what happened.
import type { Sample } from './logs.ts'
import { noise } from './noise.ts'

export const runnerSamples: readonly Sample[] = [
  {
    tool: 'AppVeyor',
    log: `Build started
git clone -q --branch=main https://github.com/acme/shop.git C:\\projects\\shop
nuget restore
${noise(60)}
msbuild "C:\\projects\\shop\\Shop.sln" /m /verbosity:normal
${noise(120)}
Build succeeded.
Discovering tests...OK
Shop.Tests.CartTests.Adds_tax [FAIL]
  Assert.Equal() Failure
  Expected: 119
  Actual:   100
  at Shop.Tests.CartTests.Adds_tax() in C:\\projects\\shop\\Shop.Tests\\CartTests.cs:line 22
Command exited with code 1
Build execution time has elapsed
${noise(40)}
Collecting artifacts...
No artifacts found matching 'out\\*.nupkg' path`,
    expected: ['Shop.Tests.CartTests.Adds_tax [FAIL]', 'Expected: 119', 'CartTests.cs:line 22'],
  },
  {
    tool: 'Google Cloud Build',
    log: `starting build "5e8a1b7c-0c3f-4f67-9d1b-6f3f2c1d7a55"
FETCHSOURCE
Step #0 - "deps": Already have image (with digest): gcr.io/cloud-builders/npm
${noise(80).replace(/^/gm, 'Step #0 - "deps": ')}
Finished Step #0 - "deps"
Starting Step #1 - "unit"
${noise(120).replace(/^/gm, 'Step #1 - "unit": ')}
Step #1 - "unit": src/cart.go:41:9: cannot use total (variable of type int) as string value in return statement
Step #1 - "unit": FAIL	acme/shop/src [build failed]
Finished Step #1 - "unit"
ERROR
ERROR: build step 1 "golang:1.22" failed: step exited with non-zero status: 1`,
    expected: ['src/cart.go:41:9: cannot use total', 'build step 1 "golang:1.22" failed'],
  },
  {
    tool: 'CircleCI',
    log: `Build-agent version 1.0.231 (2025-02-02)
Spin up environment
${noise(40)}
Checkout code
Cloning git repository
Restoring cache
error computing cache key: template: cacheKey:1:9: no lock file; skipping this step
#!/bin/bash -eo pipefail
bundle exec rspec --format documentation
${noise(100)}
Cart
  is empty at first
  logs an error when the bank is away
E, [2025-02-02T10:00:01] ERROR -- : bank is away (this is what the example wants)
  adds tax (FAILED - 1)

Failures:

  1) Cart adds tax
     Failure/Error: expect(cart.gross).to eq(119)

       expected: 119
            got: 100

       (compared using ==)
     # ./spec/cart_spec.rb:14:in \`block (2 levels) in <top (required)>'

Finished in 1.2 seconds (files took 3 seconds to load)
40 examples, 1 failure

Failed examples:

rspec ./spec/cart_spec.rb:12 # Cart adds tax

Exited with code exit status 1
CircleCI received exit code 1
Uploading test results
Found no test results, skipping`,
    expected: ['1) Cart adds tax', 'expected: 119', 'rspec ./spec/cart_spec.rb:12'],
  },
  {
    tool: 'Bitbucket Pipelines',
    log: `+ umask 000
+ GIT_LFS_SKIP_SMUDGE=1 retry 6 git clone --branch="main" https://x-token-auth:$REPOSITORY_OAUTH_ACCESS_TOKEN@bitbucket.org/acme/shop.git
${noise(60)}
+ ./gradlew check
${noise(100)}
Container 'Build' exceeded memory limit.
Searching for files matching artifact pattern build/reports/**
Artifact pattern build/reports/** matched 12 files with a total size of 1.2 MB`,
    expected: ["Container 'Build' exceeded memory limit."],
  },
  {
    tool: 'a GitLab job that is stuck',
    log: `Running with gitlab-runner 16.9.0 (656c1943)
section_start:1738490000:get_sources
${noise(40)}
section_end:1738490010:get_sources
section_start:1738490010:step_script
$ make integration
${noise(150)}
waiting for broker:9092 ...
waiting for broker:9092 ...
section_end:1738493610:step_script
section_start:1738493610:cleanup_file_variables
Cleaning up project directory and file based variables
section_end:1738493611:cleanup_file_variables
ERROR: Job failed: execution took longer than 1h0m0s seconds`,
    expected: ['execution took longer than 1h0m0s', 'waiting for broker:9092'],
  },
  {
    tool: 'a runner that is taken away',
    log: `##[group]Run cargo test --workspace
##[endgroup]
${noise(200)}
##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.
##[error]The operation was canceled.
Cleaning up orphan processes`,
    expected: ['The runner has received a shutdown signal'],
  },
  {
    tool: 'a runner without room',
    log: `##[group]Run docker build -t shop .
##[endgroup]
${noise(200)}
#14 41.20 Unpacking linux-headers (6.1) ...
#14 41.90 dpkg: error processing archive /var/cache/apt/archives/linux-headers_6.1_amd64.deb (--unpack):
#14 41.90  cannot copy extracted data for './usr/src/linux/Kconfig' to '/usr/src/linux/Kconfig.dpkg-new': failed to write (No space left on device)
#14 42.10 E: Sub-process /usr/bin/dpkg returned an error code (1)
#14 ERROR: process "/bin/sh -c apt-get install -y linux-headers" did not complete successfully: exit code: 100
##[error]Process completed with exit code 1.
${noise(80)}
Post job cleanup.
##[warning]You are running out of disk space. The runner will stop working when the machine runs out of disk space. Free space left: 21 MB`,
    expected: ['No space left on device', '#14 ERROR: process "/bin/sh -c apt-get install -y linux-headers"'],
  },
  {
    tool: 'a submodule nobody may read',
    log: `##[group]Run actions/checkout@v5
Syncing repository: acme/shop
${noise(30)}
Submodule 'vendor/pay' (https://github.com/acme/pay.git) registered for path 'vendor/pay'
Cloning into '/home/runner/work/shop/shop/vendor/pay'...
remote: Repository not found.
fatal: repository 'https://github.com/acme/pay.git/' not found
fatal: clone of 'https://github.com/acme/pay.git' into submodule path '/home/runner/work/shop/shop/vendor/pay' failed
Failed to clone 'vendor/pay'. Retry scheduled
fatal: clone of 'https://github.com/acme/pay.git' into submodule path '/home/runner/work/shop/shop/vendor/pay' failed
Failed to clone 'vendor/pay' a second time, aborting
##[error]The process '/usr/bin/git' failed with exit code 1
Post job cleanup.
${noise(30)}`,
    expected: [
      "fatal: repository 'https://github.com/acme/pay.git/' not found",
      "Failed to clone 'vendor/pay' a second time",
    ],
  },
  {
    tool: 'Drone',
    log: `+ go generate ./...
${noise(80)}
+ git diff --exit-code
diff --git a/api/gen.go b/api/gen.go
index 3b18e51..9daeafb 100644
--- a/api/gen.go
+++ b/api/gen.go
@@ -12,3 +12,4 @@ type Cart struct {
 	Total int
+	Tax   int
 }`,
    expected: ['diff --git a/api/gen.go b/api/gen.go', '+	Tax   int'],
  },
  {
    tool: 'Azure Pipelines with stages',
    log: `##[section]Starting: Initialize job
${noise(30)}
##[section]Finishing: Initialize job
##[section]Starting: Run unit tests
${noise(120)}
npm warn deprecated left-pad@1.3.0: use String.prototype.padStart()
 FAIL  packages/cart/src/tax.spec.ts
  tax
    ✓ is nothing for nothing (2 ms)
    ✕ is a fifth of the net price (5 ms)

  ● tax › is a fifth of the net price

    expect(received).toBeCloseTo(expected)

    Expected: 20
    Received: 19

      at Object.<anonymous> (packages/cart/src/tax.spec.ts:9:21)

Test Suites: 1 failed, 30 passed, 31 total
##[error]Bash exited with code '1'.
##[section]Finishing: Run unit tests
##[section]Starting: Publish test results
##[warning]No test result files matching '**/junit.xml' were found, Error: none
##[section]Finishing: Publish test results
##[section]Starting: Checkout acme/shop@main to s
${noise(40)}
##[section]Finishing: Checkout acme/shop@main to s`,
    expected: ['tax › is a fifth of the net price', 'Expected: 20', 'tax.spec.ts:9:21'],
  },
]
