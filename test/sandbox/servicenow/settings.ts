/** What differs from instance to instance; set through `POST /_sandbox/servicenow/settings`. */
export interface Settings {
  /** How long an OAuth access token is good. Seconds; ServiceNow's default is 30 minutes. */
  tokenLifetimeSec: number
  /** Requests a user may make in a clock hour while vendor rate limits are on. */
  rateLimitPerHour: number
  /** True: people with itil may take an incident out of Closed and Canceled. */
  reopenClosed: boolean
  /**
   * True: a resolution code that is not in the choice list counts as none, so the data policy refuses as if it were
   * missing (newer releases). False: any text is kept.
   */
  strictCloseCodes: boolean
  /** Tables everybody may read although the standard access says no, e.g. `sys_journal_field`. */
  readable: string[]
}

export const STANDARD_SETTINGS: Settings = {
  tokenLifetimeSec: 1_800,
  rateLimitPerHour: 5_000,
  reopenClosed: false,
  strictCloseCodes: true,
  readable: [],
}
