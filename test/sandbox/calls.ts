import type { Clock } from '@fixproof/hub/ports'
import type { Call, CallLog, Fault, Faults, FaultThen, Vendor } from './port'

/** The newest calls that are kept, so that a sandbox left running does not grow without end. Calls. */
export const CALLS_KEPT = 200_000

/** The log of every call any vendor received, in the order of arrival. */
export function makeCallLog(clock: Pick<Clock, 'now'>): CallLog {
  let calls: Call[] = []
  let seq = 0
  const begin: CallLog['begin'] = () => {
    const place = { seq: ++seq, at: clock.now() }
    return call => {
      // Answers may come in another order than calls; most come in the same, so the search starts at the end.
      let index = calls.length
      while (index > 0 && (calls[index - 1]?.seq ?? 0) > place.seq) index--
      calls.splice(index, 0, { ...place, ...call })
      if (calls.length > CALLS_KEPT) calls.shift()
    }
  }
  return {
    begin,
    add(call) {
      begin()(call)
    },
    list: vendor => calls.filter(call => vendor === undefined || call.vendor === vendor),
    clear(vendor) {
      calls = vendor === undefined ? [] : calls.filter(call => call.vendor !== vendor)
    },
  }
}

/** A fault for the next matching call (or `times` calls after letting `skip` through) of one vendor, or of any. */
export function makeFault(
  method: string,
  path: string,
  answer: FaultThen,
  more: { vendor?: Vendor; skip?: number; times?: number } = {},
): Fault {
  // biome-ignore lint/suspicious/noThenProperty: the control door's word; nothing awaits this object.
  return { skip: 0, times: 1, ...more, method, path, then: answer }
}

/** Faults in the order they were asked for; the first that fits a call and has nothing left to skip is used. */
export function makeFaults(): Faults {
  let faults: (Fault & { pattern: RegExp })[] = []
  return {
    add(fault) {
      faults.push({ ...fault, pattern: new RegExp(fault.path) })
    },
    clear(vendor) {
      faults = faults.filter(
        fault => vendor !== undefined && fault.vendor !== undefined && fault.vendor !== vendor,
      )
    },
    take(vendor, method, path) {
      for (const fault of faults) {
        const fits =
          fault.times > 0 &&
          (fault.vendor === undefined || fault.vendor === vendor) &&
          (fault.method === '*' || fault.method.toUpperCase() === method.toUpperCase()) &&
          fault.pattern.test(path)
        if (!fits) continue
        if (fault.skip > 0) {
          fault.skip--
          continue
        }
        fault.times--
        return fault.then
      }
      return undefined
    },
  }
}
