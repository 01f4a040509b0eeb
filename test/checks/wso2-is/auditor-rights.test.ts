import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/auditor-rights.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { serverOf } from '../../support/database-server-facts.ts'

testCheck({ describe, it }, check, {
  pass: [
    { name: 'an account that only reads', trap: 'reads-only', facts: { server: serverOf() }, observed: 'auditor may read public, and nothing else' },
  ],
  fail: [
    {
      name: 'an account that may write',
      facts: { server: serverOf({ rights: ['update', 'select', 'insert'] }) },
      messages: ['mayChange'],
      says: ['insert, update'],
      subjects: ['auditor'],
      severity: 'low',
    },
    {
      name: 'an account that may write to one table',
      trap: 'writes-to-one',
      facts: { server: serverOf({ rightsToSome: ['update'] }) },
      messages: ['mayChange'],
      says: ['public: update'],
    },
    {
      name: 'a superuser',
      trap: 'superuser-without-rights',
      facts: { server: serverOf({ superuser: true, rights: [] }) },
      messages: ['superuser'],
    },
    { name: 'one that may do nothing', trap: 'reads-nothing', facts: { server: serverOf({ rights: [] }) }, messages: ['mayNotRead'] },
    {
      name: 'one that may take on a role',
      trap: 'role-to-take-on',
      facts: { server: serverOf({ takesOn: 'writer' }) },
      messages: ['mayTakeOn'],
      says: ['SET ROLE): writer'],
    },
    {
      name: 'one that may do nothing but take on a role',
      facts: { server: serverOf({ rights: [], takesOn: 'a' }) },
      messages: ['mayNotRead', 'mayTakeOn'],
    },
    {
      name: 'one that may write, and has a role',
      facts: { server: serverOf({ rights: ['select', 'drop'], unlisted: 'roles: a' }) },
      messages: ['mayChange'],
    },
    { name: 'one that may only write', facts: { server: serverOf({ rights: ['drop'] }) }, messages: ['mayNotRead', 'mayChange'] },
  ],
  error: [
    {
      name: 'one that has a role',
      trap: 'rights-by-a-role',
      facts: { server: serverOf({ unlisted: 'roles: writer' }) },
      code: 'permission-denied',
      says: 'by roles: writer',
    },
    {
      name: 'one that may read by a role at best',
      facts: { server: serverOf({ rights: [], unlisted: 'roles: writer' }) },
      code: 'permission-denied',
      says: "by roles: writer. Take that from the auditor's account",
    },
  ],
})
