// fp1: the constants that decide which lines share a template. A changed number or word is a new version: ids would differ.
// Promises: nothing here names a program, a project or a file; one setting for every kind of log.

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

export const fp1 = {
  version: 'fp1',
  /** So much of a message is read; the rest of a very long line tells nothing more about its kind. */
  maxChars: 4096,
  maxTokens: 160,
  /** Repetitions of up to so many tokens are one (`a=<*> b=<*> a=<*> b=<*>`). */
  maxCycle: 6,

  /** A gap is a place where a value may stand: up to so many tokens, */
  maxGap: 3,
  /** that begin among the first so many of a text. */
  maxHoles: 48,
  /** A family may itself be one value of a wider one, so deep. */
  maxDepth: 4,
  /** So many values are kept of a gap: more than any `need`. */
  maxValues: 16,
  /** How many different values a gap must have shown before it is a variable, by what the value looks like. */
  need: {
    variable: 2,
    /** at most, where a number was seen, too */
    besideVariable: 4,
    /** `a.b.c`: two dots and more */
    dotted: 2,
    afterOwner: 2,
    afterPreposition: 3,
    afterNoun: 5,
    idLike: 3,
    /** alone in brackets or quotes */
    marked: 3,
    keyValue: 4,
    letter: 4,
    natural: 6,
    first: 6,
    firstMarked: 4,
    naturalInShort: 8,
    enumerated: 12,
    /** a verb where a name is expected */
    verbAfter: 6,
    spanAfterWord: 4,
    spanAfterPreposition: 3,
  },
  /** A first word is a variable only where so many constant words follow. */
  anchorsOfFirst: 4,
  anchorsOfLong: 4,
  /** All doubtful places opened at once: so many different texts. */
  joint: 4,

  /** The word in front of a name of something. */
  owners: words(
    'user users username login account host hostname node server file filename path dir directory folder from',
  ),
  prepositions: words('for by to name named id on at in with as of called key instance process module service device'),
  /** The word in front of a name of something, or of what happened to it. */
  nouns: words(
    'container group job queue topic table database index volume image pod plugin function method class variable parameter ' +
      'package command script program component customer interface driver domain zone region cluster namespace bucket tag ' +
      'branch repository property field column rule policy profile role feature flag target template thread worker agent ' +
      'broker app application partition',
  ),
  /** Words that are more often a part of the sentence, or one of a few states, than a value. */
  enumerated: words(
    'true false yes no on off ok up down get put post head delete patch options open opened close closed start started stop ' +
      'stopped enabled disabled success failure succeeded failed error warning info debug read write input output in out left ' +
      'right first last all none any not is are was were has have had be been will would can cannot could should must may and ' +
      'or but if then else when while the a an this that these those new old more less than too very only also already still now',
  ),
  dates: words(
    'mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan feb mar apr may jun jul aug sep ' +
      'oct nov dec january february march april june july august september october november december am pm utc gmt z pst pdt ' +
      'est edt cst cdt mst mdt cet cest bst ist jst',
  ),
  units: words(
    'ns us µs ms msec msecs s sec secs second seconds min mins minute minutes h hour hours day days b byte bytes kb mb gb tb ' +
      'pb kib mib gib tib hz khz mhz ghz',
  ),
  nothings: words('null nil none undefined nan'),

  /** Lines of a place in a head that vote on what belongs to it, and the share that decides. */
  votes: 200,
  share: { level: 0.1, other: 0.5, name: 0.8 },
  maxHeadItems: 12,
  /** So many different heads of one source are told apart. */
  maxPlaces: 1000,
} as const
