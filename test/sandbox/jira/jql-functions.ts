/** Functions that apps add to queries: asked before the query runs, each replaced by the JQL it stands for. */
import { type JqlClause, JqlError, type JqlNode, parseJql } from './jql'
import type { Ask } from './site'

/** Those of Jira itself are left to the fields. */
const OWN = ['currentuser', 'now']

/** The same query without calls of apps' functions. Rejects with `JqlError` when an app refuses or has no such function. */
export async function withoutFunctions(node: JqlNode, ask: Ask): Promise<JqlNode> {
  if (node.kind === 'clause') return clauseOf(node, ask)
  if (node.kind === 'not') return { kind: 'not', part: await withoutFunctions(node.part, ask) }
  const parts: JqlNode[] = []
  for (const part of node.parts) parts.push(await withoutFunctions(part, ask))
  return { kind: node.kind, parts }
}

async function clauseOf(clause: JqlClause, ask: Ask): Promise<JqlNode> {
  const [value] = clause.values
  if (value?.kind !== 'function' || OWN.includes(value.name.toLowerCase())) return clause
  const { name, args } = value
  const answer = ask.site.apps.jql({ name, args, field: clause.field, operator: clause.operator }, ask)
  if (answer === undefined) throw new JqlError(`Unable to find JQL function '${name}(${args.join(', ')})'.`)
  const fragment = parseJql(await answer).where
  if (fragment === null) throw new JqlError(`The JQL function '${name}' answered with no restriction.`)
  return fragment
}
