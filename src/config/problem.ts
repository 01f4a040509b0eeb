/**
 * Something wrong with a file of the user's, at a place. Neither `message`, `hint` nor `excerpt` ever holds a secret: whoever makes a problem masks first
 * (source-text.ts).
 */
export interface Problem {
  /** As the user named it, so that a terminal can open it. */
  readonly file: string
  /** 1-based; 0: the file as a whole. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
  readonly message: string
  /** What to type or do, or null. */
  readonly hint: string | null
  /** The line of the file, masked where it may hold a secret; null when there is none to show. */
  readonly excerpt: string | null
  /** Where the mark below the excerpt goes (1-based): differs from `column` where the excerpt is cut or masked. */
  readonly mark: number
}

/** A problem with a file as a whole. */
export const problemWithFile = (file: string, message: string, hint: string | null = null): Problem => ({
  file,
  line: 0,
  column: 0,
  message,
  hint,
  excerpt: null,
  mark: 0,
})

/** Problems from top to bottom, each once. */
export const inOrder = (problems: readonly Problem[]): readonly Problem[] => {
  const distinct = new Map(problems.map((problem) => [`${problem.line} ${problem.column} ${problem.message}`, problem]))
  return [...distinct.values()].sort((a, b) => a.line - b.line || a.column - b.column)
}
