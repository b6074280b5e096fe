/**
 * Stands in for Jira in the browser: takes the drawings of a UI Kit page, draws them, and passes on what the page asks
 * for. Loaded before the page's own bundle, which looks for `window.__bridge` once.
 */
import '@atlaskit/css-reset'
import dark from '@atlaskit/tokens/dist/esm/artifacts/themes/atlassian-dark.js'
import light from '@atlaskit/tokens/dist/esm/artifacts/themes/atlassian-light.js'
import shape from '@atlaskit/tokens/dist/esm/artifacts/themes/atlassian-shape.js'
import spacing from '@atlaskit/tokens/dist/esm/artifacts/themes/atlassian-spacing.js'
import typography from '@atlaskit/tokens/dist/esm/artifacts/themes/atlassian-typography.js'
import React, { StrictMode, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import './client.css'
import type { Bag, ForgeDoc } from './doc'
import { draw } from './draw'
import { RemoteConfirm } from './RemoteConfirm'

/** What the host page hands over, as JSON in `<script id="forge-host">`. */
export interface Host {
  context: Bag
  /** `POST {command, data}` → `{value}` or `{error}`. */
  invokeUrl: string
}

interface Scene {
  doc: ForgeDoc | null
  /** A new address of a remote, waiting for the administrator's word. */
  asks: { endpoint: string; answer: (allowed: boolean) => void } | null
}

let scene: Scene = { doc: null, asks: null }
const watchers = new Set<() => void>()
function show(next: Partial<Scene>): void {
  scene = { ...scene, ...next }
  for (const watcher of watchers) watcher()
}

const host = JSON.parse(document.getElementById('forge-host')?.textContent ?? '') as Host

async function post(command: string, data: unknown): Promise<unknown> {
  const response = await fetch(host.invokeUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ command, data }),
  })
  const answer = (await response.json()) as { value?: unknown; error?: string }
  if (!response.ok || answer.error !== undefined) throw new Error(answer.error ?? `HTTP ${response.status}`)
  return answer.value
}

/** Jira asks the administrator itself before an app's remote gets another address. */
async function remoteSet(data: unknown): Promise<unknown> {
  const { remotes } = data as { remotes: { configured: { endpoint: string } }[] }
  const endpoint = remotes.map(each => each.configured.endpoint).join(', ')
  const allowed = await new Promise<boolean>(answer => show({ asks: { endpoint, answer } }))
  show({ asks: null })
  if (!allowed) throw new Error('You did not allow it.')
  return post('__permission__remoteSet', data)
}

/** Reconciling changes the tree in place; a copy of its trunk makes React see that it did. */
const COMMANDS: { [command: string]: ((data: Bag) => unknown) | undefined } = {
  reconcile: data => show({ doc: { ...(data.forgeDoc as ForgeDoc) } }),
  getContext: () => host.context,
  __permission__remoteSet: remoteSet,
  navigate: data => window.open(String(data.url), data.type === 'new-tab' ? '_blank' : '_self'),
  emitReadyEvent: () => undefined,
  onError: data => {
    throw data.error
  },
  submit: async data => {
    await post('submit', data)
    window.parent.postMessage({ forge: 'submit', data }, location.origin)
  },
}

function Page(): React.ReactElement {
  const { doc, asks } = useSyncExternalStore(
    watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => scene,
  )
  return (
    <>
      {doc === null ? null : draw(doc)}
      <RemoteConfirm asks={asks} />
    </>
  )
}

declare global {
  interface Window {
    __bridge?: { callBridge: (command: string, data: unknown) => Promise<unknown> }
  }
}

window.__bridge = {
  callBridge: async (command, data) => {
    const own = COMMANDS[command]
    return own === undefined ? post(command, data) : own((data ?? {}) as Bag)
  },
}

const themes = document.createElement('style')
themes.textContent = [light, dark, spacing, shape, typography].join('\n')
document.head.append(themes)

const place = document.getElementById('forge-page')
if (place === null) throw new Error('The host page has no element "forge-page"')
createRoot(place).render(
  <StrictMode>
    <Page />
  </StrictMode>,
)

/** What a dialog needs: Jira shows it over the whole window, a frame only over itself. Pixels. */
const DIALOG_HEIGHT = 680

// A page in a frame tells the page around it how tall it is.
function tellHeight(): void {
  const needed = document.querySelector('[role="dialog"]') === null ? 0 : DIALOG_HEIGHT
  const height = Math.max(place?.offsetHeight ?? 0, needed)
  window.parent.postMessage({ forge: 'height', height }, location.origin)
}
new ResizeObserver(tellHeight).observe(place)
new MutationObserver(tellHeight).observe(document.body, { childList: true, subtree: true })
