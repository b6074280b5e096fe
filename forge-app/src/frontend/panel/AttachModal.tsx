import { FINDINGS_PER_ATTACH_MAX, type ForgeFound, type ForgeIssue } from '@fixproof/rules'
import { Select, Text, Textfield } from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import type { Answer } from '../../defs'
import { ask, reasonOf, useOneAtATime } from '../ask'
import { CallFailed, Field } from '../fields'
import { findingState, severity } from '../look'
import { Problem } from '../parts'
import { ATTACH } from '../words'
import { Dialog, useSending } from './Dialog'
import { type Choice, isReference, references } from './input'

type Found = ForgeFound['findings'][number]

/** Attach findings by their links or ids, or by what a search brings. */
export function AttachModal(props: { took: (issue: ForgeIssue) => void; leave: () => void }): ReactElement {
  const { busy, problem, send } = useSending(props.took)
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<readonly Found[] | null>(null)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [searching, setSearching] = useState(false)
  const [trouble, setTrouble] = useState<ReactElement | null>(null)
  const [wrong, setWrong] = useState<{ query: string | null; chosen: string | null }>(NOTHING_WRONG)

  const once = useOneAtATime()
  const search = () =>
    once(async () => {
      setWrong(NOTHING_WRONG)
      setTrouble(null)
      setSearching(true)
      try {
        const answer: Answer<ForgeFound> = await ask('findings.search', { query: query.trim() })
        if (answer.ok) {
          setFound(answer.data.findings)
          setChosen([])
        } else setTrouble(<Problem answer={answer} />)
      } catch (error) {
        setTrouble(<CallFailed reason={reasonOf(error)} />)
      }
      setSearching(false)
    })

  const submit = async () => {
    if (query.trim() === '') return setWrong({ query: ATTACH.empty, chosen: null })
    const links = isReference(query) ? references(query) : null
    if (links === null && found === null) return search()
    const findings = links ?? chosen
    if (findings.length === 0) return setWrong({ query: null, chosen: ATTACH.choose })
    if (findings.length > FINDINGS_PER_ATTACH_MAX) {
      return links === null
        ? setWrong({ query: null, chosen: ATTACH.tooMany })
        : setWrong({ query: ATTACH.tooMany, chosen: null })
    }
    return send(() => ask('issue.attach', { findings: [...findings] }))
  }

  const byLink = isReference(query)
  return (
    <Dialog
      title={ATTACH.title}
      submit={byLink || found !== null ? ATTACH.submit : ATTACH.search}
      busy={busy || searching}
      problem={problem ?? trouble}
      onSubmit={submit}
      leave={props.leave}
    >
      <Field id="attach-query" label={ATTACH.query} hint={ATTACH.hint} wrong={wrong.query}>
        <Textfield
          id="attach-query"
          name="query"
          onChange={event => {
            setQuery(event.target.value ?? '')
            setFound(null)
          }}
          isInvalid={wrong.query !== null}
          isRequired
          autoFocus
        />
      </Field>
      {byLink || found === null ? null : found.length === 0 ? (
        <Text>{ATTACH.nothing}</Text>
      ) : (
        <Field id="attach-chosen" label={ATTACH.results} wrong={wrong.chosen}>
          <Select
            inputId="attach-chosen"
            name="chosen"
            isMulti
            options={found.map(option)}
            onChange={(options: readonly Choice[]) => setChosen(options.map(each => each.value))}
            isInvalid={wrong.chosen !== null}
          />
        </Field>
      )}
    </Dialog>
  )
}

const NOTHING_WRONG = { query: null, chosen: null } as const

/** A finding as a choice: how bad, what, where, its state, and the case it would leave. */
function option(f: Found): Choice {
  const parts = [severity(f.severity).word, f.title === '' ? f.id : f.title, f.where, findingState(f).word]
  const moves = f.case === null ? null : ATTACH.elsewhere(f.case)
  return { value: f.id, label: [...parts, moves].filter(part => part !== null).join(' · ') }
}
