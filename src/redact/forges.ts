// Tokens of forges, package registries and build services, by the shape their vendors document.
// Promises: every pattern is linear: it begins with letters of its own, its runs end the pattern or are bounded and small.
// Leaves to others: clouds and all the rest (clouds.ts, services.ts); values without a shape of their own (named.ts).
import { edge, type Rule, tokenRule } from './rule.ts'

export const forgeRules: readonly Rule[] = [
  // an installation token may be `ghs_` with a JWT behind it, hence the dots
  tokenRule(
    'github-token',
    'gh[pousr]_ github_pat_',
    /(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{22,}(?:\.[A-Za-z0-9_-]{16,}){0,2}/g,
  ),
  tokenRule(
    'gitlab-token',
    'glpat- gl[dr]t- glrtr- glcbt- glptt- gl[fiw]t- glimt- glagent- gloas- glsoat- glffct- GR1348941',
    /(?:gl(?:pat|dt|rtr?|cbt|ptt|ft|it|imt|wt|agent|oas|soat|ffct)-|GR1348941)[\w=-]{18,}(?:\.[\w-]{2,}){0,2}/g,
  ),
  tokenRule('bitbucket-token', 'ATBB ATCTT3', /ATBB[A-Za-z0-9]{24,}|ATCTT3[A-Za-z0-9+/=_-]{24,}/g),
  tokenRule('atlassian-token', 'ATATT3 ATOA[A-Za-z0-9]', /(?:ATATT3|ATOA)[A-Za-z0-9+/=_-]{50,}/g),
  tokenRule('npm-token', 'npm_', /npm_[A-Za-z0-9]{36,}/g),
  tokenRule('pypi-token', 'pypi-Ag', /pypi-Ag[A-Za-z0-9_-]{30,}/g),
  tokenRule('rubygems-token', 'rubygems_', /rubygems_[a-f0-9]{48,}/g),
  tokenRule('crates-token', '?cio[A-Za-z0-9]', new RegExp(`${edge}cio[A-Za-z0-9]{32}(?![A-Za-z0-9])`, 'g')),
  tokenRule('docker-token', 'dckr_pat_ dckr_oat_', /dckr_[op]at_[A-Za-z0-9_-]{20,}/g),
  tokenRule('nuget-token', '?oy2[a-p]', new RegExp(`${edge}oy2[a-p][a-z0-9]{42}(?![A-Za-z0-9])`, 'g')),
  tokenRule('clojars-token', 'CLOJARS_', /CLOJARS_[A-Za-z0-9]{60,}/g),
  tokenRule('jfrog-token', 'AKCp', /AKCp[A-Za-z0-9]{69,}/g),
  tokenRule('sonar-token', 'sq[apu]_', new RegExp(`${edge}sq[apu]_[a-f0-9]{40}`, 'g')),
  tokenRule('circleci-token', 'CCIPAT_', /CCIPAT_[A-Za-z0-9]{22}_[a-f0-9]{40}/g),
  tokenRule('buildkite-token', 'bkua_', /bkua_[a-z0-9]{40,}/g),
  tokenRule('sourcegraph-token', 'sgp_', /sgp_(?:[a-zA-Z0-9]{16}_|local_)?[a-f0-9]{40,}/g),
  tokenRule('sentry-token', 'sntrys_ sntryu_', /sntry[su]_[A-Za-z0-9+/=_-]{40,}/g),
  tokenRule('pulumi-token', 'pul-', new RegExp(`${edge}pul-[a-f0-9]{40}`, 'g')),
  tokenRule('linear-token', 'lin_api_ lin_oauth_', /lin_(?:api|oauth)_[A-Za-z0-9]{32,}/g),
  tokenRule('figma-token', 'fig[dou]_ figo[a-z]_ figu[a-z]_', /fig[dou][a-z]?_[A-Za-z0-9_-]{40,}/g),
  tokenRule('notion-token', 'ntn_ secret_', new RegExp(`ntn_[A-Za-z0-9]{40,}|${edge}secret_[A-Za-z0-9]{43}`, 'g')),
  tokenRule('postman-token', 'PMAK-', /PMAK-[a-f0-9]{24}-[a-f0-9]{34}/g),
  tokenRule('shopify-token', 'shp[acps][ast]_ shpua_', /shp(?:at|ca|pa|ss|ua)_[a-fA-F0-9]{32,}/g),
]
