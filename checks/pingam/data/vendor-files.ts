/**
 * Files that are AM's own by their names, in any release: used only where the vendor's WAR of the deployed release is not at hand, to tell what the vendor
 * has dropped from what the operator has lost. Sources: libraries, facts/pingam 5.2 and 7.3 and the wizard libraries of "Upgrade AM instances"; file names
 * with a content hash, as every build of the user interface makes them anew.
 */
const VENDOR_FILES: readonly RegExp[] = [
  /^WEB-INF\/lib\/(?:openam|am|forgerock|opendj|opendj-server|click|velocity|ognl)-[^/]*\.jar$/i,
  /^XUI\/.*[.-][0-9a-f]{8,64}\.[a-z0-9.]+$/i,
]

export const isVendorFile = (path: string): boolean => VENDOR_FILES.some((pattern) => pattern.test(path))
