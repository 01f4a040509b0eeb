/** The job of a child process: JSON over standard input, from the supervisor. */
export const jobFromInput = async <J>(): Promise<J> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(chunk)
  const job: J = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  return job
}
