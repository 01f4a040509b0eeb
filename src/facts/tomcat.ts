import { defineFact } from '../core/fact.ts'
import { choice, flag, keyedBy, list, nullable, object, text } from '../core/schema.ts'

/** Which of a target's two Tomcats: the one AM runs in, or the one prepared for AM 8.1. */
export const WHICH_TOMCAT = ['current', 'new'] as const

/** What a properties file of Tomcat says about its own release. */
const serverInfo = {
  info: nullable(text('server.info, for example "Apache Tomcat/10.1.60 (Debian)"', 256)),
  number: nullable(text('server.number, for example 10.1.60.0', 64)),
  built: nullable(text('server.built', 128)),
}

/**
 * The servlet container of a Tomcat directory and every witness of its release, none of them judged. Source: facts/pingam.md section 4.2. The
 * properties inside catalina.jar are what was built; a copy below lib/ wins at run time, and is the usual way to hide the release.
 */
export const tomcat = defineFact({
  id: 'tomcat',
  title: 'The servlet container and the release that its own files state',
  params: object({ which: choice(WHICH_TOMCAT, 'current: CATALINA_HOME, else CATALINA_BASE of the plan; new: newTomcat') }),
  value: object({
    home: text('directory that was looked at: CATALINA_HOME'),
    container: choice(['tomcat', 'jboss', 'liberty', 'jetty', 'glassfish', 'weblogic'], 'recognised by a file that only it has'),
    recognisedBy: text('that file'),
    jars: keyedBy(
      list(
        object({
          path: text('lib/catalina.jar'),
          resolved: text('where a link leads; else the same'),
          link: flag('the path itself is a symbolic link, as on Debian'),
          ...serverInfo,
          implementationVersion: nullable(text('Implementation-Version of its manifest', 64)),
        }),
        'of CATALINA_HOME, then of CATALINA_BASE where that has one too: Tomcat loads the latter first',
        2,
      ),
      'path',
    ),
    copies: keyedBy(
      list(object({ path: text(), ...serverInfo }), 'lib/org/apache/catalina/util/ServerInfo.properties outside the archive', 2),
      'path',
    ),
    servletPackage: nullable(
      choice(['javax.servlet', 'jakarta.servlet', 'both'], 'package of the servlet API in lib/servlet-api.jar'),
      'null: there is no such jar',
    ),
  }),
})
