/** GlideDateTime, and the clock of the realm. Everything is UTC, as the users of the sandbox are. */
import type { Host } from './host'

const SHAPE = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d))?$/
const SECOND_MS = 1000
const DAY_MS = 86400000

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

/** `YYYY-MM-DD HH:MM:SS`. */
export function glideText(at: number): string {
  const d = new Date(at)
  const day = `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}`
  return `${day} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
}

function parsed(text: string): number {
  const found = SHAPE.exec(text)
  if (found === null) return Number.NaN
  const part = (index: number): number => Number(found[index] || 0)
  return Date.UTC(part(1), part(2) - 1, part(3), part(4), part(5), part(6))
}

/** The class as scripts know it. */
export function dateTimeClass(host: Host): unknown {
  class GlideDateTime {
    private at: number
    private valid = true

    constructor(given?: unknown) {
      if (given === undefined) this.at = host.ask<number>('now')
      else {
        this.at = given instanceof GlideDateTime ? given.at : parsed(String(given))
        this.check()
      }
    }

    private check(): void {
      // No number is neither.
      this.valid = this.at > 0 || this.at <= 0
      if (!this.valid) this.at = 0
    }

    getValue(): string {
      return this.valid ? glideText(this.at) : ''
    }
    toString(): string {
      return this.getValue()
    }
    getDisplayValue(): string {
      return this.getValue()
    }
    setValue(value: unknown): void {
      this.at = value instanceof GlideDateTime ? value.at : parsed(String(value))
      this.check()
    }
    setDisplayValue(value: unknown): void {
      this.setValue(value)
    }
    isValid(): boolean {
      return this.valid
    }
    getNumericValue(): number {
      return this.at
    }
    add(ms: number): void {
      this.at += Number(ms)
    }
    addSeconds(seconds: number): void {
      this.at += Number(seconds) * SECOND_MS
    }
    addDaysUTC(days: number): void {
      this.at += Number(days) * DAY_MS
    }
    addDaysLocalTime(days: number): void {
      this.addDaysUTC(days)
    }
    addDays(days: number): void {
      this.addDaysUTC(days)
    }
    addMonthsUTC(months: number): void {
      const d = new Date(this.at)
      d.setUTCMonth(d.getUTCMonth() + Number(months))
      this.at = d.getTime()
    }
    subtract(ms: number): void {
      this.at -= Number(ms)
    }
    compareTo(other: GlideDateTime): number {
      return this.at === other.at ? 0 : this.at < other.at ? -1 : 1
    }
    before(other: GlideDateTime): boolean {
      return this.at < other.at
    }
    after(other: GlideDateTime): boolean {
      return this.at > other.at
    }
    onOrBefore(other: GlideDateTime): boolean {
      return this.at <= other.at
    }
    onOrAfter(other: GlideDateTime): boolean {
      return this.at >= other.at
    }
    equals(other: unknown): boolean {
      return other instanceof GlideDateTime ? other.at === this.at : parsed(String(other)) === this.at
    }
    getDate(): { getValue(): string; getDisplayValue(): string; toString(): string } {
      const day = this.getValue().slice(0, 10)
      return { getValue: () => day, getDisplayValue: () => day, toString: () => day }
    }
    getLocalDate(): unknown {
      return this.getDate()
    }
  }
  return GlideDateTime
}

/** Puts a `Date` into the realm that reads the instance's clock. */
export function clockedDate(host: Host, Real: DateConstructor): DateConstructor {
  function Clocked(this: unknown, ...given: unknown[]): unknown {
    const now = (): number => host.ask<number>('now')
    if (!(this instanceof Clocked)) return new Real(now()).toString()
    if (given.length === 0) return new Real(now())
    if (given.length === 1) return new Real(given[0] as number)
    const [year, month, day, hour, minute, second, ms] = given as number[]
    return new Real(year ?? 0, month ?? 0, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0, ms ?? 0)
  }
  Clocked.prototype = Real.prototype
  Clocked.now = (): number => host.ask<number>('now')
  Clocked.UTC = Real.UTC
  Clocked.parse = Real.parse
  return Clocked as unknown as DateConstructor
}
