/** The functions behind the pages, by the names of `defs.ts`. */
import Resolver from '@forge/resolver'
import type { Defs } from '../defs'
import { workflowInstall, workflowPreview, workflowUndo } from '../workflows/actions'
import { adminConnect, adminProject, adminSettings, adminView } from './admin'
import { gadgetView, projectView } from './figures'
import { findingsSearch, issueAsk, issueAttach, issueDetach, issueRecheck, issueView } from './issue'
import type { Place } from './people'

type Handlers = { [N in keyof Defs]: (place: Place, payload: Defs[N][0]) => Promise<Defs[N][1]> }

/** One for each name: the compiler misses none. What comes in is checked by each handler; a page is not trusted. */
const HANDLERS: Handlers = {
  'issue.view': issueView,
  'issue.recheck': issueRecheck,
  'issue.attach': issueAttach,
  'issue.detach': issueDetach,
  'issue.ask': issueAsk,
  'findings.search': findingsSearch,
  'project.view': projectView,
  'gadget.view': gadgetView,
  'admin.view': adminView,
  'admin.connect': adminConnect,
  'admin.settings': adminSettings,
  'admin.project': adminProject,
  'workflow.preview': workflowPreview,
  'workflow.install': workflowInstall,
  'workflow.undo': workflowUndo,
}

function define<N extends keyof Defs>(resolver: Resolver, name: N): void {
  resolver.define<Defs[N][0], Defs[N][1]>(name, ({ payload, context }) =>
    HANDLERS[name]({ context }, payload),
  )
}

/** What Forge calls for every `invoke` of a page. */
export function makeResolver(): ReturnType<Resolver['getDefinitions']> {
  const resolver = new Resolver()
  for (const name of Object.keys(HANDLERS) as (keyof Defs)[]) define(resolver, name)
  const definitions = resolver.getDefinitions()
  return (request, platform) => {
    const { functionKey } = request.call
    // Every object knows names such as "constructor"; the package would call what stands behind them.
    if (!Object.hasOwn(HANDLERS, functionKey))
      throw new Error(`The app has no function for '${functionKey}'.`)
    return definitions(request, platform)
  }
}
