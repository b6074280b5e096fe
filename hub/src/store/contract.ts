import { describe } from 'vitest'
import { documentsContract } from './contract/documents'
import { recordsContract } from './contract/records'
import type { MakeStore } from './contract/setup'
import { workContract } from './contract/work'

export type { MakeStore, StoreUnderTest } from './contract/setup'

/** What every store has to do, whatever it is built on; called inside a test file, once an implementation. */
export function storeContract(name: string, makeStore: MakeStore): void {
  describe(`the store contract: ${name}`, () => {
    documentsContract(makeStore)
    workContract(makeStore)
    recordsContract(makeStore)
  })
}
