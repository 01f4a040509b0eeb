import type { DatabaseServer } from '../../../src/api.ts'

/**
 * What WSO2 has tested Identity Server 5.11.0 with (WSO2 Identity Server 5.11.0, "Environment Compatibility", section "Tested DBMSs"; wso2/docs-is
 * en/docs/setup/environment-compatibility.md @ 04cab61). A release is written by as many numbers as the page gives: 12 is 12.1 and 12.2.
 */
export interface TestedProduct {
  readonly name: string
  /** What the server says it is. */
  readonly says: RegExp
  readonly releases: readonly { readonly numbers: readonly number[]; readonly name: string }[]
}

const release = (name: string, ...numbers: readonly number[]) => ({ name, numbers })

export const TESTED_PRODUCTS: readonly TestedProduct[] = [
  { name: 'MySQL', says: /^MySQL\b/i, releases: [release('5.7', 5, 7), release('8.0', 8, 0)] },
  { name: 'PostgreSQL', says: /^PostgreSQL\b/i, releases: [release('10.5', 10), release('11', 11)] },
  { name: 'Oracle Database', says: /^Oracle\b/i, releases: [release('12c', 12), release('19c', 19)] },
  { name: 'SQL Server', says: /^(?:Microsoft )?SQL Server\b/i, releases: [release('2017 (14)', 14), release('2019 (15)', 15)] },
  { name: 'Db2', says: /^DB2\b/i, releases: [release('10.5', 10, 5), release('11.5', 11, 5)] },
]

/** Servers that speak the language of another and say so in their version: they are none of the above. */
const OTHERS = /MariaDB|-YB-|Yugabyte|CockroachDB|Greenplum|Redshift|openGauss|TiDB|Aurora/i
/** The database that comes with the product. */
const EMBEDDED = /^H2\b/i

export type Standing =
  | { readonly is: 'tested'; readonly release: string }
  | { readonly is: 'too-old' | 'untested-release'; readonly product: TestedProduct }
  | { readonly is: 'untested-product' | 'embedded' }
  | { readonly is: 'unknown' }

export const standingOf = ({ product, version }: Pick<DatabaseServer, 'product' | 'version'>): Standing => {
  if (EMBEDDED.test(product)) return { is: 'embedded' }
  const known = TESTED_PRODUCTS.find(({ says }) => says.test(product))
  if (OTHERS.test(`${product} ${version}`) || known === undefined) return { is: 'untested-product' }
  const numbers = numbersIn(version)
  if (numbers.length === 0) return { is: 'unknown' }
  const tested = known.releases.find((one) => one.numbers.every((number, index) => numbers[index] === number))
  if (tested !== undefined) return { is: 'tested', release: tested.name }
  const [oldest] = known.releases
  return { is: oldest !== undefined && isBefore(numbers, oldest.numbers) ? 'too-old' : 'untested-release', product: known }
}

/** 15.18 (Debian 15.18-1), 5.7.29-log, DB2 v11.5.7.0, 14.0.3456.2. */
const numbersIn = (version: string): readonly number[] =>
  (/\d+(?:\.\d+)*/.exec(version.replace(/^DB2\s+/i, ''))?.[0] ?? '').split('.').flatMap((part) => (part === '' ? [] : [Number(part)]))

const isBefore = (numbers: readonly number[], others: readonly number[]): boolean => {
  for (const [index, other] of others.entries()) {
    const number = numbers[index] ?? 0
    if (number !== other) return number < other
  }
  return false
}
