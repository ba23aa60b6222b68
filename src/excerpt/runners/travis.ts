// Travis CI: folds, and a line for each command that says how it exited.
import type { Runner } from './runner.ts'

export const travis: Runner = {
  id: 'travis',
  marks: [
    { is: 'after', match: /^travis_fold:start:(after_(?:failure|script|success)\S*)/ },
    { is: 'cleanup', match: /^travis_fold:start:((?:cache\.[2-9]|artifacts|before_cache|before_deploy|deploy)\S*)/ },
    {
      is: 'setup',
      match:
        /^travis_fold:start:((?:worker_info|system_info|git|cache|apt|resolvconf|docker_mtu|rvm|nvm|ruby|services|install|before_|fix|configure|go|elixir|announce|pearrc|update_libssl|postgresql)[\w.]*)/,
    },
    { is: 'run', match: /^travis_fold:start:(.*)/ },
    { is: 'back', match: /^travis_fold:end:/ },
    { is: 'failed', match: /^The command ".{0,2000}" (?:failed and )?exited with [1-9]/ },
    { is: 'passed', match: /^The command ".{0,2000}" exited with 0\./ },
    { is: 'cleanup', match: /^(Done\. Your build exited)/ },
  ],
  example: [
    ['travis_fold:start:git.checkout', 'setup'],
    ['travis_fold:end:git.checkout', 'back'],
    ['The command "make test" exited with 2.', 'failed'],
    ['The command "make" exited with 0.', 'passed'],
    ['travis_fold:start:after_failure', 'after'],
  ],
}
