/** Names of the places where the doors touch the operating system; a torture test fails each of them once (FAULTS, "Torture mode"). */
export type FaultPoint =
  | 'file.resolve'
  | 'file.stat'
  | 'file.open'
  | 'file.fstat'
  | 'file.read'
  | 'file.close'
  | 'directory.open'
  | 'directory.read'
  | 'directory.stat'
  | 'net.connect'
  | 'net.secure'
  | 'net.send'
  | 'net.receive'

type FaultHook = (name: FaultPoint, what: string) => void

let hook: FaultHook | null = null

/** Called right before each I/O. Does nothing unless a test has installed a hook, which may throw, or change what is about to be read. */
export const faultPoint = (name: FaultPoint, what: string): void => hook?.(name, what)

/** For tests only: installs a hook, or removes it with null. */
export function installFaultHook(replacement: FaultHook | null): void {
  hook = replacement
}
