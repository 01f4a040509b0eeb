/** Where boot.json lies in a configuration directory; both places are probed: the second is that of AM 7 and later (facts/pingam 2.1). */
export const BOOT_FILES = ['boot.json', 'config/boot.json'] as const
