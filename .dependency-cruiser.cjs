// Who may import whom (docs/architecture.md). What is not listed is forbidden; each rule speaks to whoever broke it.
const LAYERS = {
  core: ['core'],
  formats: ['formats'],
  statements: ['core', 'statements'],
  facts: ['core', 'facts'],
  derived: ['core', 'facts', 'formats', 'derived'],
  collectors: ['core', 'facts', 'derived', 'formats', 'statements', 'collectors'],
  sessions: ['core', 'formats', 'statements', 'sessions'],
  registry: ['core', 'facts', 'derived', 'collectors', 'registry'],
  config: ['core', 'config'],
  reporters: ['core', 'reporters'],
  testing: ['core', 'testing'],
  commands: ['run', 'reporters', 'config', 'core', 'commands'],
}
const EXTRA = { registry: '^checks/', testing: '^src/api\\.ts$' }
const PACKAGES = {
  core: [],
  formats: ['saxes', 'jsonc-parser', 'smol-toml', 'node-forge'],
  statements: [],
  facts: [],
  derived: [],
  collectors: [],
  sessions: ['ldapts', 'undici', 'pg', 'mysql2', 'tedious', 'oracledb', 'ibm_db'],
  registry: [],
  config: ['ajv', 'yaml'],
  reporters: ['table'],
  testing: ['ajv'],
  run: ['ajv'],
  commands: ['@oclif/core'],
}

const layerRules = Object.entries(LAYERS).map(([layer, allowed]) => ({
  name: `${layer}-imports`,
  comment: `src/${layer} may import only ${[...allowed, 'limits.ts'].join(', ')}: move what you need to where it may be seen, or pass it in.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    path: '^(src|checks|test|fixtures|bench|scripts)/',
    pathNot: [`^src/(${allowed.join('|')})/`, '^src/limits\\.ts$', ...(EXTRA[layer] ? [EXTRA[layer]] : [])],
  },
}))

const packageRules = Object.entries(PACKAGES).map(([layer, packages]) => ({
  name: `${layer}-packages`,
  comment: `src/${layer} may use ${packages.length === 0 ? 'no npm package' : `only ${packages.join(', ')}`}: only sessions/ sees a driver, and parsing libraries stay in formats/ and config/.`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: {
    dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'],
    ...(packages.length === 0 ? {} : { pathNot: packages.map((name) => `node_modules/${name}/`) }),
  },
}))

module.exports = {
  forbidden: [
    ...layerRules,
    ...packageRules,
    {
      name: 'run-imports',
      comment: 'src/run wires everything but the commands, the reporters and the testing helpers.',
      severity: 'error',
      from: { path: '^src/run/' },
      to: { path: '^(src/(commands|reporters|testing)|test|fixtures|bench|scripts)/' },
    },
    {
      name: 'limits-imports',
      comment: 'limits.ts is read by all and reads nothing.',
      severity: 'error',
      from: { path: '^src/limits\\.ts$' },
      to: { path: '.' },
    },
    {
      name: 'api-imports',
      comment: 'api.ts opens core, facts, derived and pure helpers of formats to authors of checks; nothing else.',
      severity: 'error',
      from: { path: '^src/api\\.ts$' },
      to: { path: '.', pathNot: '^src/(core|facts|derived|formats)/' },
    },
    {
      name: 'checks-imports',
      comment: 'A check sees src/api.ts, its own pack and checks/common: never a session, a file or a package.',
      severity: 'error',
      from: { path: '^checks/([^/]+)/' },
      to: { path: '.', pathNot: ['^src/api\\.ts$', '^checks/($1|common)/'] },
    },
    {
      name: 'files-only-where-allowed',
      comment: 'Only sessions/ (audited systems), config/ and run/ (our own files) touch the file system, processes or sockets.',
      severity: 'error',
      from: { path: '^(src/(core|formats|statements|facts|derived|collectors|registry|reporters|commands|testing)|checks)/' },
      to: {
        path: '^(node:)?(fs|fs/promises|child_process|net|tls|http|https|http2|dgram|dns|dns/promises|worker_threads|cluster|sqlite)$',
        dependencyTypes: ['core'],
      },
    },
    {
      name: 'no-circles',
      comment: 'Modules that need each other are one module, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'resolvable', comment: 'The module is not there.', severity: 'error', from: { pathNot: '^bin/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs', '.json'],
    },
  },
}
