export { carriedTaken, carry } from './carried'
export * from './model'
export {
  commentAsked,
  commentDone,
  commentForeseen,
  commentGone,
  commentHeld,
  commentNotDone,
  commentPlanned,
  commentTroubled,
} from './outcome'
export { commentAdded, commentDeleted, commentEdited, commentOf, withComment } from './own'
export { type CommentAction, planComments } from './plan'
export { knownEntries, NOTHING_SEEN, seeComments } from './see'
