import { describe, expect, it } from 'vitest'
import { lastStartIn } from '../../src/formats/tomcat-log.ts'

/** Lines as Debian's Tomcat 10.1.60 wrote them (recorded, shortened). */
const LISTENER = 'INFO [main] org.apache.catalina.startup.VersionLoggerListener.log'
const started = (time: string, java: string, argument: string): string =>
  [
    `${time} ${LISTENER} Server version name:   Apache Tomcat/10.1.60 (Debian)`,
    `${time} ${LISTENER} Server built:          Sep 20 2026 11:06:01 UTC`,
    `${time} ${LISTENER} Server version number: 10.1.60.0`,
    `${time} ${LISTENER} Java Home:             /usr/lib/jvm/java-17-openjdk-amd64`,
    `${time} ${LISTENER} JVM Version:           ${java}`,
    `${time} ${LISTENER} JVM Vendor:            Debian`,
    `${time} ${LISTENER} Command line argument: -Dsecret.pw=canary`,
    `${time} ${LISTENER} Command line argument: ${argument}`,
    `${time} INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [272] milliseconds`,
    '',
  ].join('\n')

const NAME = 'org.forgerock.donotupgrade'
const FIRST = started('23-Nov-2026 06:49:17.303', '11.0.22+7', `-D${NAME}=true`)
const LAST = started('24-Nov-2026 06:49:17.303', '17.0.15+6-Debian-1deb12u1', '-Xmx1g')

describe('lastStartIn', () => {
  it('takes the last start, and of it only what is asked for', () => {
    const start = lastStartIn(FIRST + LAST, [NAME])
    expect(start).toEqual({
      line: 10,
      time: '24-Nov-2026 06:49:17.303',
      javaHome: '/usr/lib/jvm/java-17-openjdk-amd64',
      jvmVersion: '17.0.15+6-Debian-1deb12u1',
      properties: [],
    })
    expect(JSON.stringify(lastStartIn(LAST + FIRST, [NAME]))).not.toContain('canary')
    expect(lastStartIn(LAST + FIRST, [NAME])?.properties).toEqual([{ name: NAME, value: 'true', line: 17 }])
  })

  it('reads CRLF and the two-line format', () => {
    expect(lastStartIn(LAST.replaceAll('\n', '\r\n'), [])?.jvmVersion).toBe('17.0.15+6-Debian-1deb12u1')
    const twoLines = LAST.replaceAll(
      /^.*?VersionLoggerListener\.log (.*)$/gm,
      'Nov 24, 2026 6:49:17 AM org.apache.catalina.startup.VersionLoggerListener log\nINFO: $1',
    )
    expect(lastStartIn(twoLines, [])).toMatchObject({ time: 'Nov 24, 2026 6:49:17 AM', jvmVersion: '17.0.15+6-Debian-1deb12u1' })
    const eight = LAST.replaceAll('Server version name:  ', 'Server version:  ')
    expect(lastStartIn(eight, [])?.line).toBe(1)
  })

  it('believes no other logger, and no log without a start', () => {
    expect(lastStartIn(LAST.replaceAll('VersionLoggerListener', 'Application'), [NAME])).toBeNull()
    expect(lastStartIn('24-Nov-2026 06:49:17.303 INFO nothing\n', [])).toBeNull()
    expect(lastStartIn('', [])).toBeNull()
  })
})
