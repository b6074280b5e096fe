import { z } from 'zod'
import type { ReadSignal } from '../../domain/signals'
import { shapeError } from '../shared'
import type { DatadogClient } from './client'

const word = z.string().min(1).optional().catch(undefined)
const group = z.record(z.string(), z.unknown()).optional().catch(undefined)

/** One signal as `GET …/signals/{id}` answers. Source: Datadog's API client, SecurityMonitoringSignalAttributes. */
const answerShape = z.object({
  data: z.object({
    id: z.string().min(1),
    attributes: z.object({
      custom: group,
      message: word,
      tags: z.array(z.string()).optional().catch(undefined),
      timestamp: word,
    }),
  }),
})
/** What a rule puts into every signal it makes. */
const customShape = z.object({
  title: word,
  status: word,
  workflow: z
    .object({ rule: z.object({ name: word }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
})

/** The signals among `ids` that Datadog has, each read by itself: its search does not take ids. */
export async function readSignals(
  client: Pick<DatadogClient, 'signal'>,
  ids: readonly string[],
  appUrl: string,
): Promise<ReadSignal[]> {
  const read = await Promise.all(
    ids.map(async id => {
      const answer = await client.signal(id)
      if (answer === null) return []
      const parsed = answerShape.safeParse(answer.body)
      if (!parsed.success) throw shapeError('Datadog', answer, false)
      return [signalOf(parsed.data.data, appUrl)]
    }),
  )
  return read.flat()
}

function signalOf({ id, attributes }: z.output<typeof answerShape>['data'], appUrl: string): ReadSignal {
  const custom = customShape.parse(attributes.custom ?? {})
  const tagged = attributes.tags?.find(tag => tag.startsWith('severity:'))?.slice('severity:'.length)
  const at = Date.parse(attributes.timestamp ?? '')
  const firstLine = attributes.message
    ?.split('\n')
    .find(line => line.trim() !== '' && !line.startsWith('%%%'))
  return {
    id,
    title: custom.title ?? custom.workflow?.rule?.name ?? firstLine?.trim() ?? id,
    severity: (custom.status ?? tagged ?? 'unknown').toLowerCase(),
    url: `${appUrl}/security?event=${encodeURIComponent(id)}`,
    at: Number.isNaN(at) ? null : at,
  }
}
