/** Whether an id matches a glob: `*` stands for any characters, everything else for itself. */
export const matchesGlob = (glob: string, id: string): boolean => new RegExp(`^${glob.split('*').map(escaped).join('.*')}$`, 'u').test(id)

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
