import {
  Button,
  ButtonGroup,
  ModalTransition,
  SectionMessage,
  Select,
  Stack,
  Text,
  Textfield,
} from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import type { AdminView, Answer, Mode, ProjectStatus, Settings } from '../../defs'
import { ask } from '../ask'
import { Field } from '../fields'
import { Dialog } from '../panel/Dialog'
import { Badge, Part, Table } from '../parts'
import { ADMIN, COMMON, MODES } from '../words'
import { type Doing, useDone } from './useDone'

type Took = (answer: Answer<AdminView>) => void

/** What each project has of its own, beside what it has from the site. */
export function ProjectSettings(props: {
  site: Settings
  projects: readonly ProjectStatus[]
  took: Took
}): ReactElement {
  const { site, projects, took } = props
  const [chosen, setChosen] = useState<string | null>(null)
  const doing = useDone(took)
  const project = projects.find(each => each.key === chosen)
  return (
    <Part title={ADMIN.projects}>
      <Text>{ADMIN.projectsWhat}</Text>
      {doing.problem}
      {projects.length === 0 ? <Text>{ADMIN.noProjects}</Text> : null}
      {projects.length === 0 ? null : (
        <Table
          label={ADMIN.projects}
          columns={[
            { key: 'project', title: ADMIN.project, width: 22 },
            { key: 'mode', title: ADMIN.modeShort, width: 25 },
            { key: 'group', title: ADMIN.groupShort, width: 25 },
            { key: 'change', title: ADMIN.change, width: 28 },
          ]}
          rows={projects.map(each => ({
            key: each.key,
            cells: [
              <Text key="project">{`${each.key}: ${each.name}`}</Text>,
              <Held key="mode" own={word(each.settings.mode, MODE)} site={MODE(site.mode)} />,
              <Held
                key="group"
                own={word(each.settings.detachGroup, GROUP)}
                site={GROUP(site.detachGroup)}
              />,
              <Buttons key="change" project={each} doing={doing} open={() => setChosen(each.key)} />,
            ],
          }))}
          rowsPerPage={10}
        />
      )}
      <ModalTransition>
        {project === undefined ? null : (
          <ProjectModal project={project} site={site} took={took} leave={() => setChosen(null)} />
        )}
      </ModalTransition>
    </Part>
  )
}

const MODE = (mode: Mode): string => ADMIN.modesShort[mode]
const GROUP = (group: string): string => (group === '' ? ADMIN.adminsOnly : group)

function word<T>(own: T | null, words: (value: T) => string): string | null {
  return own === null ? null : words(own)
}

/** What holds there, and whether it is the project's own. */
function Held({ own, site }: { own: string | null; site: string }): ReactElement {
  if (own === null) return <Text>{site}</Text>
  return (
    <Stack space="space.050" alignInline="start">
      <Text>{own}</Text>
      <Badge of={{ word: ADMIN.own, look: 'inprogress' }} />
    </Stack>
  )
}

function Buttons(props: { project: ProjectStatus; doing: Doing; open: () => void }): ReactElement {
  const { project, doing, open } = props
  const { key, settings } = project
  const reset = () =>
    doing.act(() => ask('admin.project', { projectKey: key, mode: null, detachGroup: null }))
  return (
    <ButtonGroup label={key}>
      <Button onClick={open}>{ADMIN.changeIt}</Button>
      {settings.mode === null && settings.detachGroup === null ? null : (
        <Button appearance="subtle" isDisabled={doing.busy} onClick={reset}>
          {ADMIN.reset}
        </Button>
      )}
    </ButtonGroup>
  )
}

/** Who may take findings off in a project: whoever may on the site, administrators alone, or a group of its own. */
type Who = 'site' | 'admins' | 'group'

function whoOf(group: string | null): Who {
  if (group === null) return 'site'
  return group === '' ? 'admins' : 'group'
}

interface ModalProps {
  project: ProjectStatus
  site: Settings
  took: Took
  leave: () => void
}

function ProjectModal({ project, site, took, leave }: ModalProps): ReactElement {
  const { key, settings } = project
  const { busy, problem, act } = useDone(took)
  const [mode, setMode] = useState(settings.mode)
  const [who, setWho] = useState(whoOf(settings.detachGroup))
  const [group, setGroup] = useState(settings.detachGroup ?? '')
  const [wrong, setWrong] = useState<string | null>(null)
  const save = async () => {
    const named = group.trim()
    const missing = who === 'group' && named === ''
    setWrong(missing ? ADMIN.groupMissing : null)
    if (missing) return
    const detachGroup = { site: null, admins: '', group: named }[who]
    if (await act(() => ask('admin.project', { projectKey: key, mode, detachGroup }))) leave()
  }
  const modes: { value: Mode | 'site'; label: string }[] = [
    { value: 'site', label: ADMIN.asForTheSite(MODE(site.mode)) },
    ...MODES.map(value => ({ value, label: ADMIN.modes[value] })),
  ]
  const people: { value: Who; label: string }[] = [
    { value: 'site', label: ADMIN.asForTheSite(GROUP(site.detachGroup)) },
    { value: 'admins', label: ADMIN.adminsOnly },
    { value: 'group', label: ADMIN.ownGroup },
  ]
  return (
    <Dialog
      title={ADMIN.projectTitle(key)}
      submit={COMMON.save}
      busy={busy}
      problem={problem}
      onSubmit={save}
      leave={leave}
    >
      <Field id="project-mode" label={ADMIN.modeHere} wrong={null} required={false}>
        <Select
          inputId="project-mode"
          name="mode"
          isSearchable={false}
          options={modes}
          defaultValue={modes.find(each => each.value === (mode ?? 'site'))}
          onChange={(picked: { value: Mode | 'site' }) =>
            setMode(picked.value === 'site' ? null : picked.value)
          }
        />
      </Field>
      {(mode ?? site.mode) === 'live' ? (
        <SectionMessage appearance="warning">
          <Text>{ADMIN.liveWarning}</Text>
        </SectionMessage>
      ) : null}
      <Field id="project-who" label={ADMIN.who} wrong={null} required={false}>
        <Select
          inputId="project-who"
          name="who"
          isSearchable={false}
          options={people}
          defaultValue={people.find(each => each.value === who)}
          onChange={(picked: { value: Who }) => setWho(picked.value)}
        />
      </Field>
      {who === 'group' ? (
        <Field id="project-group" label={ADMIN.groupName} wrong={wrong}>
          <Textfield
            id="project-group"
            name="detachGroup"
            defaultValue={group}
            onChange={event => setGroup(event.target.value ?? '')}
            isInvalid={wrong !== null}
            isRequired
          />
        </Field>
      ) : null}
    </Dialog>
  )
}
