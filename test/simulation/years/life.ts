/** A hub as a process: it can end or be stopped for a while at any named point, and nothing it still had in hand is done. */
import type { Hub } from '@fixproof/hub/hub'
import type { Clock } from '@fixproof/hub/ports'
import type { Store } from '@fixproof/hub/store/port'
import type { Fetch } from '../../sandbox/port'
import type { Operation } from './disk'
import type { Point } from './script'

/** Who asked a hub that ended, or stands still, hears nothing. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

interface Arm {
  point: Point
  /** Comes by that often before it happens. */
  left: number
  what: 'crash' | 'pause'
}

type Listener = (point: Point) => Promise<void> | undefined

/** Made anew for each that waits: one that all wait for would keep everything of every hub that ended. */
const never = (): Promise<never> => new Promise(() => {})

/**
 * Calls that make something new. A process that stands still between its last look at its lease and such a call makes it
 * twice, for no vendor refuses what comes too late; here it stands still before that look, or after the call.
 */
const MAKES: readonly RegExp[] = [/\/issue$/, /\/comment$/, /\/table\/incident/]

function makes(url: string, method: string): boolean {
  const path = new URL(url).pathname
  return ['POST', 'PATCH'].includes(method) && MAKES.some(each => each.test(path))
}

/** Store methods with a point before and after them. */
const POINTED: readonly string[] = ['commit', 'claim', 'finish']

export class Life {
  hub: Hub | undefined
  #state: 'up' | 'paused' | 'over' = 'up'
  #arms: Arm[] = []
  #gate: Promise<void> | undefined
  #open = (): void => {}
  #late: (() => void)[] = []
  readonly #stopped = new Set<() => void>()
  /** Work that is under way in this hub; when it stands still, it goes on with it afterwards. */
  draining: Promise<void> | undefined

  constructor(
    readonly number: number,
    private readonly hears: { passes: Listener; ends: (what: 'crash' | 'pause', point: Point) => void },
  ) {}

  get state(): 'up' | 'paused' | 'over' {
    return this.#state
  }

  arm(what: Arm['what'], point: Point, nth: number): void {
    this.#arms.push({ what, point, left: nth })
  }

  /** What was still to happen to the process before it happens to this one. */
  inherit(before: Life): void {
    this.#arms.push(...before.#arms.splice(0))
  }

  /** Nothing happens at any point any more. */
  disarm(): void {
    this.#arms = []
  }

  end(): void {
    this.#state = 'over'
    this.#tellStopped()
  }

  resume(): void {
    if (this.#state !== 'paused') return
    this.#state = 'up'
    this.#gate = undefined
    this.#open()
    for (const fire of this.#late.splice(0)) fire()
  }

  /** The work's own end, or as soon as this hub ends or stands still: `undefined`. */
  async unlessStopped<T>(work: Promise<T>): Promise<T | undefined> {
    if (this.#state !== 'up') return undefined
    let stop = (): void => {}
    const stopped = new Promise<undefined>(resolve => {
      stop = () => resolve(undefined)
      this.#stopped.add(stop)
    })
    try {
      return await Promise.race([work, stopped])
    } finally {
      this.#stopped.delete(stop)
    }
  }

  #tellStopped(): void {
    const all = [...this.#stopped]
    this.#stopped.clear()
    for (const tell of all) tell()
  }

  /** Comes by a point: goes on, waits until the hub is let go on, or never returns. */
  async pass(point: Point): Promise<void> {
    await this.#comesBy(point)
    const arm = this.#arms.find(each => each.point === point)
    if (arm !== undefined && this.#state === 'up') {
      arm.left -= 1
      if (arm.left <= 0) this.#fire(arm)
    }
    await this.#still()
  }

  /** As `pass`, but nothing that is armed happens. */
  async #comesBy(point: Point): Promise<void> {
    await this.#still()
    const heard = this.hears.passes(point)
    if (heard !== undefined) await heard
    await this.#still()
  }

  passFile(operation: Operation): Promise<void> | undefined {
    return this.#arms.some(each => each.point === `file ${operation}`) || this.#state !== 'up'
      ? this.pass(`file ${operation}`)
      : undefined
  }

  async #still(): Promise<void> {
    if (this.#state === 'over') return never()
    while (this.#gate !== undefined) await this.#gate
    if (this.#over()) return never()
  }

  #over(): boolean {
    return this.#state === 'over'
  }

  #fire(arm: Arm): void {
    this.#arms = this.#arms.filter(each => each !== arm)
    if (arm.what === 'pause') {
      this.#state = 'paused'
      this.#gate = new Promise(resolve => {
        this.#open = resolve
      })
    } else this.#state = 'over'
    this.hears.ends(arm.what, arm.point)
    this.#tellStopped()
  }

  /** The world's clock as this process has it: what comes due while it stands still comes afterwards. */
  clock(world: Clock): Clock {
    return {
      now: () => world.now(),
      timer: (at, fn) => {
        let back = false
        const fire = (): void => {
          if (back || this.#state === 'over') return
          if (this.#state === 'paused') this.#late.push(fire)
          else fn()
        }
        const cancel = world.timer(at, fire)
        return () => {
          back = true
          cancel()
        }
      },
    }
  }

  /** The way to the vendors as this process has it. */
  fetch(reach: Fetch): Fetch {
    return async (url, init) => {
      if (makes(url, init.method)) await this.#comesBy('before call')
      else await this.pass('before call')
      try {
        return await reach(url, init)
      } finally {
        await this.pass('after call')
      }
    }
  }

  /** The store as this process has it. `shared`: other processes have it open too. */
  store(inner: Store, shared: boolean): Store {
    const around = (name: string, method: (...given: unknown[]) => unknown) =>
      POINTED.includes(name)
        ? async (...given: unknown[]) => {
            await this.pass(`before ${name}` as Point)
            const answer = await method(...given)
            await this.pass(`after ${name}` as Point)
            return answer
          }
        : async (...given: unknown[]) => {
            await this.#still()
            const answer = await method(...given)
            await this.#still()
            return answer
          }
    const made = new Map<PropertyKey, unknown>()
    return new Proxy(inner, {
      get: (target, name) => {
        const known = made.get(name)
        if (known !== undefined) return known
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        const method = value.bind(target) as (...given: unknown[]) => unknown
        const wrapped =
          name === 'onMarked' || name === 'written'
            ? method
            : name === 'close' && shared
              ? async () => {}
              : around(String(name), method)
        made.set(name, wrapped)
        return wrapped
      },
    })
  }
}
