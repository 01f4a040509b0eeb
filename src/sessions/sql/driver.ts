import { FactError } from '../../core/fact-error.ts'
import { ENGINE_NAMES, type Engine } from '../../core/sql.ts'

/** How each driver that may be absent is installed; beside the tool, globally where the tool is. */
const COMMANDS = { tedious: 'npm install tedious', oracledb: 'npm install oracledb', ibm_db: 'npm install ibm_db --allow-scripts=ibm_db' } as const

/** A process may look for a driver only where it is; where it is not, it may not look. */
const ABSENT = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_ACCESS_DENIED'] as const

/** What `load` gives. Throws FactError `driver-missing`, naming the one command that helps, where the driver is not there or cannot be loaded. */
export const driverOf = async <T>(engine: Engine, name: keyof typeof COMMANDS, load: () => T | Promise<T>): Promise<T> => {
  try {
    return await load()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    const why = ABSENT.some((one) => one === code) ? 'is not installed' : 'cannot be loaded'
    throw new FactError('driver-missing', `the driver for ${ENGINE_NAMES[engine]} ${why}: ${COMMANDS[name]}`, { cause: error })
  }
}
