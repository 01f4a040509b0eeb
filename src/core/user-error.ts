/**
 * The user must act: exit code 2, nothing was contacted. The message says what is wrong, `hint` what to type next; both are shown as they are, so neither
 * ever holds a secret.
 */
export class UserError extends Error {
  readonly hint: string | null

  constructor(message: string, hint: string | null = null) {
    super(message)
    this.name = 'UserError'
    this.hint = hint
  }
}
