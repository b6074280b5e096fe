import type { Hono } from 'hono'
import { z } from 'zod'
import { controlBody } from '../controls'
import type { SandboxEnv, World } from '../port'
import { Refused } from './refusals'
import type { State } from './state'
import { answer } from './wire'

const signalsBody = z.strictObject({
  data: z
    .array(
      z.strictObject({
        id: z.string().min(1),
        title: z.string().min(1),
        severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
        ruleType: z
          .enum(['log_detection', 'application_security', 'workload_security'])
          .default('log_detection'),
      }),
    )
    .min(1),
})

export type Signal = z.output<typeof signalsBody>['data'][number] & { at: number }

/** Security signals, read one by one; `POST /_sandbox/signals` is what the detection rules would find. */
export function signalRoutes(app: Hono<SandboxEnv>, state: () => State, world: World): void {
  app.get('/api/v2/security_monitoring/signals/:id', c => {
    const signal = state().signals.get(c.req.param('id'))
    if (signal === undefined) throw new Refused('unknown signal')
    const { id, title, severity, ruleType, at } = signal
    return answer(c, {
      data: {
        id,
        type: 'signal',
        attributes: {
          custom: { title, status: severity, workflow: { rule: { name: title, type: ruleType } } },
          message: `%%%\n${title}\n%%%`,
          tags: [`severity:${severity}`],
          timestamp: new Date(at).toISOString(),
        },
      },
    })
  })

  app.post('/_sandbox/signals', async c => {
    const read = await controlBody(c, signalsBody)
    if ('refusal' in read) return read.refusal
    for (const signal of read.body.data) state().signals.set(signal.id, { ...signal, at: world.clock.now() })
    return c.json({ ok: true })
  })
}
