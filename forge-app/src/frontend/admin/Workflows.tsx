import { Button, ButtonGroup, EmptyState, Inline, ModalTransition, Stack, Text } from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import type { AdminView, Answer, ProjectStatus, WorkflowStatus } from '../../defs'
import type { Worded } from '../look'
import { Badge, LINES_MAX, Part, Table } from '../parts'
import { ADMIN } from '../words'
import { InstallModal, UndoModal } from './WorkflowModals'

type Chosen = { what: 'install' | 'undo'; project: ProjectStatus; workflow: WorkflowStatus }

/** Per project: on which transitions into a done status the check stands, and where it is missing. */
export function Workflows(props: {
  projects: readonly ProjectStatus[]
  took: (answer: Answer<AdminView>) => void
}): ReactElement {
  const { projects, took } = props
  const [chosen, setChosen] = useState<Chosen | null>(null)
  if (projects.length === 0) return <EmptyState header={ADMIN.noProjects} />
  const leave = () => setChosen(null)
  return (
    <Stack space="space.400">
      {projects.map(project => (
        <Project key={project.key} project={project} choose={setChosen} />
      ))}
      <ModalTransition>
        {chosen?.what === 'install' ? <InstallModal {...chosen} took={took} leave={leave} /> : null}
        {chosen?.what === 'undo' ? <UndoModal {...chosen} took={took} leave={leave} /> : null}
      </ModalTransition>
    </Stack>
  )
}

function Project(props: { project: ProjectStatus; choose: (chosen: Chosen) => void }): ReactElement {
  const { project, choose } = props
  return (
    <Part title={`${project.key}: ${project.name}`}>
      <Text>
        {project.caseProject === null ? ADMIN.noCaseProject : `${ADMIN.caseProject}: ${project.caseProject}`}
      </Text>
      {project.workflows.length === 0 ? <Text>{ADMIN.noWorkflows}</Text> : null}
      {project.workflows.map(workflow => (
        <Workflow
          key={workflow.id}
          workflow={workflow}
          choose={what => choose({ what, project, workflow })}
        />
      ))}
    </Part>
  )
}

/** The check stands everywhere, somewhere, or nowhere. */
export function standing(workflow: Pick<WorkflowStatus, 'transitions'>): Worded {
  const missing = workflow.transitions.filter(t => !t.guarded).length
  if (missing === 0) return { word: ADMIN.whole, look: 'success' }
  return { word: ADMIN.partly(missing), look: 'moved' }
}

function Workflow(props: {
  workflow: WorkflowStatus
  choose: (what: 'install' | 'undo') => void
}): ReactElement {
  const { workflow, choose } = props
  return (
    <Stack space="space.100">
      <Inline space="space.100" alignBlock="center" shouldWrap>
        <Text>{workflow.name}</Text>
        {workflow.transitions.length === 0 ? null : <Badge of={standing(workflow)} />}
      </Inline>
      {workflow.sharedWith.length === 0 ? null : <Text>{ADMIN.shared(workflow.sharedWith)}</Text>}
      {workflow.transitions.length === 0 ? (
        <Text>{ADMIN.noTransitions}</Text>
      ) : (
        <Table
          label={`${ADMIN.transitions}: ${workflow.name}`}
          columns={[
            { key: 'transition', title: ADMIN.transition },
            { key: 'from', title: ADMIN.from },
            { key: 'to', title: ADMIN.to },
            { key: 'check', title: ADMIN.guarded },
          ]}
          rows={workflow.transitions.map(t => ({
            key: t.id,
            cells: [
              <Text key="transition" maxLines={LINES_MAX}>
                {t.name}
              </Text>,
              <Text key="from" maxLines={LINES_MAX}>
                {t.from.length === 0 ? ADMIN.anyStatus : t.from.join(', ')}
              </Text>,
              <Text key="to">{t.to}</Text>,
              <Badge
                key="check"
                of={
                  t.guarded ? { word: ADMIN.on, look: 'success' } : { word: ADMIN.missing, look: 'removed' }
                }
              />,
            ],
          }))}
          rowsPerPage={10}
        />
      )}
      <ButtonGroup label={workflow.name}>
        {workflow.transitions.some(t => !t.guarded) ? (
          <Button onClick={() => choose('install')}>{ADMIN.preview}</Button>
        ) : null}
        {workflow.canUndo ? <Button onClick={() => choose('undo')}>{ADMIN.undo}</Button> : null}
      </ButtonGroup>
    </Stack>
  )
}
