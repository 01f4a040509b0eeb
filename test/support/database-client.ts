import { spawnSync } from 'node:child_process'
import type { RunningDatabase } from '../servers/database.ts'

/** What a script of `queries --export` makes psql or mysql print, run as its first lines say. */
export const answeredBy = (
  server: RunningDatabase,
  script: string,
  as: { readonly user: string; readonly password: string } = server.admin,
): { readonly text: string; readonly errors: string } => {
  const place = ['-h', '127.0.0.1']
  const { stdout, stderr } =
    server.engine === 'postgres'
      ? spawnSync('psql', ['-X', ...place, '-p', String(server.port), '-U', as.user, '-d', 'wso2', '-f', '-'], {
          encoding: 'utf8',
          input: script,
          maxBuffer: 64 * 1024 * 1024,
          env: { ...process.env, PGPASSWORD: as.password },
        })
      : spawnSync(
          'mysql',
          [
            '--no-defaults',
            '--protocol=tcp',
            '--skip-ssl',
            ...place,
            '-P',
            String(server.port),
            '-u',
            as.user,
            '--xml',
            '--force',
            '--unbuffered',
            '--default-character-set=utf8mb4',
            'wso2',
          ],
          { encoding: 'utf8', input: script, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, MYSQL_PWD: as.password } },
        )
  return { text: stdout, errors: stderr }
}
