import type { CloseCause } from './model'

/** Sentences about the mirror: the same case in Datadog's own Case Management. `there`: its key there, e.g. `DD-4`. */
export const mirrorText = {
  named: (there: string) => `Datadog case ${there}`,
  made: (there: string) => `Datadog case ${there} was made.`,
  found: (there: string) =>
    `Datadog case ${there} was found again after a lost answer; nothing was made twice.`,
  adopted: (there: string, findings: number) =>
    `Datadog case ${there} already holds ${findings === 1 ? 'a finding' : `${findings} findings`} of this case and was adopted.`,
  attached: (titles: readonly string[], there: string) =>
    `${list(titles)} attached to Datadog case ${there}.`,
  detached: (titles: readonly string[], there: string) =>
    `${list(titles)} taken off Datadog case ${there}: not on this case any more.`,
  left: (title: string, there: string, why: string) =>
    `"${title}" is on Datadog case ${there} and stays there: ${why}.`,
  whyLeft: {
    project: (project: string) => `that case is not in Datadog project ${project}`,
    shared: (key: string) => `that case also holds a finding of ${key}`,
    archived: () => 'that case is archived',
    second: (there: string) => `this case already is Datadog case ${there}`,
    hidden: () => 'that case is not shown to the account Fixproof works as',
  },
  extra: (titles: readonly string[], there: string, key: string) =>
    `Datadog case ${there} also holds ${list(titles)}, not on ${key}. Attach it here, or take it off there.`,
  closedThere: (by: string, there: string) =>
    `${by} closed Datadog case ${there}. A case is closed here or by its findings, so it is opened again.`,
  reopenedThere: (by: string, there: string) => `${by} reopened Datadog case ${there}.`,
  closed: (there: string, cause: CloseCause | null) =>
    `Datadog case ${there} was closed${cause === null ? '' : ` (${cause})`}.`,
  reopened: (there: string) => `Datadog case ${there} was reopened.`,
  reason: (there: string, reason: string) => `The reason of Datadog case ${there} was set: ${reason}.`,
  written: (v: { field: string; there: string; from: string; to: string }) =>
    `The ${v.field} of Datadog case ${v.there} was set: ${v.from} → ${v.to}.`,
  taken: (v: { field: string; there: string; by: string; from: string; to: string }) =>
    `${v.by} changed the ${v.field} in Datadog case ${v.there}: ${v.from} → ${v.to}.`,
  held: (v: { field: string; there: string; reason: string }) =>
    `The ${v.field} of Datadog case ${v.there} does not follow: ${v.reason}`,
  noAccount: (who: string) =>
    `The Datadog user of ${who} is not known. Pair them under "users" in the configuration.`,
  noProject: (asked: string) =>
    `Datadog has no case project ${asked}, or hides it. Name another under mirror.project, or give the keys' account cases_read.`,
  integrated: (project: string, tools: readonly string[]) =>
    `Datadog project ${project} has Datadog's own ${tools.join(' and ')} sync on, which would make and change tickets beside ` +
    'Fixproof. Switch it off in the settings of that project, or mirror to another one.',
  gone: (there: string) =>
    `Datadog case ${there} was deleted, or is hidden from the account Fixproof works as. Nothing is made in its place.`,
  elsewhere: (there: string, project: string) =>
    `Datadog case ${there} was moved out of Datadog project ${project}. Move it back.`,
  somebody: () => 'Somebody',
  nothing: () => 'none',
  blocked: (reason: string) => `The mirror in Datadog waits: ${reason}`,
  goesOn: () => 'The mirror in Datadog goes on.',
  trouble: (reason: string) => `The mirror in Datadog: ${reason} It is tried again.`,
  settling: () => 'Waiting until Datadog must show the case, if it was made.',
  unsure: () => 'Datadog did not say in time where these findings stand.',
  timedOut: () => 'Datadog did not answer in time.',
  origin: (key: string, url: string | null, mark: string) =>
    `Kept by Fixproof as ${url === null ? key : `[${key}](${url})`} · ${mark}`,
  /** Facets that only Datadog's own integrations fill; see the README. */
  notFilled: () =>
    'Datadog\'s facets "Jira Key", "Jira Status" and those of ServiceNow and Linear are filled by Datadog\'s own integrations ' +
    'alone and stay empty.',
  planned: {
    make: (findings: number, project: string) =>
      `Make a case in Datadog project ${project} with ${findings === 1 ? 'its finding' : `its ${findings} findings`}.`,
    adopt: (there: string, findings: number) =>
      `Adopt Datadog case ${there}, which holds ${findings} of its findings, unless it also holds a finding of another case here; then status, priority and assignee are merged.`,
    attach: (title: string, there: string) => `Attach "${title}" to Datadog case ${there}.`,
    detach: (title: string, there: string) => `Take "${title}" off Datadog case ${there}.`,
    write: (what: string, there: string) => `Set ${what} of Datadog case ${there}.`,
    take: (there: string) => `Take over what people changed in Datadog case ${there}.`,
    comment: (by: string, there: string) => `Bring the comment by ${by} to Datadog case ${there}.`,
  },
}

function list(titles: readonly string[]): string {
  const shown = titles.slice(0, 3).map(title => `"${title}"`)
  const more = titles.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
