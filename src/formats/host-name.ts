/**
 * Whether a certificate is for a host, after RFC 6125 section 6.4 as Java and Node apply it: a `*` stands for exactly the left-most label, an address is
 * matched by `IP Address` names only, and the subject's CN counts only when there is no DNS name at all.
 *
 * `names` are subject alternative names as `DNS:host` and `IP Address:...`; `subject` is written most specific first (`CN=host, O=...`).
 */
export const coversHost = (certificate: { readonly subject: string; readonly names: readonly string[] }, host: string): boolean => {
  const wanted = host.toLowerCase().replace(/\.$/, '')
  const named = (prefix: string): readonly string[] =>
    certificate.names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length).toLowerCase())
  if (isAddress(wanted)) return named('IP Address:').some((address) => sameAddress(address, wanted))
  const dns = named('DNS:')
  const common = /(?:^|, )CN=([^,+]+)/.exec(certificate.subject)?.[1]?.toLowerCase()
  return (dns.length > 0 ? dns : common === undefined ? [] : [common]).some((pattern) => matches(pattern.replace(/\.$/, ''), wanted))
}

const isAddress = (host: string): boolean => host.includes(':') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)

const sameAddress = (a: string, b: string): boolean => a === b || (a.includes(':') && b.includes(':') && groupsOf(a) === groupsOf(b))

/** An IPv6 address without its abbreviations. */
const groupsOf = (address: string): string => {
  const [head = '', tail] = address.split('::')
  const split = (part: string): readonly string[] => (part === '' ? [] : part.split(':'))
  const left = split(head)
  const right = split(tail ?? '')
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].map((group) => group.replace(/^0+(?=.)/, '')).join(':')
}

const matches = (pattern: string, host: string): boolean => {
  if (!pattern.startsWith('*.')) return pattern === host
  const dot = host.indexOf('.')
  // "*.com" would cover half the world: a wildcard needs two labels behind it.
  return dot > 0 && pattern.slice(2).includes('.') && host.slice(dot + 1) === pattern.slice(2)
}
