// Placeholders: values that stand where a secret would stand and are none: `***`, `${TOKEN}`, `null`, `string`, `getToken()`.
// Promises: only what surely tells nothing passes; in doubt it is a secret.
// Leaves to others: which names call for a look (name.ts).
import { isSecretName } from './name.ts'
import { isMark } from './rule.ts'

const shapes: readonly RegExp[] = [
  // *** ... --- xxxx
  /^[*•.…_#-]+$|^x{3,}$/i,
  // <token> ${TOKEN} $TOKEN {{ token }} %TOKEN% %s {0} [redacted]
  /^<[^<>]{0,64}>$|^\$\{[^}]{0,128}\}$|^\$[A-Z_][A-Z0-9_]*$|^\$?\{\{[^}]{0,128}\}\}$|^%\w{1,64}%$|^%[sdrvq]$|^\{\w{0,64}\}$/,
  /^[[(](?:redacted|hidden|filtered|removed|masked|secret|object|array|function|empty|none|null)[^\])]{0,32}[\])]$/i,
  // types: string | null, Option<String>, z.string
  /^(?:optional|option|maybe|readonly)?[<[]?(?:secret)?(?:string|str|text|varchar|bytes|buffer|number|int|integer|boolean|bool|any|unknown|never|void|object)(?:\[\])?[?>\]);,]{0,4}(?:\s?\|\s?[\w[\]<>]{1,32}){0,4};?$/i,
]

// what is said about a secret, in a sentence or as a state
const words = new Set(
  (
    'null undefined true false none nil nan yes no ok on off unset set empty missing required optional present absent valid ' +
    'invalid expired revoked denied refused rejected accepted received refreshed created updated changed deleted removed ' +
    'rotated reset redacted hidden masked filtered omitted encrypted hashed incorrect wrong mismatch mismatched error failed ' +
    'not the this that was is has had are were for and may must should can cannot please see found got expected unexpected ' +
    'too default disabled enabled unknown unauthorized forbidden new await async function typeof return self token bearer ' +
    'basic with without from your our its only use used using verified verification needed never malformed flag option argument parameter instead or and to in'
  ).split(' '),
)

/** Whether a value, without its quotes, tells nothing. */
export const isPlaceholder = (value: string): boolean =>
  value === '' || isMark(value) || words.has(value.toLowerCase()) || shapes.some((shape) => shape.test(value))

// names under which code finds a secret: process.env.TOKEN, this.token, config.auth.token
const roots =
  /^(?:process|import|env|os|this|self|config|options|opts|props|req|request|res|response|ctx|context|settings|args|argv|params|state|user|data|body|headers|secrets|vars|inputs|session|credentials|steps|github|matrix)[.[?]/

/** Whether a value without quotes is an expression of a programming language. `name` is what it is assigned to. */
export const isCode = (name: string, value: string): boolean =>
  // a call, an element, an object, a template: `getToken()`, `[`, `{`, `$(cat token)`
  /^[A-Za-z_$][\w$.?!]*\(|^[[({&]|^\$[({]|^\w+`/.test(value) ||
  roots.test(value) ||
  // `token = refreshToken`, `token: token`
  (/^[A-Za-z_$][A-Za-z_$.]*$/.test(value) && (value === name || (/[a-z][A-Z]|[._]/.test(value) && isSecretName(value))))
