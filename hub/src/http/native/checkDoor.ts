import { type CheckReport, runCheck } from '../../check'
import { callerOf, mayDo } from '../auth'
import type { Door } from '../deps'
import type { DoorDeps } from '../doors'
import { nativeRoute } from './routes'
import { checkSchema } from './schemas'
import { iso } from './views'

const check = nativeRoute({
  method: 'get',
  path: '/api/v1/check',
  tag: 'Operation',
  summary: 'Whether the set-up works, line by line, with the mend',
  description:
    'Asks every vendor. With a key that may write, a Jira connection’s test issue is changed and its webhook awaited, ' +
    'for up to a minute.',
  scope: 'read',
  answer: checkSchema,
})

/** `GET /api/v1/check`; `fixproof check` asks it while the hub runs. */
export function checkDoor({ config, store, engine, tools, clock, startedAt, proofKeys }: DoorDeps): Door {
  const hub = { store, unit: engine.unit, startedAt, proofKeys }
  /** Callers who ask while one runs share it: nobody can use up a vendor's rate limit by asking often. */
  const running = new Map<boolean, Promise<CheckReport>>()

  function shared(probe: boolean): Promise<CheckReport> {
    const report =
      running.get(probe) ??
      runCheck({ config, tools, clock, hub, probe }).finally(() => running.delete(probe))
    running.set(probe, report)
    return report
  }

  return app => {
    app.openapi(check, async c => {
      const report = await shared(mayDo(callerOf(c), 'write'))
      return c.json({ ...report, checkedAt: iso(report.checkedAt) }, 200)
    })
  }
}
