/** The drawing a UI Kit page sends to its host: a tree of Atlassian components by name. */
export interface ForgeDoc {
  type: string
  key: string
  props: Bag
  children: ForgeDoc[]
}

/** Props as they come; functions among them stay functions, for page and host run in the same window here. */
export type Bag = Record<string, unknown>
