import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { zipOf, type ZipInput } from '../fixtures/archives/zip-writer.ts'
import { CORPUS_PACKAGES } from './corpus-packages.ts'

/**
 * The archives that the scanner's benchmark reads, made of Debian packages (apt-get download and dpkg-deb; nothing is installed): `am.war`, one large web
 * application with hundreds of libraries, and `home`, a directory of JARs as an application server has it. They are kept in IAM_PREFLIGHT_CORPUS, by
 * default a directory below that for temporary files, and are as large as am.war 200 MB and home 770 MB (`full`) or 20 and 65 MB (`small`).
 */
export interface Corpus {
  readonly war: string
  readonly home: string
  /** Two corpora are the same when this is. */
  readonly digest: string
}

export type CorpusSize = keyof typeof CORPUS_PACKAGES

const MB = 1024 * 1024
const WAR_BYTES = { small: 20 * MB, full: 236 * MB } as const
/** The two compilers of Kotlin have 98 MB each and would be an eighth of the whole. */
const LARGEST_JAR = 64 * MB

/** The corpus in its directory, made when it is not there yet: that downloads 60 or 800 MB. */
export const corpusOf = (size: CorpusSize): Corpus => {
  const place = join(process.env['IAM_PREFLIGHT_CORPUS'] ?? join(tmpdir(), 'iam-preflight-corpus'), size)
  const manifest = join(place, 'manifest.txt')
  if (!existsSync(manifest)) make(place, size, manifest)
  return { war: join(place, 'am.war'), home: join(place, 'home'), digest: sha256(readFileSync(manifest)).slice(0, 16) }
}

const make = (place: string, size: CorpusSize, manifest: string): void => {
  const debs = join(place, 'debs')
  mkdirSync(debs, { recursive: true })
  rmSync(join(place, 'home'), { recursive: true, force: true })
  mkdirSync(join(place, 'home/lib'), { recursive: true })
  execFileSync('apt-get', ['-q', 'download', ...packagesOf(size)], { cwd: debs, stdio: ['ignore', 'ignore', 'inherit'] })
  const jars = new Map<string, string>()
  const loose: ZipInput[] = []
  for (const deb of readdirSync(debs).sort()) {
    const tree = mkdtempSync(join(place, 'deb-'))
    execFileSync('dpkg-deb', ['-x', join(debs, deb), tree])
    for (const path of filesBelow(tree)) {
      const name = relative(tree, path)
      if (name.startsWith('usr/share/tomcat10-examples/examples/'))
        loose.push({ name: name.split('/').slice(4).join('/'), content: readFileSync(path) })
      else if (name.endsWith('.groovy')) loose.push({ name: `WEB-INF/scripts/${basename(name)}`, content: readFileSync(path) })
      else if (name.endsWith('.jar')) keep(path, join(place, 'home/lib'), jars)
    }
    rmSync(tree, { recursive: true })
  }
  writeFileSync(join(place, 'am.war'), zipOf([...distinct(loose), ...libraries(jars, WAR_BYTES[size])]))
  writeFileSync(manifest, [...jars].map(([digest, path]) => `${digest} ${statSync(path).size} ${basename(path)}\n`).join(''))
}

/** Of the full corpus, also what its packages need, as if nothing were installed; packages for one architecture hold hardly any JAR. */
const packagesOf = (size: CorpusSize): readonly string[] => {
  const asked = CORPUS_PACKAGES[size].split(' ')
  if (size === 'small') return asked
  const nothingInstalled = ['-o', 'Dir::State::status=/dev/null']
  const plan = execFileSync('apt-get', ['install', '-s', '--no-install-recommends', ...nothingInstalled, ...asked], {
    encoding: 'utf8',
    maxBuffer: 64 * MB,
  })
  return [...plan.matchAll(/^Inst (\S+) \((\S+) .*\[all\]/gm)].map(([, name, version]) => `${name}=${version}`)
}

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()

/** Each content once, under its own name or, where that is taken, one with its digest. */
const keep = (path: string, directory: string, jars: Map<string, string>): void => {
  if (statSync(path).size > LARGEST_JAR) return
  const digest = sha256(readFileSync(path))
  if (jars.has(digest)) return
  const plain = join(directory, basename(path))
  const target = existsSync(plain) ? join(directory, `${digest.slice(0, 8)}-${basename(path)}`) : plain
  renameSync(path, target)
  jars.set(digest, target)
}

/** JARs in the order of their digests, which is no order, until there are enough of them. */
const libraries = (jars: ReadonlyMap<string, string>, bytes: number): readonly ZipInput[] => {
  let left = bytes
  return [...jars]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, path]) => {
      const content = readFileSync(path)
      if (content.length > left) return []
      left -= content.length
      return [{ name: `WEB-INF/lib/${basename(path)}`, content }]
    })
}

const distinct = (inputs: readonly ZipInput[]): readonly ZipInput[] => [...new Map(inputs.map((input) => [input.name, input])).values()]

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
