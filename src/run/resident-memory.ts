import { readFile } from 'node:fs/promises'

const PAGE_BYTES = 4096

/** Resident memory of a process in bytes, from /proc; 0 where that is not to be had (then heap limit and deadline alone bound it). */
export const residentMemory = async (pid: number | undefined): Promise<number> => {
  try {
    const [, resident] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')
    return Number(resident) * PAGE_BYTES
  } catch {
    return 0
  }
}
