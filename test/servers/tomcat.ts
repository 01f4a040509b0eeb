import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { authorityIn, type Authority } from './authority.ts'
import { freePorts } from './ports.ts'

export const TOMCAT_HOME = '/usr/share/tomcat10'
/** What compiles its pages; Debian keeps it beside Tomcat. */
const JSP_COMPILER = '/usr/share/java/eclipse-jdt-core.jar'
const START_SECONDS = 60

/** Files of a web application by path below its directory. */
export type WebApplication = Readonly<Record<string, string>>

export interface RunningTomcat {
  readonly port: number
  readonly tlsPort: number
  readonly authority: Authority
  readonly base: string
  /** Its access log: `GET /am/json/health/live HTTP/1.1 200`, a line for each request; connections that ended without one are left out. */
  readonly requests: () => readonly string[]
  readonly stop: () => Promise<void>
}

export const tomcatAvailable = (): boolean => existsSync(`${TOMCAT_HOME}/lib/catalina.jar`) && existsSync(JSP_COMPILER)

const serverXml = (port: number, tlsPort: number, certificate: { readonly cert: string; readonly key: string }): string => `<Server port="-1">
  <Service name="Catalina">
    <Connector port="${port}" address="127.0.0.1" />
    <Connector port="${tlsPort}" address="127.0.0.1" SSLEnabled="true" scheme="https" secure="true">
      <SSLHostConfig><Certificate certificateFile="${certificate.cert}" certificateKeyFile="${certificate.key}" /></SSLHostConfig>
    </Connector>
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" autoDeploy="false">
        <Valve className="org.apache.catalina.valves.AccessLogValve" directory="logs" prefix="access" suffix=".log" rotatable="false" buffered="false"
               pattern="%r %s" />
      </Host>
    </Engine>
  </Service>
</Server>
`

/** A Tomcat of Debian with a CATALINA_BASE of its own, over HTTP and, under a certificate of a test authority, HTTPS. Throws when it does not start. */
export const startTomcat = async (applications: Readonly<Record<string, WebApplication>>): Promise<RunningTomcat> => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'tomcat-')))
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    writeFileSync(join(base, path), text)
  }
  for (const folder of ['conf', 'logs', 'temp', 'work']) mkdirSync(join(base, folder))
  for (const file of ['context.xml', 'logging.properties', 'web.xml']) copyFileSync(`${TOMCAT_HOME}/etc/${file}`, join(base, 'conf', file))
  const properties = readFileSync(`${TOMCAT_HOME}/etc/catalina.properties`, 'utf8')
  put('conf/catalina.properties', properties.replace(/^common\.loader=/m, `common.loader="${JSP_COMPILER}",`))
  const authority = authorityIn(base)
  const [port = 0, tlsPort = 0] = await freePorts(2)
  put('conf/server.xml', serverXml(port, tlsPort, authority.issue('tomcat')))
  for (const [name, files] of Object.entries(applications)) for (const [path, text] of Object.entries(files)) put(`webapps/${name}/${path}`, text)

  const child = spawn(`${TOMCAT_HOME}/bin/catalina.sh`, ['run'], {
    env: { PATH: process.env['PATH'] ?? '', CATALINA_HOME: TOMCAT_HOME, CATALINA_BASE: base, LC_ALL: 'C' },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(10_000).then(() => child.kill('SIGKILL'))])
    rmSync(base, { recursive: true, force: true })
  }
  const logs = (): string =>
    readdirSync(join(base, 'logs'))
      .map((name) => readFileSync(join(base, 'logs', name), 'utf8'))
      .join('\n')
  for (let left = START_SECONDS * 10; !logs().includes('Server startup in'); left--) {
    if (left === 0 || child.exitCode !== null) {
      const said = logs().slice(-2000)
      await stop()
      throw new Error(`Tomcat did not start: ${said}`)
    }
    await sleep(100)
  }
  const log = join(base, 'logs/access.log')
  return {
    port,
    tlsPort,
    authority,
    base,
    requests: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line !== '' && !line.startsWith('- '))
        : [],
    stop,
  }
}
