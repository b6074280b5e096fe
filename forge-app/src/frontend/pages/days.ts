/** How many days the gadget looks back: what was saved in its settings, else thirty. */
import { view } from '@forge/bridge'

const DAYS_UNLESS_SAID = 30
const DAYS_MAX = 365

/** The days of a gadget's settings, as typed or as saved; null for anything but 1 to 365 whole days. */
export function readDays(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || !/^\d{1,3}$/.test(text.trim())) return null
  const days = Number(text)
  return days >= 1 && days <= DAYS_MAX ? days : null
}

/** Reads the settings from Forge's context of the gadget. */
export async function gadgetDays(): Promise<number> {
  const { extension } = await view.getContext()
  const saved: unknown = extension.gadgetConfiguration
  const days = typeof saved === 'object' && saved !== null && 'days' in saved ? readDays(saved.days) : null
  return days ?? DAYS_UNLESS_SAID
}
