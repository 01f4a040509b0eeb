import { FactError } from '../../core/fact-error.ts'
import type { FileSession } from '../../core/session.ts'

/** A file that only this container has, below its home. */
export const OTHER_CONTAINERS = [
  { container: 'jboss', file: 'jboss-modules.jar' },
  { container: 'liberty', file: 'lib/versions/WebSphereApplicationServer.properties' },
  { container: 'liberty', file: 'lib/versions/openliberty.properties' },
  { container: 'jetty', file: 'modules/server.mod' },
  { container: 'glassfish', file: 'modules/glassfish.jar' },
  { container: 'glassfish', file: 'glassfish/modules/glassfish.jar' },
  { container: 'weblogic', file: 'server/lib/weblogic.jar' },
  { container: 'weblogic', file: 'wlserver/server/lib/weblogic.jar' },
] as const

/** A container that is not Tomcat, and the file that says so. */
export interface OtherContainer {
  readonly container: (typeof OTHER_CONTAINERS)[number]['container']
  readonly recognisedBy: string
}

/** What lies in a directory that holds no Tomcat. Throws FactError `missing-evidence` when that is no container known here, or nothing at all. */
export const otherContainerAt = async (files: FileSession, home: string): Promise<OtherContainer> => {
  for (const { container, file } of OTHER_CONTAINERS) {
    const recognisedBy = `${home}/${file}`
    if ((await files.stat(recognisedBy)) !== null) return { container, recognisedBy }
  }
  if ((await files.stat(home)) === null) throw new FactError('missing-evidence', `${home}: there is no such directory; correct it in the plan`)
  throw new FactError(
    'missing-evidence',
    `${home} holds no lib/catalina.jar and is no other container known here; name the directory with the binaries as catalinaHome (on Debian /usr/share/tomcat10)`,
  )
}
