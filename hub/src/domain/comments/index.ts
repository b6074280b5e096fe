export * from './model'
export { commentAdded, commentDeleted, commentEdited, commentOf, withComment } from './own'
