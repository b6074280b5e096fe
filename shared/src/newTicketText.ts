import type { Tool } from './model'
import { clip, listed, listedUpTo } from './words'

/** Values or fields named in one sentence before it says "and 4 more". Ours. */
const NAMED_MAX = 12

/** Said of fields people set on new tickets: what is wrong and what would be right. `place` as in "Task in project SEC". */
export const newTicketText = {
  unknownField: (place: string, id: string, known: readonly string[]) =>
    `${place} has no field ${id}. It has: ${listedUpTo(known, NAMED_MAX)}`,
  reserved: (name: string) => `Fixproof sets ${name} itself; leave it out of fields`,
  required: (place: string, names: readonly string[]) =>
    `${place} needs ${listed(names)}. Give ${names.length === 1 ? 'it' : 'them'} in fields, or in the settings of the project`,
  emptyRequired: (name: string) => `${name} is required and came out empty for these findings`,
  notAllowed: (name: string, given: string, allowed: readonly string[]) =>
    `${name} does not take "${clip(given, 80)}". It takes: ${listedUpTo(allowed, NAMED_MAX)}`,
  notNumber: (name: string, given: string) => `${name} takes a number, not "${clip(given, 80)}"`,
  notDay: (name: string, given: string) => `${name} takes a day such as 2027-01-31, not "${clip(given, 80)}"`,
  /** A project that nobody made by hand: it stays, with the settings new projects have. */
  projectMade: (v: { key: string; places: readonly string[]; would: boolean }) =>
    `Case project ${v.key} ${v.would ? 'would be' : 'was'} made, with the usual settings: no case project was linked to ${listed(v.places)}.`,
  /** Why no project is made for a place that was asked for. */
  placeLacks: (tool: Tool, lacks: readonly string[], jiraProject: string | undefined = undefined) =>
    tool === 'jira'
      ? `No project is linked to ${jiraProject === undefined ? 'that place' : `Jira project ${clip(jiraProject, 80)}`}; to make one, give ${listed(lacks)} as well.`
      : `No project is linked to that place; to make one, give ${listed(lacks)} as well.`,
  placeUnknown: (tool: Tool, name: string) =>
    tool === 'jira'
      ? `Jira has no project ${clip(name, 80)} in which the integration user may make issues.`
      : `ServiceNow has no assignment group "${clip(name, 80)}".`,
  cut: (name: string, max: number) => `${name} was cut to the ${max} characters its tool takes`,
} as const

/** Left at the end of a text that was cut, with where the whole of it can be read. */
function marker(url: string | null): string {
  return url === null ? '… (cut)' : `… (cut; in full: ${url})`
}

/** At most `max` UTF-16 units; a longer text ends in a marker that says where it can be read in full. */
export function fitted(text: string, max: number, url: string | null): string {
  if (text.length <= max) return text
  const end = marker(url)
  // `clip` leaves one "…" of its own, which begins the marker.
  return end.length >= max ? clip(text, max) : clip(text, max - end.length + 1) + end.slice(1)
}
