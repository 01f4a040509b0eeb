import type { World } from '../../../derived/script-rehearsal/world.ts'

/** What decides beside the catalogue, and what makes the whole rehearsal impossible. */
export interface Standing extends Omit<World, 'catalogue'> {
  readonly obstacles: readonly string[]
}
