import type { Lexicon } from './piece.ts'

/** The clients that the vendors' scripts are written for, one for each engine. */
export const SQL_CLIENTS = ['psql', 'mysql', 'sqlcmd', 'sqlplus', 'db2'] as const
export type SqlClient = (typeof SQL_CLIENTS)[number]

/** What stands where a client looks at the whole line. */
export interface LinePlace {
  /** Without its end. */
  readonly line: string
  /** Nothing of a statement stands before it. */
  readonly empty: boolean
  /** What is pending is PL/SQL, which `;` does not end. */
  readonly block: boolean
  readonly terminator: string
}

/**
 * What a line is to the client: `ignored` changes nothing, `command` is one of the client's own that is not modelled, `end` ends the statement before it,
 * `batch` ends a batch, `again` runs the last statement once more, `lost` throws away what is pending.
 */
export type LineVerdict = 'ignored' | 'command' | 'end' | 'batch' | 'again' | 'lost' | { readonly terminator: string } | null

export interface ClientRules {
  readonly lexicon: Lexicon
  readonly terminator: string
  /** The terminator ends a statement only at the end of a line. */
  readonly atLineEnd: boolean
  /** It does not count inside round brackets. */
  readonly outsideBrackets: boolean
  readonly line: (place: LinePlace) => LineVerdict
  /** A character that begins a command of the client wherever it stands outside of quotes. */
  readonly command: string | null
  /** What is sent without a terminator at the end of the file: psql, mysql and sqlcmd send it; of the others it is not known. */
  readonly sendsRest: boolean
  /** Statements that only a line of their own ends. */
  readonly block: RegExp | null
  /** What the client replaces before it sends: then the text is not what runs. */
  readonly replaced: RegExp | null
}

const LEXICON: Lexicon = {
  nestedComments: false,
  hashComments: false,
  dashNeedsBlank: false,
  backslashIn: '',
  eTexts: false,
  dollarTexts: false,
  qTexts: false,
  quotes: `'"`,
  brackets: false,
}

const RULES: ClientRules = {
  lexicon: LEXICON,
  terminator: ';',
  atLineEnd: false,
  outsideBrackets: false,
  line: () => null,
  command: null,
  sendsRest: true,
  block: null,
  replaced: null,
}

/** Commands that the mysql client takes at the beginning of a statement (mysql --help, "List of all MySQL commands"). */
const MYSQL_COMMANDS =
  /^\s*(?:\?|charset|clear|connect|edit|ego|exit|go|help|nopager|notee|nowarning|pager|print|prompt|quit|rehash|resetconnection|source|status|system|tee|use|warnings)\b/i

/** Commands of SQL*Plus; of SET only what does not change what is sent. */
const SQLPLUS_HARMLESS =
  /^\s*(?:prompt|rem|remark)\b|^\s*set\s+(?:echo|feedback|feed|serveroutput|linesize|lines|pagesize|pages|termout|term|verify|ver|heading|head|timing|trimspool|long|wrap)\s/i
const SQLPLUS_COMMANDS =
  /^\s*(?:@|accept|append|archive|break|btitle|change|clear|column|compute|conn|connect|copy|define|del|describe|disconnect|edit|execute|exec|exit|get|help|host|!|input|list|passw|pause|password|print|quit|recover|repfooter|repheader|run|save|set|show|shutdown|spool|start|startup|store|timing|ttitle|undefine|variable|whenever|xquery)(?![\w(])/i

export const CLIENT_RULES: Readonly<Record<SqlClient, ClientRules>> = {
  psql: {
    ...RULES,
    lexicon: { ...LEXICON, nestedComments: true, eTexts: true, dollarTexts: true },
    outsideBrackets: true,
    command: '\\',
    // psql replaces :name where the variable is set.
    replaced: null,
  },
  mysql: {
    ...RULES,
    lexicon: { ...LEXICON, hashComments: true, dashNeedsBlank: true, backslashIn: `'"`, quotes: '\'"`' },
    command: '\\',
    line: ({ line, empty }) => {
      const delimiter = /^\s*delimiter\s+(\S+)/i.exec(line)?.[1]
      if (!empty) return null
      if (delimiter !== undefined) return { terminator: delimiter.replace(/^(['"])(.+)\1$/, '$2') }
      return MYSQL_COMMANDS.test(line) ? 'command' : null
    },
  },
  sqlcmd: {
    ...RULES,
    lexicon: { ...LEXICON, nestedComments: true, brackets: true },
    replaced: /\$\(/,
    line: ({ line }) => {
      if (/^\s*go\s*$/i.test(line)) return 'batch'
      return /^\s*(?:go\s+\d+\s*$|:|!!)/i.test(line) ? 'command' : null
    },
  },
  sqlplus: {
    ...RULES,
    lexicon: { ...LEXICON, qTexts: true },
    atLineEnd: true,
    sendsRest: false,
    block: /^create\s+(?:or\s+replace\s+)?(?:(?:non)?editionable\s+)?(?:function|procedure|package|trigger|type|library)\b|^(?:begin|declare)\b|^<</i,
    replaced: /&\w/,
    line: ({ line, empty, block }) => {
      if (/^\s*\/\s*$/.test(line)) return empty ? 'again' : 'end'
      if (!empty) return !block && line.trim() === '' ? 'lost' : block && /^\s*\.\s*$/.test(line) ? 'lost' : null
      if (SQLPLUS_HARMLESS.test(line)) return /-\s*$/.test(line) ? 'command' : 'ignored'
      return SQLPLUS_COMMANDS.test(line) ? 'command' : null
    },
  },
  db2: {
    ...RULES,
    lexicon: { ...LEXICON, nestedComments: true },
    atLineEnd: true,
    sendsRest: false,
    line: ({ line, empty }) => {
      const terminator = /^--#SET TERMINATOR (\S)/i.exec(line)?.[1]
      if (terminator !== undefined) return { terminator }
      if (line.startsWith('--#')) return 'command'
      return empty && /^\s*(?:!|connect|quit|terminate|echo|update\s+command|\?)/i.test(line) ? 'command' : null
    },
  },
}
