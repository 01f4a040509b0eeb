/**
 * Every bound the tool keeps, in one typed table: it is what the code enforces, what `explain limits` prints and what the docs show.
 * A limit that is hit ends in an `error` with reason `limit` (or `timeout`, `deadline`), never in a pass.
 * Source of the figures: FAULTS.md "Default limits", as amended there.
 */
export interface Limit {
  readonly value: number
  readonly unit: 'ms' | 'bytes' | 'entries' | 'levels' | 'rounds' | 'ratio'
  readonly why: string
}

const MB = 1024 * 1024

const limit = (value: number, unit: Limit['unit'], why: string): Limit => ({ value, unit, why })

export const LIMITS = {
  runDeadline: limit(15 * 60_000, 'ms', 'the whole run; --deadline changes it'),
  targetDeadline: limit(60_000, 'ms', 'one collector process; it is killed then; --timeout changes it'),
  collectorDeadline: limit(30_000, 'ms', 'one fact of one target'),
  evaluatorDeadline: limit(5_000, 'ms', "one check of the user's own"),
  secretCommand: limit(10_000, 'ms', 'a command that fetches a secret'),
  killGrace: limit(3_000, 'ms', 'between the last record of a child process and killing it, should it not end'),
  connect: limit(5_000, 'ms', 'connection, TLS handshake and login together, from the first packet'),
  networkOperation: limit(5_000, 'ms', 'one search or request'),
  connectionBytes: limit(8 * MB, 'bytes', 'received for one search, page or request'),
  httpBody: limit(1 * MB, 'bytes', 'the body of one answer'),
  ldapEntries: limit(10_000, 'entries', 'entries of one search'),
  ldapDefinitions: limit(20_000, 'entries', 'attribute types, or object classes, of one directory'),
  ldapValues: limit(2_000, 'entries', 'values of one attribute of an entry, apart from definitions'),
  ldapPage: limit(200, 'entries', 'entries of one page of a search'),
  rowQuestions: limit(20_000, 'ms', 'all questions of one fact about rows; none is asked after it'),
  sortedRows: limit(1_000_000, 'entries', 'rows of a table, by the statistics of the server, that are sorted to find duplicates'),
  childMemory: limit(320 * MB, 'bytes', 'resident memory of one collector process, polled; it is killed above'),
  childHeap: limit(160, 'entries', 'V8 heap of one collector process, in MB (--max-old-space-size)'),
  childOutput: limit(64 * MB, 'bytes', 'facts and transcript of one collector process'),
  childErrorOutput: limit(64 * 1024, 'bytes', 'standard error of one collector process that is kept'),
  factSize: limit(24 * MB, 'bytes', 'one fact as JSON: the catalogue of a schema of 2,000 tables has 16 MB'),
  configFile: limit(16 * MB, 'bytes', 'a configuration file (XML, JSON, properties) read into memory'),
  configurationTree: limit(256 * MB, 'bytes', 'all files of one configuration together'),
  startFile: limit(1 * MB, 'bytes', 'a script, batch file or unit that starts a container'),
  importedFile: limit(256 * MB, 'bytes', 'what a client of a database wrote (collect --import)'),
  sqlScript: limit(1 * MB, 'bytes', "a vendor's SQL script that is rehearsed"),
  sqlStatements: limit(2_000, 'entries', 'statements of such a script'),
  planFile: limit(4 * MB, 'bytes', 'preflight.yaml'),
  secretFile: limit(64 * 1024, 'bytes', 'a file that holds a secret'),
  snapshotFile: limit(256 * MB, 'bytes', 'a snapshot or a report read back'),
  logTail: limit(8 * MB, 'bytes', 'the end of a log file that is looked at'),
  textLine: limit(1 * MB, 'bytes', 'one line of a text file'),
  keystoreFile: limit(4 * MB, 'bytes', 'a keystore'),
  keystoreEntries: limit(10_000, 'entries', 'entries of a keystore'),
  keystoreAlias: limit(1024, 'bytes', 'an alias'),
  certificateSize: limit(64 * 1024, 'bytes', 'one certificate'),
  pbeIterations: limit(5_000_000, 'rounds', 'password-based key derivation; the JDK clamps at the same figure'),
  pbeIterationsTotal: limit(60_000_000, 'rounds', 'all password-based key derivations for one keystore together'),
  derDepth: limit(40, 'levels', 'nesting of DER values'),
  serializationDepth: limit(20, 'levels', 'nesting of a Java serialization stream'),
  xmlDepth: limit(200, 'levels', 'nesting of XML elements'),
  xmlAttributes: limit(1_000, 'entries', 'attributes of one XML element'),
  jsonDepth: limit(100, 'levels', 'nesting of JSON'),
  jsonFile: limit(32 * MB, 'bytes', 'a JSON file'),
  tomlFile: limit(4 * MB, 'bytes', 'a TOML file'),
  tomlDepth: limit(100, 'levels', 'nesting of TOML'),
  tomlKeys: limit(100_000, 'entries', 'keys, tables and items of a TOML file'),
  yamlAliases: limit(1_000, 'entries', 'aliases of a YAML file'),
  yamlDepth: limit(100, 'levels', 'nesting of YAML'),
  yamlTokens: limit(250_000, 'entries', 'tokens of a YAML file, and values its aliases unfold to'),
  archiveEntries: limit(200_000, 'entries', 'entries of an archive'),
  archiveEntryBuffered: limit(64 * MB, 'bytes', 'one archive entry held in memory'),
  archiveRatio: limit(200, 'ratio', 'inflated over deflated size of an entry above 1 MB held in memory'),
  archiveDepth: limit(5, 'levels', 'archives within archives'),
  archiveHeld: limit(96 * MB, 'bytes', 'archives within archives held in memory at once'),
  archiveInflatedTotal: limit(16 * 1024 * MB, 'bytes', 'all that one archive scan inflates'),
  archiveReferences: limit(100_000, 'entries', 'references that one archive scan records'),
  scanShared: limit(64 * MB, 'bytes', 'an archive scan from which on several processes share it'),
  scanRemembered: limit(16 * MB, 'bytes', 'an archive scan from which on it is kept for the next (not with --no-cache)'),
  scanMemory: limit(6 * MB, 'bytes', 'what is kept of one archive scan for the next'),
  walkDepth: limit(40, 'levels', 'directories below a root'),
  walkEntries: limit(200_000, 'entries', 'files and directories below a root'),
  pathLength: limit(4_096, 'bytes', 'a path'),
} as const satisfies Record<string, Limit>
