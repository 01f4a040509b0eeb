import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { authorityIn } from './authority.ts'
import { clientVerbs, own, runServerTool, serverDirectory, startServerProcess, type Client, type RunningDatabase } from './database.ts'
import { freePorts, listening } from './ports.ts'

const ROOT = '/usr/lib/postgresql'
const bin = (): string | null => {
  const newest = existsSync(ROOT) ? readdirSync(ROOT).sort().at(-1) : undefined
  return newest === undefined ? null : join(ROOT, newest, 'bin')
}

export const postgresAvailable = (): boolean => {
  const found = bin()
  return found !== null && existsSync(join(found, 'postgres')) && existsSync(join(found, 'psql'))
}

const ADMIN = { user: 'postgres', password: 'the administrators word 2718' }

/** A PostgreSQL of Debian that logs every statement; `settings` are its own (`max_connections=5`). */
export const startPostgres = async (settings: readonly string[] = []): Promise<RunningDatabase> => {
  const programs = bin() ?? ''
  const directory = serverDirectory('postgres')
  const authority = authorityIn(directory)
  const { cert, key } = authority.issue('postgres')
  writeFileSync(join(directory, 'password'), ADMIN.password)
  own(directory)
  const data = join(directory, 'data')
  const access = ['-U', ADMIN.user, '-A', 'scram-sha-256', `--pwfile=${join(directory, 'password')}`]
  runServerTool(join(programs, 'initdb'), ['-D', data, ...access, '--no-sync', '-E', 'UTF8', '--locale=C'])
  writeFileSync(join(data, 'server.key'), '')
  own(data)
  const [port = 0] = await freePorts(1)
  runServerTool('sh', ['-c', `cp ${key} ${data}/server.key && chmod 600 ${data}/server.key`])
  const options = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    `unix_socket_directories=${directory}`,
    'fsync=off',
    'ssl=on',
    `ssl_cert_file=${cert}`,
    `ssl_key_file=${data}/server.key`,
    'log_statement=all',
    'log_line_prefix=%m [%p] %q%u@%d %a ',
    'log_connections=on',
    ...settings,
  ]
  const server = startServerProcess(join(programs, 'postgres'), ['-D', data, ...options.flatMap((option) => ['-c', option])], directory)
  await listening(port, server.printed)
  const client: Client = (database, sql, as, args) => {
    for (let tries = 0; ; tries++) {
      const run = spawnSync(join(programs, 'psql'), ['-X', '-q', '-h', '127.0.0.1', '-p', String(port), '-U', as.user, '-d', database, ...args], {
        encoding: 'utf8',
        input: sql,
        env: { ...process.env, PGPASSWORD: as.password, PGOPTIONS: '' },
      })
      // It listens before it is ready.
      if (tries === 100 || !/the database system is starting up/.test(run.stderr))
        return { status: run.status ?? -1, stdout: run.stdout, stderr: run.stderr }
    }
  }
  return {
    engine: 'postgres',
    port,
    authority,
    directory,
    admin: ADMIN,
    ...clientVerbs(client, 'psql', ADMIN, ['-A', '-t', '-v', 'ON_ERROR_STOP=1']),
    log: server.printed,
    stop: server.stop,
  }
}
