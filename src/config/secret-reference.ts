import type { Secret } from '../core/secret.ts'

/** Where a secret is to be had from, and where the plan says so (`preflight.yaml:12:7`). Holds no value that prints. */
export type SecretReference = SecretSource & { readonly where: string }

export type SecretSource =
  | { readonly from: 'env'; readonly name: string }
  /** Absolute path. */
  | { readonly from: 'file'; readonly path: string }
  /** Run in the directory of the plan. */
  | { readonly from: 'exec'; readonly command: readonly string[] }
  | { readonly from: 'insecure'; readonly secret: Secret }

/** A source for people: what is named in the plan, and never an argument of a command, which may be a secret itself. */
export const sourceInWords = (source: SecretSource): string => {
  switch (source.from) {
    case 'env':
      return `environment variable ${source.name}`
    case 'file':
      return `file ${source.path}`
    case 'exec':
      return `command ${source.command[0] ?? ''}`
    case 'insecure':
      return 'the plan itself (insecure)'
  }
}
