import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { agreementOn } from '../support/archive-agreement.ts'
import { JAVAX, scanOf } from '../support/archive-scans.ts'
import { constantTextsOf, entriesOf } from '../support/exhaustive-scan.ts'
import { temporaryTree } from '../support/files.ts'
import { archivesBelow } from '../support/real-archives.ts'
import { requireFile, requireTool } from '../support/required.ts'

/**
 * The scanner on real archives, against a second reading without short cuts and against javax2jakarta (Apache Tomcat's migration tool). By default these
 * are the JARs of installed packages; IAM_PREFLIGHT_ORACLE names a directory of others, and what was compared is printed (docs/scanner-evidence.md).
 */
const NAMED = process.env['IAM_PREFLIGHT_ORACLE']
const DIRECTORY = NAMED ?? '/usr/share/java'
const HOUR = 3_600_000

const tell = (figures: object): void => {
  if (NAMED !== undefined) process.stdout.write(`${JSON.stringify(figures)}\n`)
}

describe.skipIf(!requireFile(DIRECTORY))('real archives', () => {
  const paths = archivesBelow(DIRECTORY)
  const megabytes = Math.round(paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6)

  it('are read as the second reading reads them, javax and jakarta alike', { timeout: HOUR }, async () => {
    const found = { references: 0, classes: 0 }
    for (const path of paths) {
      const { references, classes } = await agreementOn(readFileSync(path), [...JAVAX, 'jakarta.servlet', 'jakarta.websocket'])
      found.references += references
      found.classes += classes
    }
    tell({ compared: 'second reading', archives: paths.length, megabytes, ...found })
    expect(found.references).toBeGreaterThan(1000)
  })

  it.skipIf(!requireTool('javax2jakarta'))('have references in exactly the classes that javax2jakarta rewrites', { timeout: HOUR }, async () => {
    const { root, remove } = temporaryTree()
    afterAll(remove)
    mkdirSync(`${root}/old`)
    // The tool renames archives whose names hold javax.servlet.
    for (const [index, path] of paths.entries()) copyFileSync(path, `${root}/old/${index}.jar`)
    execFileSync('javax2jakarta', ['-profile=TOMCAT', '-logLevel=WARNING', `${root}/old`, `${root}/new`], { stdio: ['ignore', 'ignore', 'pipe'] })
    const rewritten: string[] = []
    const told: string[] = []
    for (const [index, path] of paths.entries()) {
      const before = readFileSync(`${root}/old/${index}.jar`)
      rewritten.push(...rewrittenClasses(before, readFileSync(`${root}/new/${index}.jar`)).map((name) => `${path}!/${name}`))
      const { archives } = await scanOf(before)
      for (const { chain, references } of archives) {
        const classes = references.filter(({ kind }) => IN_CLASSES.has(kind)).map(({ entry }) => entry)
        told.push(...[...new Set(classes)].map((entry) => [path, ...chain, entry].join('!/')))
      }
    }
    tell({ compared: 'javax2jakarta', archives: paths.length, megabytes, rewritten: rewritten.length, told: told.length })
    expect(told.sort()).toEqual(rewritten.sort())
    expect(told.length).toBeGreaterThan(300)
  })
})

const IN_CLASSES: ReadonlySet<string> = new Set(['defines', 'extends', 'class', 'descriptor', 'string'])

/** Classes with a constant that names servlet or websocket and is not there any more; those of other packages of Java EE are not what is compared. */
const rewrittenClasses = (before: Buffer, after: Buffer, chain = ''): readonly string[] => {
  const converted = new Map(entriesOf(after).map(({ name, content }) => [name, content]))
  return entriesOf(before).flatMap(({ name, content }) => {
    if (!/\.(?:class|jar|war|zip)$/.test(name)) return []
    const other = converted.get(jakartaName(name)) ?? expect.fail(`${chain}${name} is not in the converted archive`)
    if (!name.endsWith('.class')) return rewrittenClasses(content, other, `${chain}${name}!/`)
    if (content.equals(other)) return []
    const left = new Set(constantTextsOf(other))
    return constantTextsOf(content).some((text) => /javax[/.](?:servlet|websocket)/.test(text) && !left.has(text)) ? [`${chain}${name}`] : []
  })
}

/** The names of entries that the tool's profile TOMCAT changes (its EESpecProfiles). */
const jakartaName = (name: string): string => {
  const parts = 'annotation|ejb|el|mail|persistence|security/auth/message|servlet|transaction(?!/xa)|websocket'
  const annotations =
    'Generated|ManagedBean|PostConstruct|PreDestroy|Priority|Resources?|security/(?:DeclareRoles|DenyAll|PermitAll|RolesAllowed|RunAs)'
  return name.replaceAll(
    new RegExp(`javax/(?=(?:${parts.replace('annotation', `annotation/(?:${annotations}|sql/DataSourceDefinition)`)}))`, 'g'),
    'jakarta/',
  )
}
