import { basename } from 'node:path'
import { defineCollector, partial } from '../core/collector.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { upgradeTimes } from '../facts/last-start.ts'
import { belongsToTree, INSTALL_PROPERTIES } from './support/services-folders.ts'
import { currentForms } from './support/web-application-files.ts'

type Change = ValueOf<typeof upgradeTimes>['changes'][number]

const RECORD = /(?:^|\/)configurationversionservice(?:\.json$|\/.*\.json$)/i

export default defineCollector({
  fact: upgradeTimes,
  type: 'pingam',
  needs: ({ fields }) => (fields.config === undefined ? 'config' : null),
  touches: ({ fields: { config, webapp, tomcat, upgradedConfig } }) => [
    ...(config === undefined
      ? []
      : [
          { kind: 'file' as const, what: `${config}/.version` },
          { kind: 'tree' as const, what: `${config}/config/services` },
        ]),
    ...[webapp, webapp === undefined || tomcat === undefined ? undefined : `${tomcat}/webapps`, upgradedConfig].flatMap((what) =>
      what === undefined ? [] : [{ kind: 'tree' as const, what }],
    ),
  ],
  collect: async ({ target: { fields }, files }) => {
    const { config = '', upgradedConfig } = fields
    const changes: Change[] = []
    const services = `${config}/config/services`
    const single = [
      { what: 'version-file', path: `${config}/.version` },
      { what: 'services-directory', path: services },
      { what: 'install-properties', path: `${services}/${INSTALL_PROPERTIES}` },
    ] as const
    for (const { what, path } of single) {
      const stat = await files.stat(path)
      if (stat !== null) changes.push({ what, path, modifiedAt: Math.trunc(stat.modifiedAt) })
    }
    for (const { kind, path, modifiedAt } of await currentForms(files, fields))
      if (kind === 'war') changes.push({ what: 'web-application', path, modifiedAt: Math.trunc(modifiedAt) })

    const live = await documentsIn(files, services)
    const converted = upgradedConfig === undefined ? null : await documentsIn(files, upgradedConfig)
    for (const { relative, path, modifiedAt } of live.documents)
      if (RECORD.test(relative)) changes.push({ what: 'configuration-version', path, modifiedAt: Math.trunc(modifiedAt) })
    for (const { relative, path, modifiedAt } of converted?.documents ?? [])
      if (RECORD.test(relative)) changes.push({ what: 'converted-export', path, modifiedAt: Math.trunc(modifiedAt) })
    const newest = live.documents.toSorted((a, b) => b.modifiedAt - a.modifiedAt || (a.relative < b.relative ? -1 : 1))[0]
    return partial(
      {
        changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)),
        newestDocument: newest === undefined ? null : { path: newest.relative, modifiedAt: Math.trunc(newest.modifiedAt) },
      },
      [...live.omitted, ...(converted?.omitted ?? [])],
    )
  },
})

const documentsIn = async (files: FileSession, path: string) => {
  if ((await files.stat(path))?.kind !== 'directory') return { documents: [], omitted: [] }
  const { entries, omitted } = await files.walk(path, { accept: (relative) => belongsToTree(relative) && /\.json$/i.test(basename(relative)) })
  return { documents: entries.filter(({ kind }) => kind === 'file'), omitted }
}
