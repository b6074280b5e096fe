import type { CaseDoc, FindingDoc, FindingItem, LinkDoc } from '../model'

/** One line of the explorer: a finding, the case it is attached to, and that case's links. */
export interface ExplorerRow {
  finding: FindingDoc
  case: CaseDoc | null
  links: LinkDoc[]
}

type Group = Record<string, unknown>
const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where Datadog put everything: recorded answers hold it one level deeper than the documentation says. */
export function attributesOf(item: FindingItem | null): Group {
  if (item === null) return {}
  const { attributes } = item.attributes
  return isGroup(attributes.custom) ? attributes.custom : attributes
}

/**
 * `workflow.integrations` of a finding as the hub knows it: its case and the tickets that are live. Null when it has
 * none. Shape: https://docs.datadoghq.com/security/guide/findings-schema/
 */
export function integrationsOf(row: ExplorerRow): Group | null {
  if (row.case === null) return null
  const jira = liveLink(row, 'jira')
  const servicenow = liveLink(row, 'servicenow')
  const { id, key, title, status, createdAt, modifiedAt, assigneeId } = row.case
  return {
    cases: [
      {
        id,
        key,
        title,
        status: status.toLowerCase(),
        created_at: createdAt,
        updated_at: modifiedAt,
        ...(assigneeId === null ? {} : { assignee: { id: assigneeId } }),
        ...(jira === undefined
          ? {}
          : {
              jira_issue: {
                key: jira.ticket.key,
                status: jira.view?.status.name ?? '',
                url: jira.ticket.url,
              },
            }),
        ...(servicenow === undefined
          ? sentEvent(row.case)
          : {
              servicenow_ticket: {
                state: servicenow.view?.status.name ?? '',
                sys_id: servicenow.ticket.id,
                table_name: 'incident',
                url: servicenow.ticket.url,
              },
            }),
      },
    ],
    ...(jira === undefined ? {} : { jira: [jira.ticket.key] }),
  }
}

/** In place of an incident the last event that ServiceNow got (ITOM); its state there is never read. */
function sentEvent({ events = [] }: CaseDoc): Group {
  const event = events.find(each => each.event !== null)?.event
  if (event == null) return {}
  return { servicenow_ticket: { state: '', sys_id: event.id, table_name: 'em_event', url: event.url } }
}

type ConfirmedLink = LinkDoc & { ticket: NonNullable<LinkDoc['ticket']> }

/** The newest live link of a tool whose ticket exists; a predecessor or a deleted ticket is not shown. */
export function liveLink(row: ExplorerRow, tool: LinkDoc['tool']): ConfirmedLink | undefined {
  return row.links
    .filter(
      (link): link is ConfirmedLink => link.tool === tool && link.state === 'live' && link.ticket !== null,
    )
    .sort((a, b) => b.createdAt - a.createdAt)[0]
}

/**
 * The finding as the API serves it: in the nesting received, `workflow.integrations` replaced by the hub's own (and
 * taken out when the finding has no case). A finding not read yet has its id and title alone.
 */
export function servedItem(row: ExplorerRow): FindingItem {
  const { finding } = row
  const item: FindingItem = finding.item ?? {
    id: finding.id,
    type: 'finding',
    attributes: { attributes: { finding_id: finding.id, title: finding.title } },
  }
  const { attributes } = item.attributes
  const inner = withIntegrations(attributesOf(item), integrationsOf(row))
  return {
    ...item,
    attributes: {
      ...item.attributes,
      attributes: isGroup(attributes.custom) ? { ...attributes, custom: inner } : inner,
    },
  }
}

function withIntegrations(attributes: Group, integrations: Group | null): Group {
  const { integrations: _theirs, ...workflow } = isGroup(attributes.workflow) ? attributes.workflow : {}
  const ours = integrations === null ? workflow : { ...workflow, integrations }
  if (Object.keys(ours).length === 0 && attributes.workflow === undefined) return attributes
  return { ...attributes, workflow: ours }
}
