import { basename, dirname } from 'node:path'
import { defineCollector, known, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { amReleasesOf } from '../derived/am-libraries.ts'
import { tomcatDeployments } from '../facts/tomcat-deployments.ts'
import { applicationFolders, contentsOf, contextOf, formAt, nameLeadingTo, namesIn, type ApplicationForm } from './support/web-application-files.ts'

type Deployment = ValueOf<typeof tomcatDeployments>['deployments'][number]
type Work = Deployment['work'][number] & { readonly context: string }

export default defineCollector({
  fact: tomcatDeployments,
  type: 'pingam',
  needs: ({ fields }) => (fields.tomcat === undefined ? 'tomcat' : null),
  touches: ({ fields: { tomcat, webapp } }) =>
    tomcat === undefined ? [] : [...applicationFolders(webapp, tomcat), `${tomcat}/work`].map((what) => ({ kind: 'tree', what })),
  collect: async ({ target: { fields }, files }) => {
    const { tomcat, webapp } = fields
    if (tomcat === undefined) return known({ deployments: [] })
    const { folders, omitted } = await foldersOf(files, webapp, tomcat)
    const work = await workIn(files, `${tomcat}/work`)
    const deployments: Deployment[] = []
    for (const folder of folders) {
      const names = await namesIn(files, folder)
      const named = webapp === undefined ? null : contextOf((await nameLeadingTo(files, folder, names, webapp)) ?? basename(webapp))
      for (const context of [...new Set(names.map(contextOf))].sort()) {
        const forms = (
          await Promise.all(names.filter((name) => contextOf(name) === context).map((name) => formAt(files, `${folder}/${name}`)))
        ).filter((form) => form !== null)
        deployments.push(await deploymentOf(files, context, named === context, forms, work))
      }
    }
    return partial({ deployments }, omitted)
  },
})

/** Folders that hold web applications of this Tomcat; `omitted` names one that the plan does not let be looked into. Throws when there is none at all. */
const foldersOf = async (
  files: FileSession,
  webapp: string | undefined,
  tomcat: string,
): Promise<{ folders: readonly string[]; omitted: readonly string[] }> => {
  const folders: string[] = []
  for (const folder of applicationFolders(webapp, tomcat)) if ((await files.stat(folder))?.kind === 'directory') folders.push(folder)
  const linked = await Promise.all(
    folders.map(async (folder) => webapp === undefined || (await nameLeadingTo(files, folder, await namesIn(files, folder), webapp)) !== null),
  )
  const elsewhere = webapp === undefined || linked.includes(true) ? null : dirname(webapp)
  if (elsewhere !== null && !folders.includes(elsewhere)) {
    try {
      if ((await files.stat(elsewhere))?.kind === 'directory') folders.push(elsewhere)
    } catch (error) {
      if (!(error instanceof FactError) || error.code !== 'permission-denied') throw error
      return { folders, omitted: [`a WAR beside ${webapp ?? ''} was not looked for: ${error.message}`] }
    }
  }
  if (folders.length === 0)
    throw new FactError('missing-evidence', `${tomcat}/webapps: there is no such directory; name the deployed web application as webapp in the plan`)
  return { folders, omitted: [] }
}

const deploymentOf = async (
  files: FileSession,
  context: string,
  named: boolean,
  forms: readonly ApplicationForm[],
  work: readonly Work[],
): Promise<Deployment> => {
  const war = forms.find(({ kind, path }) => kind === 'war' && /\.war$/i.test(path)) ?? null
  const directory = forms.find(({ kind }) => kind === 'directory') ?? null
  const ofWar = war === null ? [] : await releasesOf(files, war)
  const ofDirectory = directory === null ? [] : await releasesOf(files, directory)
  return {
    context,
    am: named || ofWar.length > 0 || ofDirectory.length > 0,
    war: war === null ? null : { path: war.path, modifiedAt: Math.trunc(war.modifiedAt), releases: ofWar },
    directory: directory === null ? null : { path: directory.path, ...(await timesOf(files, directory)), releases: ofDirectory },
    work: work.filter((one) => one.context === context).map(({ path, modifiedAt }) => ({ path, modifiedAt })),
  }
}

const releasesOf = async (files: FileSession, form: ApplicationForm): Promise<readonly string[]> =>
  amReleasesOf((await contentsOf(files, form)).libraries)

const timesOf = async (files: FileSession, { path, modifiedAt }: ApplicationForm): Promise<{ trackedAt: number | null; modifiedAt: number }> => {
  const tracker = await files.stat(`${path}/META-INF/war-tracker`)
  const parts = await Promise.all(['WEB-INF', 'WEB-INF/lib', 'WEB-INF/web.xml', 'META-INF'].map((part) => files.stat(`${path}/${part}`)))
  return { trackedAt: time(tracker?.modifiedAt ?? null), modifiedAt: Math.trunc(Math.max(modifiedAt, ...parts.map((part) => part?.modifiedAt ?? 0))) }
}

const time = (milliseconds: number | null): number | null => (milliseconds === null ? null : Math.trunc(milliseconds))

/** `work/<engine>/<host>/<context>`, whatever engine and host are called. */
const workIn = async (files: FileSession, folder: string): Promise<readonly Work[]> => {
  const found: Work[] = []
  for (const engine of await namesIn(files, folder))
    for (const host of await namesIn(files, `${folder}/${engine}`))
      for (const context of await namesIn(files, `${folder}/${engine}/${host}`)) {
        const path = `${folder}/${engine}/${host}/${context}`
        const stat = await files.stat(path)
        if (stat?.kind === 'directory') found.push({ context, path, modifiedAt: Math.trunc(stat.modifiedAt) })
      }
  return found
}
