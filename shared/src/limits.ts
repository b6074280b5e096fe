/**
 * Every limit the apps obey: a named constant with its unit last and its source. "Ours" marks a choice of Fixproof's,
 * not a vendor's limit.
 */

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

// ---- Datadog security findings. Source: prose of https://docs.datadoghq.com/api/latest/security-monitoring/
// (create, attach and detach operations). The arrays carry no maxItems, so generated clients do not enforce them.

/** Findings on one ticket in a create request. */
export const FINDINGS_PER_TICKET_MAX = 50
/** Tickets (cases, Jira issues, incidents) in one create request. */
export const TICKETS_PER_REQUEST_MAX = 50
/** Findings in one attach request. */
export const FINDINGS_PER_ATTACH_MAX = 50
/** Findings in one detach request; they may span several cases. */
export const FINDINGS_PER_DETACH_MAX = 50
/** Findings in one mute request. */
export const FINDINGS_PER_MUTE_MAX = 100
/** Findings in one assign request. */
export const FINDINGS_PER_ASSIGN_MAX = 100
/** Finding ids in one search by id (`@finding_id:(a OR b …)`). Ours: keeps the query below any length limit. */
export const FINDING_IDS_PER_SEARCH_MAX = 100
/** Findings on one page of list or search. */
export const FINDINGS_PAGE_MAX = 150
export const FINDINGS_PAGE_DEFAULT = 10
/** Characters of a mute's description. Source: MuteFindingsRequest. */
export const MUTE_DESCRIPTION_CHARS_MAX = 280

// ---- Datadog case management. Source: https://docs.datadoghq.com/api/latest/case-management/

/** Cases on one page of search. */
export const CASES_PAGE_MAX = 100
export const CASES_PAGE_DEFAULT = 10
/** Comments of a case on one page. Ours: Datadog names neither. */
export const CASE_TIMELINE_PAGE_MAX = 1_000
export const CASE_TIMELINE_PAGE_DEFAULT = 100
/** Insights in one request. */
export const CASE_INSIGHTS_PER_REQUEST_MAX = 100
/** What a case may point to beside its findings. Ours: keeps a case a document of a few pages. */
export const CASE_REFERENCES_MAX = 500

// ---- Jira Cloud. Source: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ unless named.

export const JIRA_SUMMARY_CHARS_MAX = 255
export const JIRA_LABEL_CHARS_MAX = 255
/** Description, and any other long text field. */
export const JIRA_DESCRIPTION_CHARS_MAX = 32_767
export const JIRA_COMMENT_CHARS_MAX = 32_767
/** JSON of one issue property. */
export const JIRA_PROPERTY_CHARS_MAX = 32_768
export const JIRA_REMOTE_LINK_GLOBAL_ID_CHARS_MAX = 255
/** Issues in one bulk fetch. */
export const JIRA_BULK_FETCH_ISSUES_MAX = 100
/** Issues in one bulk create. */
export const JIRA_BULK_CREATE_ISSUES_MAX = 50
/** Ids that `reconcileIssues` of search/jql takes. */
export const JIRA_RECONCILE_ISSUES_MAX = 50
/** How long a fresh issue may be missing from search/jql. Ours: no number is published; a setting overrides it. */
export const JIRA_INDEX_LAG_MS = 60 * SECOND_MS
/** Writes to one issue. Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ */
export const JIRA_WRITES_PER_ISSUE_2S_MAX = 20
export const JIRA_WRITES_PER_ISSUE_30S_MAX = 100
/** Calls a second to one endpoint of a site, GET and POST. Source: https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ */
export const JIRA_CALLS_PER_SECOND_MAX = 100
/** As above, PUT and DELETE. */
export const JIRA_CHANGES_PER_SECOND_MAX = 50
/** As above, GET of one issue. */
export const JIRA_ISSUE_READS_PER_SECOND_MAX = 150

// ---- ServiceNow incident. Source: dictionary of the base system's incident and task tables.

export const SERVICENOW_SHORT_DESCRIPTION_CHARS_MAX = 160
export const SERVICENOW_DESCRIPTION_CHARS_MAX = 4_000
export const SERVICENOW_WORK_NOTE_CHARS_MAX = 4_000
export const SERVICENOW_CLOSE_NOTES_CHARS_MAX = 4_000
/**
 * How long a create whose answer was lost may still be running: the instance's own time limit for a Table API
 * request. Only after it "not found" means "was not made"; a setting overrides it.
 */
export const SERVICENOW_CREATE_SETTLE_MS = MINUTE_MS
/** Running calls to one instance. Ours: below the default of 16 running requests a node. */
export const SERVICENOW_CALLS_AT_ONCE_MAX = 4

// ---- Doors. Ours, unless named.

/** A signed push older or newer than this is refused. */
export const PUSH_WINDOW_MS = 5 * MINUTE_MS
/** How long a delivery id is remembered; Jira retries for at most some hours. */
export const DELIVERY_KEPT_MS = 7 * DAY_MS
/** How long the answer to an Idempotency-Key is kept. */
export const IDEMPOTENCY_KEPT_MS = 7 * DAY_MS
/** How long a create waits for the vendor before it answers "not confirmed yet". */
export const CREATE_WAIT_MS = 15 * SECOND_MS

// ---- Proof (CONTRACTS, markers and the proof). Ours.

/** How long a permission to close holds; a refusal never goes stale. */
export const PERMISSION_VALID_MS = 24 * HOUR_MS
/** Findings named in the proof. */
export const PROOF_BLOCKING_MAX = 5
/** Titles in the proof are cut so that it stays far below {@link JIRA_PROPERTY_CHARS_MAX}. */
export const PROOF_TITLE_CHARS_MAX = 255
/** A longer link is left out rather than cut. */
export const PROOF_URL_CHARS_MAX = 2_000

// ---- Damping (rule 25). Ours.

export const FLAP_WAIT_FIRST_MS = MINUTE_MS
export const FLAP_WAIT_MAX_MS = 24 * HOUR_MS
export const CONTEST_WAIT_FIRST_MS = MINUTE_MS
export const CONTEST_WAIT_MAX_MS = HOUR_MS
/** Quiet time after which a flapping finding or a contested ticket starts anew. */
export const DAMPING_QUIET_RESET_MS = 7 * DAY_MS

// ---- The loop. Ours.

/** How long one call to a vendor may take, until its whole answer is read. */
export const CALL_TIMEOUT_MS = 30 * SECOND_MS
/** Backoff of a failed call: doubles from the first to the cap, with jitter. */
export const BACKOFF_FIRST_MS = SECOND_MS
export const BACKOFF_MAX_MS = 10 * MINUTE_MS
/** Each wait is multiplied by a factor from 1 − this to 1 + this. Source: Jira's advice, ×0.7 to ×1.3. */
export const BACKOFF_JITTER_RATIO = 0.3
/** Pause between two polls of Datadog, and between two sweeps over all links. */
export const POLL_EVERY_MS = 30 * SECOND_MS
export const SWEEP_EVERY_MS = 5 * MINUTE_MS
/** How often the app on a ServiceNow instance is asked how it is, and how often while it does not answer. Ours. */
export const INCIDENT_APP_EVERY_MS = 5 * MINUTE_MS
export const INCIDENT_APP_SILENT_EVERY_MS = MINUTE_MS
/** The pause between two sweeps is multiplied by a factor from 1 − this to 1 + this. */
export const SWEEP_JITTER_RATIO = 0.1
/** Every poll looks back this far before its watermark. */
export const WATERMARK_OVERLAP_MS = 5 * MINUTE_MS
/** Steps of a planned route through a workflow. */
export const ROUTE_HOPS_MAX = 10

// ---- Jira Forge. Source: https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/

/** Run time of a function behind a panel, a validator or an event. */
export const FORGE_FUNCTION_MS = 25 * SECOND_MS
/** A hub answers an event of the Forge app within this. */
export const FORGE_EVENT_ANSWER_MS = 5 * SECOND_MS
export const FORGE_VALIDATOR_EXPRESSION_CHARS_MAX = 1_000
/** The validator has answered by then. Ours: a person waits for it; the platform would cut it off at {@link FORGE_FUNCTION_MS}. */
export const FORGE_VALIDATOR_ANSWER_MS = 5 * SECOND_MS
/** Of that, how long it waits for Jira to say how the issue stands, for the hub's word, and for its report of a refusal. Ours. */
export const FORGE_VALIDATOR_READ_MS = 2 * SECOND_MS
export const FORGE_VALIDATOR_HUB_MS = 2 * SECOND_MS
export const FORGE_VALIDATOR_REPORT_MS = SECOND_MS
/** How long a page waits for the hub. Ours: two calls fit into {@link FORGE_FUNCTION_MS}. */
export const FORGE_PAGE_HUB_MS = 10 * SECOND_MS
/** Characters of a reason a person gives in the panel. Ours. */
export const FORGE_REASON_CHARS_MAX = 1_000
/** Characters of a search in the panel. Ours. */
export const FORGE_SEARCH_CHARS_MAX = 500
/** How far ahead an exception may end. Ours. */
export const FORGE_EXCEPTION_DAYS_MAX = 366
/** How far back the gadget looks. Ours. */
export const FORGE_GADGET_DAYS_MAX = 366
/** Jira projects whose workflows the settings page shows. Ours: three calls a project fit into {@link FORGE_FUNCTION_MS}. */
export const FORGE_PROJECTS_SHOWN_MAX = 50
/** The app's clock and the hub's differ by more than this: the settings page says so. Ours. */
export const FORGE_CLOCK_DOUBT_MS = MINUTE_MS

// ---- ServiceNow app: sending changes to the hub again. Ours.

export const OUTBOX_RETRY_FIRST_MS = 30 * SECOND_MS
export const OUTBOX_RETRY_MAX_MS = HOUR_MS
export const OUTBOX_TRIES_MAX = 12

// ---- Datadog automation rules. Source: https://docs.datadoghq.com/api/latest/security-monitoring/

export const RULE_NAME_CHARS_MAX = 255
export const RULE_QUERY_CHARS_MAX = 30_000
export const RULE_TICKETS_PER_DAY_MAX = 500
export const RULE_DUE_IN_DAYS_MAX = 365

// ---- Sentences. Ours.

/** Findings named in one sentence before it says "and 4 more". */
export const NAMED_FINDINGS_MAX = 3
