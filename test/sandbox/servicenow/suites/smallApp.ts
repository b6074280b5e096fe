/** The small application of these suites: one table, installed on a fresh instance. */
import { setup } from './helper'
import { type Made, SCOPE, setXml, table } from './setXml'

export const NOTES = `${SCOPE}_note`
const NOTE = table(NOTES, {
  key: { unique: 'true' },
  text: {},
  on: { internal_type: 'boolean', default_value: 'true' },
  incident: { internal_type: 'reference', reference: 'incident' },
  secret: { internal_type: 'password2' },
  due: { internal_type: 'glide_date_time' },
})

/** An instance with a small app and, beside it, global records. */
export function start(scoped: readonly Made[] = [], global: readonly Made[] = []) {
  const on = setup()
  const { engine } = on.servicenow
  engine.install(setXml(SCOPE, [...NOTE, ...scoped]))
  if (global.length > 0) engine.install(setXml('global', global))
  const run = async (script: string, scope = SCOPE, as = 'admin') => {
    const { status, body } = await on.control('servicenow/run', { script, scope, as })
    if (status === 200) return (body as { value: unknown }).value
    throw new Error((body as { error: string }).error)
  }
  return { ...on, engine, run }
}
