#!/usr/bin/env node
import { expectClosedOutput, startable } from './startable.js'

if (startable()) {
  const { execute } = await import('@oclif/core')
  expectClosedOutput()
  // Not awaited: it never ends when the reader of the output has gone away.
  void execute({ dir: import.meta.url })
}
