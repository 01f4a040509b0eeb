import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { requireTool } from './required.ts'

const run = promisify(execFile)

/** Whether real keystores can be made here; see requireTool for what happens when not. */
export const keytoolAvailable = (): boolean => requireTool('keytool')
export const opensslAvailable = (): boolean => requireTool('openssl')

/** A keystore in the making: each call runs the real program in a directory of its own that is gone afterwards. */
export interface Workshop {
  readonly directory: string
  /** Path of a file in the directory. */
  path(name: string): string
  keytool(...args: readonly string[]): Promise<string>
  openssl(...args: readonly string[]): Promise<string>
  read(name: string): Promise<Uint8Array>
  write(name: string, bytes: Uint8Array | string): Promise<string>
  remove(): Promise<void>
}

export async function workshop(): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), 'keystores-'))
  const path = (name: string): string => join(directory, name)
  const program =
    (name: string) =>
    async (...args: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await run(name, [...args], { cwd: directory, timeout: 60_000 })
      return stdout + stderr
    }
  return {
    directory,
    path,
    keytool: program('keytool'),
    openssl: program('openssl'),
    read: (name) => readFile(path(name)),
    write: async (name, bytes) => {
      await writeFile(path(name), bytes)
      return path(name)
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

/** Options of a program as arguments: `{ alias: 'a' }` is `-alias a`. */
export const flags = (options: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(options).flatMap(([name, value]) => [`-${name}`, value])

export interface Store {
  readonly keystore: string
  readonly storetype: 'JKS' | 'JCEKS' | 'PKCS12'
  readonly storepass: string
  readonly keypass: string
}

/** Arguments that make an AES key. */
export const secretKeyArguments = (store: Store, alias: string, bits: number): readonly string[] => [
  '-genseckey',
  ...flags({ alias, keyalg: 'AES', keysize: String(bits), ...store }),
]

/** Arguments that make a key pair and its self-issued certificate. */
export const keyPairArguments = (store: Store, alias: string, keyalg = 'RSA', bits = 2048): readonly string[] => [
  '-genkeypair',
  ...flags({
    alias,
    keyalg,
    keysize: String(bits),
    dname: `CN=${alias}, O=Example, C=CH`,
    validity: '365',
    ext: 'san=dns:am.example.test,ip:192.0.2.7',
  }),
  ...flags({ ...store }),
]
