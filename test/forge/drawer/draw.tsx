/**
 * A drawing of UI Kit in Atlassian's own components, as Jira does it. A component that is not in the table is an
 * error: a page that uses a new one gets its row here.
 */
import Badge from '@atlaskit/badge'
import { ButtonGroup } from '@atlaskit/button'
import Button, { LinkButton } from '@atlaskit/button/new'
import { DatePicker } from '@atlaskit/datetime-picker'
import DynamicTable from '@atlaskit/dynamic-table'
import {
  ErrorMessage,
  FormFooter,
  FormHeader,
  FormSection,
  HelperMessage,
  Label,
  RequiredAsterisk,
  ValidMessage,
} from '@atlaskit/form'
import Heading from '@atlaskit/heading'
import Link from '@atlaskit/link'
import Lozenge from '@atlaskit/lozenge'
import Modal, {
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
} from '@atlaskit/modal-dialog'
import { Inline, Stack, Text } from '@atlaskit/primitives/compiled'
import SectionMessage, { SectionMessageAction } from '@atlaskit/section-message'
import Select from '@atlaskit/select'
import Spinner from '@atlaskit/spinner'
import Tabs, { Tab, TabList, TabPanel } from '@atlaskit/tabs'
import Tag from '@atlaskit/tag'
import TextArea from '@atlaskit/textarea'
import Textfield from '@atlaskit/textfield'
import React, { type ComponentType, Fragment, type ReactElement, type ReactNode } from 'react'
import type { Bag, ForgeDoc } from './doc'

type Draw = (doc: ForgeDoc) => ReactNode

/** The props of a drawing are those of the component it names: UI Kit's types see to that when the page is compiled. */
function as<P>(component: ComponentType<P>, ...always: Bag[]): Draw {
  const Component = component as unknown as ComponentType<Bag>
  return doc => (
    <Component key={doc.key} {...Object.assign({}, ...always)} {...doc.props}>
      {doc.children.length === 0 ? undefined : doc.children.map(draw)}
    </Component>
  )
}

const kids = (doc: ForgeDoc): ReactNode => doc.children.map(draw)
const called = (value: unknown): ((...args: unknown[]) => unknown) | null =>
  typeof value === 'function' ? (value as (...args: unknown[]) => unknown) : null

/** In a dialog a menu must not be cut off at its edge. */
const MENU = { menuPosition: 'fixed' } as const

const COMPONENTS: { [type: string]: Draw | undefined } = {
  Root: doc => <Fragment key={doc.key}>{kids(doc)}</Fragment>,
  String: doc => <Fragment key={doc.key}>{String(doc.props.text)}</Fragment>,
  Badge: as(Badge),
  Button: as(Button),
  ButtonGroup: doc => (
    <div key={doc.key} className="wraps">
      {as(ButtonGroup)(doc)}
    </div>
  ),
  LinkButton: as(LinkButton),
  Box: doc => (
    <div key={doc.key} style={boxStyle(doc.props)}>
      {kids(doc)}
    </div>
  ),
  Code: doc => (
    <code key={doc.key} className="code">
      {kids(doc)}
    </code>
  ),
  DatePicker: as(DatePicker, { selectProps: MENU, shouldShowCalendarButton: true }),
  DynamicTable: table,
  Em: doc => <em key={doc.key}>{kids(doc)}</em>,
  EmptyState: emptyState,
  ErrorMessage: as(ErrorMessage),
  Form: form,
  FormFooter: as(FormFooter),
  FormHeader: as(FormHeader),
  FormSection: as(FormSection),
  Heading: as(Heading),
  HelperMessage: as(HelperMessage),
  Inline: as(Inline),
  Label: doc => {
    const { labelFor, ...rest } = doc.props
    return as(Label)({ ...doc, props: { ...rest, htmlFor: labelFor } })
  },
  Link: doc => {
    const { openNewTab, ...rest } = doc.props
    return as(Link)({ ...doc, props: openNewTab === true ? { ...rest, target: '_blank' } : rest })
  },
  List: doc =>
    doc.props.type === 'ordered' ? <ol key={doc.key}>{kids(doc)}</ol> : <ul key={doc.key}>{kids(doc)}</ul>,
  ListItem: doc => <li key={doc.key}>{kids(doc)}</li>,
  Lozenge: as(Lozenge),
  Modal: as(Modal),
  ModalBody: as(ModalBody),
  ModalFooter: as(ModalFooter),
  ModalHeader: as(ModalHeader, { hasCloseButton: true }),
  ModalTitle: as(ModalTitle),
  ModalTransition: as(ModalTransition),
  RequiredAsterisk: as(RequiredAsterisk),
  SectionMessage: as(SectionMessage),
  SectionMessageAction: as(SectionMessageAction),
  Select: as(Select, MENU),
  Spinner: as(Spinner),
  Stack: as(Stack),
  Strong: doc => <strong key={doc.key}>{kids(doc)}</strong>,
  Tab: as(Tab),
  TabList: as(TabList),
  TabPanel: doc => (
    <TabPanel key={doc.key}>
      <div className="panel">{kids(doc)}</div>
    </TabPanel>
  ),
  Tabs: as(Tabs),
  Tag: as(Tag),
  Text: as(Text),
  TextArea: as(TextArea),
  Textfield: as(Textfield),
  ValidMessage: as(ValidMessage),
}

/** A drawing in Atlassian's components. @throws on a component that has no row in the table. */
export function draw(doc: ForgeDoc): ReactNode {
  const component = COMPONENTS[doc.type]
  if (component === undefined) throw new Error(`The drawer knows no component "${doc.type}"`)
  return component(doc)
}

/** UI Kit calls back without the event: what was typed is known to the page already. */
function form(doc: ForgeDoc): ReactElement {
  const submit = called(doc.props.onSubmit)
  return (
    <form
      key={doc.key}
      className="form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submit?.()
      }}
    >
      {kids(doc)}
    </form>
  )
}

/** `DynamicTable > ContentWrapper(head | rows) > Cell | Row > Cell`, put back into what Atlaskit's table takes. */
function table(doc: ForgeDoc): ReactElement {
  const part = (name: string) => doc.children.find(child => child.props.name === name)?.children ?? []
  const cell = ({ props: { cellKey, ...rest }, children }: ForgeDoc) => ({
    ...rest,
    key: String(cellKey),
    content: children.map(draw),
  })
  const Table = DynamicTable as unknown as ComponentType<Bag>
  return (
    <div key={doc.key} className="table">
      <Table
        {...doc.props}
        head={{ cells: part('head').map(cell) }}
        rows={part('rows').map(({ props: { rowKey, ...rest }, children }) => ({
          ...rest,
          key: String(rowKey),
          cells: children.map(cell),
        }))}
      />
    </div>
  )
}

function emptyState(doc: ForgeDoc): ReactElement {
  const { header, description } = doc.props
  return (
    <div key={doc.key} className="empty">
      <Stack space="space.100" alignInline="center">
        <Heading size="medium">{String(header)}</Heading>
        {description === undefined ? null : <Text align="center">{String(description)}</Text>}
      </Stack>
    </div>
  )
}

/** The tokens a box is given, as the variables of Atlassian's themes. */
function boxStyle({ padding, backgroundColor }: Bag): React.CSSProperties {
  return {
    ...(typeof padding === 'string' && { padding: variable(padding) }),
    ...(typeof backgroundColor === 'string' && { background: variable(backgroundColor) }),
    borderRadius: 'var(--ds-radius-large)',
  }
}

/** `elevation.surface.sunken` → `var(--ds-surface-sunken)`. */
function variable(token: string): string {
  return `var(--ds-${token.replace(/^(elevation|color)\./, '').replaceAll('.', '-')})`
}
