import { defineCheck, judged, notApplicable, own, tomcatDeployments, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'

const day = (time: number): string => new Date(time).toISOString()
/** File systems keep times to the second or to two. */
const GRAIN = 2_000

export default defineCheck({
  id: 'pingam/stale-deployment',
  title: 'Nothing unpacked or compiled from an earlier AM WAR is left in Tomcat',
  why: 'Tomcat goes on serving the old exploded directory and the JSPs compiled from it, so that old classes run against the new configuration',
  remedy: 'Stop the container, remove webapps/<context>/ and work/Catalina/localhost/<context>/, and start it again',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade from a file-based configuration, step 6; Upgrade wizard, step 2; Upgrade over REST, step 2' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high', 'post-upgrade': 'high' },
  facts: { tomcat: own(tomcatDeployments) },
  messages: {
    otherRelease: '{path} is of AM {releases}, while {war} is of AM {expected}',
    otherWar: '{path} was unpacked from another WAR than {war}: it records a WAR of {tracked}, the one there is of {modified}',
    older: '{path} ({time}) is older than {war} ({modified})',
    work: 'the working files in {path} ({time}) are older than {war} ({modified})',
  },
  traps: {
    'unpacked-times': 'Tomcat gives unpacked files the times of the archive, always older than the WAR: its META-INF/war-tracker decides',
    'war-with-old-time': 'a new WAR copied with its own old time over a directory of another release',
    'other-applications': 'a stale directory of another application in the same Tomcat is none of AM',
    'never-unpacked': 'a WAR without a directory and without working files is fresh',
    'working-files-only': 'the directory was removed and the working files were not',
    'no-war': 'without a WAR there is nothing to be older than',
    'coarse-times': 'times that differ by less than two seconds are equal on some file systems',
    'outside-tomcat': 'the web application lies outside the Tomcat, and what is beside it may not be read',
    'other-engine-name': 'working files lie below the names of engine and host, which need not be Catalina and localhost',
  },
  evaluate: ({ facts, finding }) => {
    const findings: CheckFinding[] = []
    const looked: string[] = []
    for (const { am, war, directory, work } of facts.tomcat.deployments) {
      if (!am || war === null) continue
      const modified = day(war.modifiedAt)
      looked.push(`${war.path} (${modified})`)
      if (directory !== null) {
        const { path, trackedAt, releases } = directory
        const place = { subject: path, location: { path } }
        if (releases.join() !== war.releases.join())
          findings.push(
            finding(
              'otherRelease',
              { path, releases: releases.join(' and ') || 'no release', war: war.path, expected: war.releases.join(' and ') || 'no release' },
              place,
            ),
          )
        else if (trackedAt !== null && Math.abs(trackedAt - war.modifiedAt) >= GRAIN)
          findings.push(finding('otherWar', { path, war: war.path, tracked: day(trackedAt), modified }, place))
        else if (trackedAt === null && war.modifiedAt - directory.modifiedAt >= GRAIN)
          findings.push(finding('older', { path, time: day(directory.modifiedAt), war: war.path, modified }, place))
      }
      for (const { path, modifiedAt } of work)
        if (war.modifiedAt - modifiedAt >= GRAIN)
          findings.push(finding('work', { path, time: day(modifiedAt), war: war.path, modified }, { subject: path, location: { path } }))
    }
    if (looked.length === 0) return notApplicable('no WAR of AM lies in webapps, so that nothing can be older than it')
    return judged(`nothing older than ${looked.join(', ')}`, findings, 'high')
  },
})
