/** Who looks at the pages of the simulated ServiceNow: one of its people, chosen on any page, kept by the browser. */
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Instance } from '../servicenow/instance'
import type { Session } from '../servicenow/rules'
import { PEOPLE } from '../servicenow/seed'
import { type Html, html } from './html'
import { basic } from './mount'

/** People who work in a browser, with what they are there. The integration user only calls the API. */
const LOOKERS = {
  abel: 'service desk (itil)',
  carol: 'reports incidents, no role',
  admin: 'all roles',
} as const satisfies Partial<Record<keyof typeof PEOPLE, string>>
type Looker = keyof typeof LOOKERS

const COOKIE = 'servicenow_person'
/** Where the choice is posted to. */
export const CHOOSE = '/_sandbox/browse/person'

const isLooker = (name: string): name is Looker => Object.hasOwn(LOOKERS, name)

/** A person at the browser. */
export interface Person {
  userName: Looker
  name: string
  session: Session
  /** Credentials of the calls that their buttons make. */
  headers: Record<string, string>
}

/** The person the browser has chosen; Abel of the service desk until somebody chooses. */
export function personOf(c: Context, instance: Instance): Person {
  const asked = getCookie(c, COOKIE) ?? ''
  const userName = isLooker(asked) ? asked : 'abel'
  const session = instance.session(userName)
  if (session === undefined) throw new Error(`${userName} is gone`)
  return { userName, name: PEOPLE[userName].name, session, headers: basic(userName, userName) }
}

/** Keeps the choice and leads back to the page it was made on. */
export function choosePerson(c: Context, form: URLSearchParams): Response {
  const asked = form.get('person') ?? ''
  if (isLooker(asked)) setCookie(c, COOKIE, asked, { path: '/', httpOnly: true, sameSite: 'Lax' })
  const page = form.get('page') ?? '/'
  // Only to a page of this host: two slashes, or one and a backslash, would lead elsewhere.
  return c.redirect(/^\/(?![/\\])/.test(page) ? page : '/', 303)
}

/** The small form at the top of each page. */
export function switcher(person: Person, page: string): Html {
  const options = Object.entries(LOOKERS).map(
    ([userName, what]) =>
      html`<option value="${userName}"${userName === person.userName && html` selected`}>${PEOPLE[userName as Looker].name}, ${what}</option>`,
  )
  return html`<form class="person" method="post" action="${CHOOSE}"><input type="hidden" name="page" value="${page}">
<label for="person">You are</label><select id="person" name="person">${options}</select><button class="quiet">Switch</button></form>`
}
