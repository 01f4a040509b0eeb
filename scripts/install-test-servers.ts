import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * What the tests need besides Node: programs and servers from Debian packages. Missing ones are installed when this runs as root on a Debian system; else a
 * sentence says what to install, and the tests that need them are skipped, each with its reason, and counted. In CI a skipped test is a failure.
 */
const NEEDED = [
  { what: 'keytool (a JDK or JRE)', package: 'openjdk-17-jre-headless', there: () => onPath('keytool') },
  { what: 'Tomcat 10', package: 'tomcat10', there: () => existsSync('/usr/share/tomcat10/lib/catalina.jar') },
  { what: "Tomcat 9's libraries", package: 'libtomcat9-java', there: () => existsSync('/usr/share/java/tomcat9-catalina.jar') },
  { what: 'javax2jakarta', package: 'tomcat-jakartaee-migration', there: () => onPath('javax2jakarta') },
  { what: 'xmllint', package: 'libxml2-utils', there: () => onPath('xmllint') },
  { what: 'strace', package: 'strace', there: () => onPath('strace') },
  { what: 'openssl', package: 'openssl', there: () => onPath('openssl') },
  { what: 'slapd', package: 'slapd', there: () => existsSync('/usr/sbin/slapd') && existsSync('/usr/lib/ldap/sssvlv.so') },
  { what: 'ldapmodify', package: 'ldap-utils', there: () => onPath('ldapmodify') },
  { what: '389-ds', package: '389-ds-base', there: () => existsSync('/usr/sbin/ns-slapd') && existsSync('/usr/sbin/dscreate') },
  { what: 'PostgreSQL', package: 'postgresql', there: () => existsSync('/usr/lib/postgresql') },
  { what: 'MariaDB', package: 'mariadb-server-core', there: () => existsSync('/usr/sbin/mariadbd') },
  { what: "MariaDB's client", package: 'mariadb-client-core', there: () => onPath('mariadb') },
  { what: 'libaio (for MySQL 5.7)', package: 'libaio1', there: () => existsSync('/lib/x86_64-linux-gnu/libaio.so.1') },
  { what: 'libnuma (for MySQL 5.7)', package: 'libnuma1', there: () => existsSync('/usr/lib/x86_64-linux-gnu/libnuma.so.1') },
  { what: 'H2', package: 'libh2-java', there: () => existsSync('/usr/share/java/h2.jar') },
  { what: 'certutil', package: 'libnss3-tools', there: () => onPath('certutil') },
]

const onPath = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0

const missing = NEEDED.filter(({ there }) => !there())
if (missing.length > 0) {
  const packages = missing.map((one) => one.package)
  const command = `apt-get install -y ${packages.join(' ')}`
  const canInstall = process.getuid?.() === 0 && onPath('apt-get')
  if (canInstall) {
    process.stderr.write(`The tests need ${missing.map(({ what }) => what).join(', ')}: installing from Debian packages.\n`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env })
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env })
    } catch {
      process.stderr.write(`Installing failed. Run it by hand: ${command}\n`)
      process.exitCode = 1
    }
  } else {
    process.stderr.write(
      `Not found: ${missing.map(({ what }) => what).join(', ')}. The tests that need them are skipped. To run them all, as root: ${command}\n`,
    )
    if (process.env['CI'] !== undefined) process.exitCode = 1
  }
}
