/** The grounds of a process, each made when it is first stood on. */
import { type Ground, makeGround } from './ground'

/** Grounds there are; seeds take turns. */
export const GROUNDS = 4

const made = new Map<number, Promise<Ground>>()

/** Where the runs of a seed begin. */
export function grounds(seed: number): Promise<Ground> {
  const number = seed % GROUNDS
  const ground = made.get(number) ?? makeGround(number)
  made.set(number, ground)
  return ground
}
