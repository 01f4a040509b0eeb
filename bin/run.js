#!/usr/bin/env node
import { startable } from './startable.js'

if (startable()) {
  const { execute } = await import('@oclif/core')
  await execute({ dir: import.meta.url })
}
