import { isTrue, TABLES } from './tables'

/** The one row of the configuration. Secrets never leave the server. */
export interface Config {
  sysId: string
  /** Without a slash at its end. */
  hubUrl: string
  connection: string
  /** User name under which the hub works here; empty when nobody was named. */
  hubUser: string
  /** Those in force: one, or two while one replaces the other. */
  secrets: string[]
  active: boolean
  reachable: boolean
}

/** Null while nobody has connected the hub yet. */
export function readConfig(): Config | null {
  const row = configRow()
  return row === null ? null : configOf(row)
}

export function configRow(): GlideRecord | null {
  const row = new GlideRecord(TABLES.config)
  row.orderBy('sys_created_on')
  row.setLimit(1)
  row.query()
  return row.next() ? row : null
}

export function configOf(row: GlideRecord): Config {
  const text = (column: string) => (row.getValue(column) || '').trim()
  return {
    sysId: row.getUniqueValue(),
    hubUrl: text('hub_url').replace(/\/+$/, ''),
    connection: text('connection'),
    hubUser: text('hub_user'),
    secrets: ['secret', 'second_secret'].map(column => secretIn(row, column)).filter(secret => secret !== ''),
    active: isTrue(row.getValue('active')),
    reachable: isTrue(row.getValue('reachable')),
  }
}

function secretIn(row: GlideRecord, column: string): string {
  const element = gs.nil(row.getValue(column)) ? null : row.getElement(column)
  return element === null ? '' : element.getDecryptedValue() || ''
}

/** Whether the person or job at work is the hub itself. */
export function isHub(config: Config | null): boolean {
  return config !== null && config.hubUser !== '' && String(gs.getUserName()) === config.hubUser
}
