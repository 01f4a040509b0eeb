import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files of one certificate with its key, PEM. */
export interface Issued {
  readonly cert: string
  readonly key: string
}

export interface CertificateWish {
  /** Names the certificate is for: `DNS:localhost`, `IP:127.0.0.1`. */
  readonly names?: readonly string[]
  /** How long it is valid, from now; a negative number makes an expired one. Default 20. */
  readonly days?: number
  readonly selfSigned?: boolean
}

/** A certificate authority of a test, made by openssl in a directory. */
export interface Authority {
  readonly ca: string
  readonly issue: (name: string, wish?: CertificateWish) => Issued
}

const openssl = (directory: string, args: readonly string[]): void =>
  void execFileSync('openssl', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] })

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const

export const authorityIn = (directory: string): Authority => {
  openssl(directory, [
    'req',
    '-x509',
    ...EC,
    '-days',
    '30',
    '-subj',
    '/O=iam-preflight tests/CN=Test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  ])
  let serial = 1
  return {
    ca: join(directory, 'ca.pem'),
    issue: (name, { names = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'], days = 20, selfSigned = false } = {}) => {
      openssl(directory, ['req', '-new', ...EC, '-subj', `/O=iam-preflight tests/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`])
      writeFileSync(
        join(directory, `${name}.ext`),
        `subjectAltName=${names.join(',')}\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n`,
      )
      const signer = selfSigned ? ['-signkey', `${name}.key`] : ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial', String((serial += 1))]
      openssl(directory, ['x509', '-req', '-in', `${name}.csr`, ...signer, '-days', String(days), '-extfile', `${name}.ext`, '-out', `${name}.pem`])
      for (const file of [`${name}.key`, `${name}.pem`]) chmodSync(join(directory, file), 0o644)
      return { cert: join(directory, `${name}.pem`), key: join(directory, `${name}.key`) }
    },
  }
}
