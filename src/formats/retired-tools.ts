/** One use of a tool that AM 8.1 no longer comes with. */
export interface RetiredToolUse {
  readonly tool: string
  /** From 1. */
  readonly line: number
}

/** Command names, and the JARs of the configurator and of the upgrade tool (release notes of 8.1, facts/pingam 7.3). */
const TOOLS = /(?<![\w-])(?:ssoadm|ampassword|amverifyarchive)(?![\w-])|(?<![\w])openam-(?:configurator|upgrade)-tool(?:-[\w.]*\w)?/gi
const COMMENT = /^\s*(?:#(?!!)|::|rem\s|--|\/\/)/i

/** Uses in a script or description of a deployment, each tool once a line; lines that are comments in one of the usual languages are left out. */
export const retiredToolsIn = (text: string): readonly RetiredToolUse[] => {
  if (!/ssoadm|ampassword|amverifyarchive|openam-/i.test(text)) return []
  return text.split(/\r\n|\r|\n/).flatMap((content, index) => {
    if (COMMENT.test(content)) return []
    const tools = new Set([...content.matchAll(TOOLS)].map(([tool]) => tool.toLowerCase()))
    return [...tools].map((tool) => ({ tool, line: index + 1 }))
  })
}
