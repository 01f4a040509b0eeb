/** The releases that a rules file for Amster exports converts between, by its name; null for any other file (facts/pingam 7.1). */
export const rulesBetween = (name: string): { readonly from: string; readonly to: string } | null => {
  const [, from, to] = /^(\d{1,4}\.\d{1,4})\.x-to-(\d{1,4}\.\d{1,4})\.x\.groovy$/.exec(name) ?? []
  return from === undefined || to === undefined ? null : { from, to }
}
