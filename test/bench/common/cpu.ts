/** Processor time this process has used so far, its own and the system's for it. Microseconds. */
export function cpuUsed(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}
