import { readFile } from 'node:fs/promises'

/** Processor time this process has used so far, its own and the system's for it. Microseconds. */
export function cpuUsed(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** Ticks of the kernel's clock in a second, as `/proc` counts them: 100 on every platform Node runs on (Linux `proc(5)`). */
const TICKS_PER_S = 100

/** Likewise of another process, which need not know of it; null where there is no `/proc`. Milliseconds. */
export async function cpuOf(pid: number): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // The name before it may hold blanks; user and system time are the 14th and 15th field.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? null : ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_S
}
