import { FactError } from '../../core/fact-error.ts'
import type { ConnectAdapter } from './adapter.ts'

export const connectOracle: ConnectAdapter = async () => {
  throw new FactError('unsupported', 'not built yet')
}
